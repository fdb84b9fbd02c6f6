package iterators

import (
	"iter"
	"sync"
	"sync/atomic"
)

// What is in this file may be used by several goroutines at once. It asks the
// sequence under a lock, so that runs in one goroutine at a time; a sequence that
// asks for its own items waits for itself for ever.

// A Serialized is one pass over a sequence that several goroutines share: each
// item goes to one of them (more_itertools.serialize). It keeps nothing.
//
// The pass needs a coroutine, from the first ask until the sequence is over,
// [Serialized.Stop], or the Serialized is dropped. The zero Serialized, one that
// [Serialize] did not make, is over.
type Serialized[T any] struct {
	mu   sync.Mutex
	pass Iterator[T]
}

// Serialize begins a pass over seq for several goroutines to share. It asks for
// nothing yet.
//
// It panics if seq is nil.
func Serialize[T any](seq iter.Seq[T]) *Serialized[T] {
	if seq == nil {
		panic("iterators.Serialize: nil sequence")
	}
	return &Serialized[T]{pass: Iterator[T]{seq: seq}}
}

// Next gives the next item, and false when there is none. It is safe for
// concurrent use, and waits while another goroutine asks.
func (s *Serialized[T]) Next() (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock() // also when the sequence panics
	return s.pass.Next()
}

// All gives the items that are left and that nobody else takes. It is safe for
// concurrent use. A break loses nothing: a range goes on where those before it
// left off.
func (s *Serialized[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for v, ok := s.Next(); ok && yield(v); v, ok = s.Next() {
		}
	}
}

// Stop ends the sequence where it stands, running its defers; those who ask
// later get nothing. It is safe for concurrent use, and may be called again.
func (s *Serialized[T]) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pass.Stop()
}

// Synchronized makes a function of sequences give passes that goroutines can
// share (more_itertools.synchronized): [Serialize] of what f returns, which must
// not be nil.
//
// It panics if f is nil.
func Synchronized[A, T any](f func(A) iter.Seq[T]) func(A) *Serialized[T] {
	if f == nil {
		panic("iterators.Synchronized: nil function")
	}
	return func(a A) *Serialized[T] { return Serialize(f(a)) }
}

// ConcurrentTee is [Tee] for goroutines (more_itertools.concurrent_tee): it makes
// n iterators out of one pass over seq, and each may be used by a goroutine of its
// own. One iterator is still for one goroutine at a time. They keep the items
// between the one furthest behind and the one furthest ahead.
//
// The pass needs a coroutine. It ends with seq, when all iterators are stopped,
// or, when all are stopped or dropped, by the garbage collector.
//
// It panics if seq is nil, or if n is negative or more than 2147483647.
func ConcurrentTee[T any](seq iter.Seq[T], n int) []*Iterator[T] {
	if seq == nil {
		panic("iterators.ConcurrentTee: nil sequence")
	}
	mustNotBeNegative("ConcurrentTee", "n", n)
	mustBeAtMost("ConcurrentTee", "n", n, mostItems[*T]())
	r := &river[T]{pass: Iter(seq), users: n}
	start := &link[T]{}
	parts := make([]*Iterator[T], n)
	for i := range parts {
		at := start
		next := func() (T, bool) {
			after := r.after(at)
			if after == nil {
				var none T
				return none, false
			}
			at = after
			return at.item, true
		}
		parts[i] = &Iterator[T]{next: next, stop: r.leave}
	}
	return parts
}

// A river is the pass that the parts of a concurrent tee share.
type river[T any] struct {
	mu    sync.Mutex
	pass  *Iterator[T]
	users int // parts not stopped
}

// A link is an item that has been read and the way to the next. Nothing leads
// back, so what all parts have passed is free.
type link[T any] struct {
	item T
	next atomic.Pointer[link[T]]
}

// after gives the link after at, reading an item when that is the last; nil at
// the end.
func (r *river[T]) after(at *link[T]) *link[T] {
	if next := at.next.Load(); next != nil {
		return next // without the lock
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if next := at.next.Load(); next != nil {
		return next // another part was here first
	}
	v, ok := r.pass.Next()
	if !ok {
		return nil
	}
	next := &link[T]{item: v}
	at.next.Store(next)
	return next
}

func (r *river[T]) leave() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.users--; r.users == 0 {
		r.pass.Stop()
	}
}
