package web

import (
	"context"
	"fmt"
	"sync"
)

// A MemoryStore keeps sessions in memory, as many as it is told. When there are
// more, the one that was not used for longest goes. Safe for concurrent use.
type MemoryStore struct {
	max     int
	mu      sync.Mutex
	records map[string]*kept
	used    kept // a ring: behind it the one used last, before it the one not used for longest
}

type kept struct {
	key          string
	record       Record
	newer, older *kept
}

func (k *kept) unlink() { k.newer.older, k.older.newer = k.older, k.newer }

// front makes a record the one used last.
func (m *MemoryStore) front(k *kept) {
	k.newer, k.older = &m.used, m.used.older
	k.newer.older, k.older.newer = k, k
}

// NewMemoryStore makes a store of at most max sessions; it panics if that is none.
func NewMemoryStore(max int) *MemoryStore {
	if max < 1 {
		panic(fmt.Sprintf("web: NewMemoryStore(%d): a store has room for one session at least", max))
	}
	m := &MemoryStore{max: max, records: map[string]*kept{}}
	m.used.newer, m.used.older = &m.used, &m.used
	return m
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
	k := m.records[key]
	if k == nil {
		return Record{}, ErrNoRecord
	}
	k.unlink()
	m.front(k)
	return k.record, nil
}

// Save writes a record over the version it names, or returns [ErrConflict].
func (m *MemoryStore) Save(_ context.Context, key string, r Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.records[key]
	switch {
	case k == nil && r.Version > 0, k != nil && k.record.Version != r.Version:
		return ErrConflict
	case k == nil:
		k = &kept{key: key}
		m.records[key] = k
	default:
		k.unlink()
	}
	r.Version++
	k.record = r
	m.front(k)
	if len(m.records) > m.max {
		oldest := m.used.newer
		oldest.unlink()
		delete(m.records, oldest.key)
	}
	return nil
}

// Delete removes a record of a version, or of any with version 0. It returns
// [ErrConflict] or [ErrNoRecord].
func (m *MemoryStore) Delete(_ context.Context, key string, version uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.records[key]
	if k == nil {
		return ErrNoRecord
	}
	if version > 0 && k.record.Version != version {
		return ErrConflict
	}
	k.unlink()
	delete(m.records, key)
	return nil
}
