package iterators

import "iter"

// BeforeAndAfter gives the items before the first for which p does not hold, and
// the rest, that item included (the recipe before_and_after): a take-while that
// loses nothing. The two share one reading of seq, so they are one-shot: a range
// goes on where the one before it left off. When after is asked first, what comes
// before is read and kept; otherwise at most one item is.
//
// They hold a coroutine from the first ask until seq is over or both are
// dropped, and are not safe for concurrent use.
//
// It panics when p is nil.
func BeforeAndAfter[T any](seq iter.Seq[T], p func(T) bool) (before, after iter.Seq[T]) {
	if p == nil {
		panic("iterators.BeforeAndAfter: nil function")
	}
	source := Iter(seq)
	var kept, turn queue[T] // of before; the item where p failed
	turned := false
	step := func() (T, bool) { // the next item of before
		v, ok := source.Next()
		if !ok {
			turned = true
		} else if !p(v) {
			turned = true
			turn.push(v)
			ok = false
		}
		return v, ok
	}
	before = func(yield func(T) bool) {
		for {
			v, ok := kept.pop()
			if !ok && !turned {
				v, ok = step()
			}
			if !ok || !yield(v) {
				return
			}
		}
	}
	after = func(yield func(T) bool) {
		for !turned {
			if v, ok := step(); ok {
				kept.push(v)
			}
		}
		if v, ok := turn.pop(); ok && !yield(v) {
			return
		}
		source.All()(yield)
	}
	return before, after
}
