package web

import (
	"container/list"
	"context"
	"fmt"
	"sync"
)

// A MemoryStore keeps sessions in memory, as many as it is told. When there are
// more, the one that was not used for longest goes. Safe for concurrent use.
type MemoryStore struct {
	max     int
	mu      sync.Mutex
	records map[string]*list.Element
	used    list.List // of *kept, most recently used first
}

type kept struct {
	key    string
	record Record
}

// NewMemoryStore makes a store of at most max sessions; it panics if that is none.
func NewMemoryStore(max int) *MemoryStore {
	if max < 1 {
		panic(fmt.Sprintf("web: NewMemoryStore(%d): a store has room for one session at least", max))
	}
	return &MemoryStore{max: max, records: map[string]*list.Element{}}
}

// Len returns how many sessions there are, expired ones included.
func (m *MemoryStore) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.records)
}

// Load returns the record of a key, or [ErrNoRecord].
func (m *MemoryStore) Load(ctx context.Context, key string) (Record, error) {
	if err := ctx.Err(); err != nil {
		return Record{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.records[key]
	if e == nil {
		return Record{}, ErrNoRecord
	}
	m.used.MoveToFront(e)
	return e.Value.(*kept).record, nil
}

// Save writes a record over the version it names, or returns [ErrConflict].
func (m *MemoryStore) Save(_ context.Context, key string, r Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.records[key]
	switch {
	case e == nil && r.Version > 0, e != nil && e.Value.(*kept).record.Version != r.Version:
		return ErrConflict
	case e == nil:
		e = m.used.PushFront(&kept{key: key})
		m.records[key] = e
		if len(m.records) > m.max {
			delete(m.records, m.used.Remove(m.used.Back()).(*kept).key)
		}
	}
	r.Version++
	e.Value.(*kept).record = r
	m.used.MoveToFront(e)
	return nil
}

// Delete removes a record of a version, or of any with version 0. It returns
// [ErrConflict] or [ErrNoRecord].
func (m *MemoryStore) Delete(_ context.Context, key string, version uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.records[key]
	if e == nil {
		return ErrNoRecord
	}
	if version > 0 && e.Value.(*kept).record.Version != version {
		return ErrConflict
	}
	m.used.Remove(e)
	delete(m.records, key)
	return nil
}
