package iterators

import (
	"iter"
	"slices"
)

// A Seekable is an iterator that can go back and forth (more_itertools.seekable).
// It keeps every item it has read. It is one-shot and not safe for concurrent
// use. It holds a coroutine from the first ask until the sequence is over,
// [Seekable.Stop], or it is dropped. The zero Seekable, one that [NewSeekable] did
// not make, is over.
type Seekable[T any] struct {
	source Iterator[T]
	read   []T
	at     int // the place of the next item, at most len(read)
}

// NewSeekable gives a Seekable over seq. It asks for nothing yet.
//
// It panics if seq is nil.
func NewSeekable[T any](seq iter.Seq[T]) *Seekable[T] {
	if seq == nil {
		panic("iterators.NewSeekable: nil sequence")
	}
	return &Seekable[T]{source: Iterator[T]{seq: seq}}
}

// Next gives the next item, and false when there is none.
func (s *Seekable[T]) Next() (T, bool) {
	if s.at == len(s.read) && !s.readOne() {
		var none T
		return none, false
	}
	s.at++
	return s.read[s.at-1], true
}

// Seek makes the item at place i, counted from 0, the next one. Going forward it
// reads the items before i, and ends behind the last when there are fewer. It
// gives the place it has come to.
//
// It panics if i is negative.
func (s *Seekable[T]) Seek(i int) int {
	mustNotBeNegative("Seekable.Seek", "i", i)
	for len(s.read) < i && s.readOne() {
	}
	s.at = min(i, len(s.read))
	return s.at
}

func (s *Seekable[T]) readOne() bool {
	v, ok := s.source.Next()
	if ok {
		s.read = append(s.read, v)
	}
	return ok
}

// Index gives the place of the next item.
func (s *Seekable[T]) Index() int { return s.at }

// Elements gives a copy of all items read so far.
func (s *Seekable[T]) Elements() []T { return slices.Clone(s.read) }

// All gives the items from the next one on, taking them. After Seek(0) it gives
// all again.
func (s *Seekable[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for v, ok := s.Next(); ok && yield(v); v, ok = s.Next() {
		}
	}
}

// Stop ends the sequence where it stands, running its defers. What has been read
// can still be gone back to. It may be called again.
func (s *Seekable[T]) Stop() { s.source.Stop() }
