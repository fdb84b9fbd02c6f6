package pull

import "underhood/iterators"

// Zip is the items of a and b side by side, until one of them is over (Python's
// zip). a is asked first: when b is the shorter, one item of a more than that is
// taken. No coroutine runs unless a or b is made by [From]. It starts afresh if its
// sources do.
func Zip[A, B any](a Source[A], b Source[B]) Source[iterators.Pair[A, B]] {
	z := Source[iterators.Pair[A, B]]{ask: func() asker[iterators.Pair[A, B]] {
		a, b := a.start(), b.start()
		return asker[iterators.Pair[A, B]]{stop: stopBoth(a.stop, b.stop), next: func() (p iterators.Pair[A, B], ok bool) {
			if p.First, ok = a.next(); !ok {
				return p, false
			}
			p.Second, ok = b.next()
			return p, ok
		}}
	}}
	switch {
	case a.slice && b.slice:
		z.push = zipItems(a.items, b.items)
	case a.slice || a.push != nil:
		z.push = zipPush(a, b)
	default:
		z.push = zipAsk(a, b)
	}
	return z
}

// zipItems walks two slices by one index.
func zipItems[A, B any](a []A, b []B) func(yield func(iterators.Pair[A, B]) bool) {
	return func(yield func(iterators.Pair[A, B]) bool) {
		n := min(len(a), len(b))
		a, b := a[:n], b[:n]
		for i := range a {
			if !yield(iterators.Pair[A, B]{First: a[i], Second: b[i]}) {
				return
			}
		}
	}
}

// zipPush lets a push and asks b.
func zipPush[A, B any](a Source[A], b Source[B]) func(yield func(iterators.Pair[A, B]) bool) {
	return func(yield func(iterators.Pair[A, B]) bool) {
		b := b.start()
		if b.stop != nil {
			defer b.stop()
		}
		for v := range a.All() {
			w, ok := b.next()
			if !ok || !yield(iterators.Pair[A, B]{First: v, Second: w}) {
				return
			}
		}
	}
}

// zipAsk asks both in turn.
func zipAsk[A, B any](a Source[A], b Source[B]) func(yield func(iterators.Pair[A, B]) bool) {
	return func(yield func(iterators.Pair[A, B]) bool) {
		a, b := a.start(), b.start()
		if stop := stopBoth(a.stop, b.stop); stop != nil {
			defer stop()
		}
		nextA, nextB := a.next, b.next
		for {
			v, ok := nextA()
			if !ok {
				return
			}
			w, ok := nextB()
			if !ok || !yield(iterators.Pair[A, B]{First: v, Second: w}) {
				return
			}
		}
	}
}

// ZipAll is the items of any number of sources side by side, a fresh slice each
// time, until one of them is over; nothing without a source. They are asked from
// left to right. It starts afresh if its sources do.
func ZipAll[T any](sources ...Source[T]) Source[[]T] {
	return Source[[]T]{ask: func() asker[[]T] {
		nexts, stop := startAll(sources)
		return asker[[]T]{stop: stop, next: func() ([]T, bool) {
			if len(nexts) == 0 {
				return nil, false
			}
			row := make([]T, len(nexts))
			for i, next := range nexts {
				v, ok := next()
				if !ok {
					return nil, false
				}
				row[i] = v
			}
			return row, true
		}}
	}}
}

// A Result is an item or an error, the form of [iter.Seq2][T, error] that can be
// asked for. An item with an error is the last one.
type Result[T any] struct {
	Value T
	Err   error
}

// ZipAllStrict is [ZipAll] that wants all sources equally long (zip's strict, PEP
// 618): when one is over before the others, the last item is an
// [iterators.LengthError]. To know, it asks the others once more. It starts afresh
// if its sources do.
func ZipAllStrict[T any](sources ...Source[T]) Source[Result[[]T]] {
	return Source[Result[[]T]]{ask: func() asker[Result[[]T]] {
		nexts, stop := startAll(sources)
		return asker[Result[[]T]]{stop: stop, next: func() (r Result[[]T], ok bool) {
			if len(nexts) == 0 {
				return r, false
			}
			row := make([]T, len(nexts))
			for i, next := range nexts {
				if row[i], ok = next(); !ok {
					r.Err = unequal(nexts, i)
					return r, r.Err != nil
				}
			}
			return Result[[]T]{Value: row}, true
		}}
	}}
}

// unequal finds what is wrong when input i is over. When it is the first one the
// others should be over too.
func unequal[T any](nexts []func() (T, bool), i int) error {
	if i > 0 {
		return &iterators.LengthError{Argument: i + 1}
	}
	for i, next := range nexts[1:] {
		if _, ok := next(); ok {
			return &iterators.LengthError{Argument: i + 2, Longer: true}
		}
	}
	return nil
}
