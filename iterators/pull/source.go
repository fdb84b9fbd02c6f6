package pull

import "iter"

// A Source is a sequence with up to three faces: it can be ranged over (push),
// asked for one item after the other (next), and some are a slice in memory. Which
// face an adapter uses is its own business; the items, and how many of them are
// taken from where, are the same through each.
//
// A Source is an iterable or an iterator in Python's sense, as its maker says: one
// made by [Slice] starts afresh each time, one made by [FromNext] goes on where it
// was left. An adapter of sources that start afresh does so too.
//
// The zero Source is empty. A Source may be copied. It is as safe for concurrent
// use as what it was made of; two iterators of one Source that starts afresh are
// independent.
type Source[T any] struct {
	ask   func() asker[T]  // a fresh iterator
	next  func() (T, bool) // of a one-shot source: the one iterator, instead of ask
	push  iter.Seq[T]      // the same as a loop, or nil: by asking
	items []T              // all items, if slice
	slice bool
}

// An asker is one pass over a source: Python's iterator.
//
// After next has panicked the pass goes on as CPython's iterator would after an
// exception: it continues, or is over for good.
type asker[T any] struct {
	next func() (T, bool)
	stop func() // ends a coroutine; nil when there is none
}

// start begins a pass.
func (s Source[T]) start() asker[T] {
	switch {
	case s.slice:
		items, i := s.items, 0
		return asker[T]{next: func() (v T, ok bool) {
			if i < len(items) {
				v, ok = items[i], true
				i++
			}
			return v, ok
		}}
	case s.next != nil:
		return asker[T]{next: s.next}
	case s.ask != nil:
		return s.ask()
	}
	return asker[T]{next: nothing[T]}
}

func nothing[T any]() (v T, ok bool) { return v, false }

// Iter begins a pass over the source and returns its two functions, like
// [iter.Pull]: next asks for an item (Python's __next__), false says that there is
// none. stop ends the pass early; it may be called at any time and more than once.
// A pass over a [From] that is neither stopped nor run to its end keeps a
// coroutine until next and stop are garbage; for all other sources stop does
// nothing.
//
// After the end next may be called again: like CPython's iterators, some then ask
// their sources again. next is not safe for concurrent use.
func (s Source[T]) Iter() (next func() (T, bool), stop func()) {
	a := s.start()
	if a.stop == nil {
		return a.next, stopNothing
	}
	return a.next, a.stop
}

// stopNothing has a name because a literal in a generic function is made anew each
// time.
func stopNothing() {}

// All is the source as a sequence to range over. It can be ranged again if the
// source starts afresh. Leaving the loop takes nothing that was not yielded.
func (s Source[T]) All() iter.Seq[T] {
	switch {
	case s.slice:
		items := s.items
		return func(yield func(T) bool) {
			for _, v := range items {
				if !yield(v) {
					return
				}
			}
		}
	case s.push != nil:
		return s.push
	case s.next != nil:
		next := s.next
		return func(yield func(T) bool) {
			for {
				v, ok := next()
				if !ok || !yield(v) {
					return
				}
			}
		}
	}
	return func(yield func(T) bool) {
		a := s.start()
		if a.stop != nil {
			defer a.stop()
		}
		for {
			v, ok := a.next()
			if !ok || !yield(v) {
				return
			}
		}
	}
}

// Items is the slice behind the source, not a copy, and whether there is one.
func (s Source[T]) Items() ([]T, bool) { return s.items, s.slice }

// stopBoth joins the ends of two passes.
func stopBoth(a, b func()) func() {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return func() {
		defer b()
		a()
	}
}

// startAll begins a pass over each source.
func startAll[T any](sources []Source[T]) (nexts []func() (T, bool), stop func()) {
	nexts = make([]func() (T, bool), len(sources))
	for i, s := range sources {
		a := s.start()
		nexts[i], stop = a.next, stopBoth(stop, a.stop)
	}
	return nexts, stop
}
