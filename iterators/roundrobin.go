package iterators

import "iter"

// Several sequences in turns. The first is ranged, the others are pulled, each
// by a coroutine that lives as long as the range does.

// RoundRobin gives one item of each sequence in turn, and goes on with the others
// when one is over (the recipe roundrobin). It asks for an item when it is that
// sequence's turn, not before. It keeps nothing, and can be ranged again if all
// can.
func RoundRobin[T any](seqs ...iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		if len(seqs) == 0 {
			return
		}
		var live []func() (T, bool)
		for _, seq := range seqs[1:] {
			next, stop := iter.Pull(seq)
			defer stop()
			live = append(live, next)
		}
		others := func() bool { // one turn of each
			still := live[:0]
			for _, next := range live {
				v, ok := next()
				if !ok {
					continue
				}
				if !yield(v) {
					return false
				}
				still = append(still, next)
			}
			live = still
			return true
		}
		for v := range seqs[0] {
			if !yield(v) || !others() {
				return
			}
		}
		for len(live) > 0 && others() {
		}
	}
}

// Interleave gives one item of each sequence in turn until the shortest is over
// (more_itertools.interleave). Like a zip it asks all of them, left to right,
// before it gives the first item of a turn, and what it has read of a turn that
// cannot be finished is lost. It keeps one item of each, and can be ranged again if
// all can.
func Interleave[T any](seqs ...iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		if len(seqs) == 0 {
			return
		}
		nexts := make([]func() (T, bool), len(seqs))
		for i, seq := range seqs[1:] {
			next, stop := iter.Pull(seq)
			defer stop()
			nexts[i+1] = next
		}
		turn := make([]T, len(seqs))
		for v := range seqs[0] {
			turn[0] = v
			for i, next := range nexts[1:] {
				w, ok := next()
				if !ok {
					return
				}
				turn[i+1] = w
			}
			for _, w := range turn {
				if !yield(w) {
					return
				}
			}
		}
	}
}

// InterleaveLongest gives one item of each sequence in turn until all are over
// (more_itertools.interleave_longest): what [RoundRobin] gives, but like a zip it
// asks all of them, left to right, before it gives the first item of a turn. It
// keeps one item of each, and can be ranged again if all can.
func InterleaveLongest[T any](seqs ...iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		if len(seqs) == 0 {
			return
		}
		var live []func() (T, bool)
		for _, seq := range seqs[1:] {
			next, stop := iter.Pull(seq)
			defer stop()
			live = append(live, next)
		}
		turn := make([]T, 0, len(seqs))
		finish := func() bool { // the turn, which may have begun
			still := live[:0]
			for _, next := range live {
				if v, ok := next(); ok {
					turn = append(turn, v)
					still = append(still, next)
				}
			}
			live = still
			for _, v := range turn {
				if !yield(v) {
					return false
				}
			}
			turn = turn[:0]
			return true
		}
		for v := range seqs[0] {
			turn = append(turn, v)
			if !finish() {
				return
			}
		}
		for len(live) > 0 && finish() {
		}
	}
}
