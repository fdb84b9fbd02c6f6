package iterators

import (
	"iter"
	"runtime"
)

// An Iterator is one pass over a sequence that is asked item by item (Python's
// iterator). It remembers where it is: who asks next, from wherever, gets the
// item after the last one, and once it is over it stays over.
//
// Asking needs a coroutine ([iter.Pull]). It starts at the first [Iterator.Next],
// and ends with the sequence or at [Iterator.Stop], whichever is first. Whoever
// leaves an iterator in the middle should stop it. One that is dropped is stopped
// by the garbage collector, and the sequence's deferred calls then run on a
// goroutine of their own: a net, not a substitute. The net holds nothing when
// the sequence itself can reach its iterator.
//
// An Iterator must not be used by two goroutines at a time, nor be copied. A sequence
// that asks its own iterator panics, as [iter.Pull] has it. The zero Iterator, one
// that [Iter] did not make, is over.
type Iterator[T any] struct {
	seq     iter.Seq[T] // until the first Next
	next    func() (T, bool)
	stop    func()
	cleanup runtime.Cleanup
}

// Iter begins a pass over seq (Python's iter). Nothing is asked before the first
// Next. What the pass holds is what seq holds.
//
// It panics if seq is nil.
func Iter[T any](seq iter.Seq[T]) *Iterator[T] {
	if seq == nil {
		panic("iterators.Iter: nil sequence")
	}
	return &Iterator[T]{seq: seq}
}

// Next returns the next item, or false when there is none (Python's next).
// A sequence that said it is over is not asked again. A panic of the sequence
// comes out of Next, and the iterator is over.
func (it *Iterator[T]) Next() (T, bool) {
	if it.next == nil && !it.start() {
		var zero T
		return zero, false
	}
	v, ok := it.next()
	if !ok {
		it.release()
	}
	return v, ok
}

// NextOr returns the next item, or def when there is none (Python's next with a
// default).
func (it *Iterator[T]) NextOr(def T) T {
	if v, ok := it.Next(); ok {
		return v
	}
	return def
}

// All gives what is left. It asks for an item only to hand it over, so a break
// leaves the rest for later, and does not stop the iterator. It can be ranged
// again: the second range goes on where the first stopped.
func (it *Iterator[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for {
			v, ok := it.Next()
			if !ok || !yield(v) {
				return
			}
		}
	}
}

// Stop ends the pass: the sequence's deferred calls run before it returns, and
// from now on there is no next item. Stopping twice, or what is over, does
// nothing. A panic of the sequence's deferred calls comes out of Stop.
func (it *Iterator[T]) Stop() {
	stop := it.stop
	it.release()
	if stop != nil {
		stop()
	}
}

// start makes the coroutine and its net. It reports false for what is over.
func (it *Iterator[T]) start() bool {
	if it.seq == nil {
		return false
	}
	it.next, it.stop = iter.Pull(it.seq)
	it.seq = nil
	// Neither function refers to the handle, so the handle can be dropped. The stop
	// may wait or end its goroutine, which must not be that of all cleanups.
	it.cleanup = runtime.AddCleanup(it, func(stop func()) { go stop() }, it.stop)
	return true
}

// release forgets the sequence, so that what it held can be freed.
func (it *Iterator[T]) release() {
	it.seq, it.next, it.stop = nil, nil, nil
	it.cleanup.Stop()
}
