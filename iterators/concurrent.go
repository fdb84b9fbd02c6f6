package iterators

import (
	"iter"
	"sync"
	"sync/atomic"
)

// The sequences of this file may be ranged by several goroutines at once. They
// read seq under a lock, so it runs in one goroutine at a time, though not always
// in the same. Each holds a coroutine from the first ask until seq is over or all
// that came of it is dropped.

// Serialize deals the items out to all that range the result: each item goes to
// one of them (more_itertools.serialize). It is one-shot: a range goes on where
// those before it left off. It is lazy and keeps nothing, and is safe for
// concurrent use.
func Serialize[T any](seq iter.Seq[T]) iter.Seq[T] {
	source := &locked[T]{from: Iter(seq)}
	return func(yield func(T) bool) {
		for v, ok := source.ask(); ok && yield(v); v, ok = source.ask() {
		}
	}
}

// Synchronized makes a function whose sequences are safe for concurrent use,
// each serialized (more_itertools.synchronized).
//
// It panics when f is nil.
func Synchronized[A, T any](f func(A) iter.Seq[T]) func(A) iter.Seq[T] {
	if f == nil {
		panic("iterators.Synchronized: nil function")
	}
	return func(a A) iter.Seq[T] { return Serialize(f(a)) }
}

// ConcurrentTee gives n sequences of the same items, read from seq once
// (more_itertools.concurrent_tee). Each may be ranged by another goroutine; one
// of them by two goroutines at once it may not. Each is one-shot: a range goes on
// where the one before it left off. They keep the items between the one furthest
// behind and the one furthest ahead; one that is dropped counts no more.
//
// It panics when n is negative.
func ConcurrentTee[T any](seq iter.Seq[T], n int) []iter.Seq[T] {
	mustNotBeNegative("ConcurrentTee", "n", n)
	source := &locked[T]{from: Iter(seq)}
	start := &link[T]{}
	branches := make([]iter.Seq[T], n)
	for i := range branches {
		at := start
		branches[i] = func(yield func(T) bool) {
			for {
				next := at.follow(source)
				if next == nil {
					return
				}
				at = next
				if !yield(at.item) {
					return
				}
			}
		}
	}
	return branches
}

// locked is an iterator that several goroutines ask.
type locked[T any] struct {
	mu   sync.Mutex
	from *Iterator[T]
}

func (l *locked[T]) ask() (T, bool) {
	l.mu.Lock()
	defer l.mu.Unlock() // also when the sequence panics
	return l.from.Next()
}

// A link is an item that has been read and the way to the next. Nothing leads
// back, so what all branches have passed is free.
type link[T any] struct {
	item T
	next atomic.Pointer[link[T]]
}

// follow gives the next link, reading an item when this is the last; nil at the
// end of the sequence.
func (at *link[T]) follow(source *locked[T]) *link[T] {
	if next := at.next.Load(); next != nil {
		return next
	}
	source.mu.Lock()
	defer source.mu.Unlock()
	if next := at.next.Load(); next != nil {
		return next // another branch was here first
	}
	v, ok := source.from.Next()
	if !ok {
		return nil
	}
	next := &link[T]{item: v}
	at.next.Store(next)
	return next
}
