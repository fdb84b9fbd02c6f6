package iterators

import "iter"

// Zip gives the items of a and b side by side, as long as both have one (Python's
// zip). Each time a is asked first, then b: of 5 and 3 items it takes 4 and 3, of 3
// and 5 it takes 3 and 3. a is ranged; b needs a coroutine ([iter.Pull]), which
// ends with the range. It can be ranged again if both can.
func Zip[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		for x := range a {
			y, ok := next()
			if !ok || !yield(x, y) {
				return
			}
		}
	}
}

// Zip3 is [Zip] for three sequences; b and c need a coroutine each. It can be ranged
// again if all can.
func Zip3[A, B, C any](a iter.Seq[A], b iter.Seq[B], c iter.Seq[C]) iter.Seq[Triple[A, B, C]] {
	return func(yield func(Triple[A, B, C]) bool) {
		nextB, stopB := iter.Pull(b)
		defer stopB()
		nextC, stopC := iter.Pull(c)
		defer stopC()
		for x := range a {
			y, ok := nextB()
			if !ok {
				return
			}
			z, ok := nextC()
			if !ok || !yield(Triple[A, B, C]{x, y, z}) {
				return
			}
		}
	}
}

// ZipAll is [Zip] for any number of sequences of one type, asked from left to right;
// none of them make none. Each tuple is a slice of its own. All but the first need a
// coroutine each. It can be ranged again if all can.
func ZipAll[T any](seqs ...iter.Seq[T]) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		if len(seqs) == 0 {
			return
		}
		rest := pullAll(seqs[1:])
		defer rest.stop()
		for v := range seqs[0] {
			t := make([]T, len(seqs))
			t[0] = v
			for i, r := range rest {
				if t[i+1], r.ok = r.next(); !r.ok {
					return
				}
			}
			if !yield(t) {
				return
			}
		}
	}
}

// A pulled is one of several sequences that are asked side by side.
type pulled[T any] struct {
	next func() (T, bool)
	end  func()
	ok   bool // not over yet, as far as it was asked
}

type allPulled[T any] []*pulled[T]

// pullAll makes the coroutines of seqs; the caller defers stop.
func pullAll[T any](seqs []iter.Seq[T]) allPulled[T] {
	all := make(allPulled[T], len(seqs))
	for i, seq := range seqs {
		next, stop := iter.Pull(seq)
		all[i] = &pulled[T]{next, stop, true}
	}
	return all
}

// stop ends all of them, and if one panics, the others all the same.
func (all allPulled[T]) stop() {
	for _, p := range all {
		defer p.end()
	}
}
