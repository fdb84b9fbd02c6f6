package orm

import (
	"maps"
	"sync"
	"sync/atomic"
)

// A memo keeps what is made once for a key. The first that is made counts; readers take no
// lock.
//
//sqlvet:trusted the texts in memos are of quoted names and a dialect's words; to the pass all memos are one
type memo[V any] struct{ m sync.Map }

func (m *memo[V]) get(key any) (v V, ok bool) {
	found, ok := m.m.Load(key)
	if !ok {
		return v, false
	}
	v, ok = found.(V)
	return v, ok
}

// put keeps a value, unless another one is there, and returns the one that counts.
func (m *memo[V]) put(key any, v V) V {
	if found, ok := m.m.LoadOrStore(key, v); ok {
		if first, ok := found.(V); ok {
			return first
		}
	}
	return v
}

// A byText is a memo whose keys are texts, found by their bytes: a key of a sync.Map is an
// interface value, which has to be made for each look.
//
//sqlvet:trusted the texts in memos are of quoted names and a dialect's words; to the pass all memos are one
type byText[V any] struct {
	mu sync.Mutex
	m  atomic.Pointer[map[string]V]
}

func (m *byText[V]) get(key []byte) (v V, ok bool) {
	if all := m.m.Load(); all != nil {
		v, ok = (*all)[string(key)]
	}
	return v, ok
}

// put is that of a memo. All are copied for it, so there had better be few.
func (m *byText[V]) put(key string, v V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := map[string]V{}
	if old := m.m.Load(); old != nil {
		all = maps.Clone(*old)
	}
	if first, ok := all[key]; ok {
		return first
	}
	all[key] = v
	m.m.Store(&all)
	return v
}
