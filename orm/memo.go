package orm

import "sync"

// A memo keeps what is made once for a key. The first that is made counts; readers take no
// lock.
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
