package metaclass

import (
	"sync"
	"sync/atomic"
)

// A shape is the list of names an instance has, shared by all instances that got
// the same names in the same order (Chambers, Ungar and Lee, 1989; CPython's
// key-sharing dicts, PEP 412). It is never changed; a new name leads to the next.
type shape struct {
	id    uint64
	names []string
	index atomic.Pointer[index]

	mu   sync.Mutex
	next map[string]*shape
}

const (
	// widest is how many names a shape may have; more, and the dict keeps its own.
	widest = 64
	// fanout is how many shapes may follow one: objects used as dictionaries
	// would fill the tree with names nobody shares.
	fanout = 128
)

func newShape(names []string) *shape {
	return &shape{id: nextID(), names: names}
}

// place finds a name, -1 if it is not there.
func (s *shape) place(name string, hash uint32) int {
	if len(s.names) <= 4 {
		for i, n := range s.names {
			if n == name {
				return i
			}
		}
		return -1
	}
	x := s.index.Load()
	if x == nil {
		made := make(index, indexSize(len(s.names)))
		for i, n := range s.names {
			made.put(hashName(n), i)
		}
		x = &made
		s.index.Store(x)
	}
	mask := uint32(len(*x) - 1)
	for i := hash & mask; (*x)[i] != 0; i = (i + 1) & mask {
		if place := int((*x)[i] - 1); s.names[place] == name {
			return place
		}
	}
	return -1
}

// with is the shape after name has been added, nil when it would be too wide.
func (s *shape) with(name string) *shape {
	if len(s.names) >= widest {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if next := s.next[name]; next != nil {
		return next
	}
	if len(s.next) >= fanout {
		return nil
	}
	names := make([]string, len(s.names)+1)
	copy(names, s.names)
	names[len(s.names)] = name
	next := newShape(names)
	if s.next == nil {
		s.next = make(map[string]*shape)
	}
	s.next[name] = next
	return next
}
