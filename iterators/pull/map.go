package pull

import "underhood/iterators"

// Map is f of each item (Python's map). When f panics the item is lost, and the
// next ask goes on with the one after it. It starts afresh if s does.
//
// It panics if f is nil.
func Map[A, B any](s Source[A], f func(A) B) Source[B] {
	if f == nil {
		panic("pull.Map: nil function")
	}
	m := Source[B]{ask: func() asker[B] {
		a := s.start()
		return asker[B]{stop: a.stop, next: func() (b B, ok bool) {
			if v, ok := a.next(); ok {
				return f(v), true
			}
			return b, false
		}}
	}}
	if s.slice || s.push != nil {
		m.push = iterators.Map(s.All(), f)
	}
	return m
}

// Map2 is f of the items of a and b side by side, until one of them is over
// (Python's map with two iterables). a is asked first: when b is the shorter, one
// item of a more than that is taken. It starts afresh if its sources do.
//
// It panics if f is nil.
func Map2[A, B, C any](a Source[A], b Source[B], f func(A, B) C) Source[C] {
	if f == nil {
		panic("pull.Map2: nil function")
	}
	return Map(Zip(a, b), func(p iterators.Pair[A, B]) C { return f(p.First, p.Second) })
}

// StarMap is f of the two halves of each item (itertools.starmap). It starts afresh
// if s does.
//
// It panics if f is nil.
func StarMap[A, B, C any](s Source[iterators.Pair[A, B]], f func(A, B) C) Source[C] {
	if f == nil {
		panic("pull.StarMap: nil function")
	}
	return Map(s, func(p iterators.Pair[A, B]) C { return f(p.First, p.Second) })
}

// Enumerate is each item with its number, counted from start (Python's enumerate).
// It starts afresh if s does.
func Enumerate[T any](s Source[T], start int) Source[iterators.Pair[int, T]] {
	return Source[iterators.Pair[int, T]]{ask: func() asker[iterators.Pair[int, T]] {
		a, i := s.start(), start
		return asker[iterators.Pair[int, T]]{stop: a.stop, next: func() (p iterators.Pair[int, T], ok bool) {
			if p.Second, ok = a.next(); ok {
				p.First = i
				i++
			}
			return p, ok
		}}
	}}
}

// Accumulate is the running results of f: the first item as it is, then f of the
// result so far and the next item (itertools.accumulate). When f panics the item is
// lost and the result stays. It starts afresh if s does.
//
// It panics if f is nil.
func Accumulate[T any](s Source[T], f func(total, item T) T) Source[T] {
	if f == nil {
		panic("pull.Accumulate: nil function")
	}
	return Source[T]{ask: func() asker[T] {
		a := s.start()
		var total T
		begun := false
		return asker[T]{stop: a.stop, next: func() (T, bool) {
			v, ok := a.next()
			switch {
			case !ok:
				return v, false
			case begun:
				total = f(total, v)
			default:
				total, begun = v, true
			}
			return total, true
		}}
	}}
}

// AccumulateFrom is Accumulate with a first result, which is given before s is
// asked for anything (accumulate's initial). It starts afresh if s does.
//
// It panics if f is nil.
func AccumulateFrom[T, A any](s Source[T], f func(total A, item T) A, initial A) Source[A] {
	if f == nil {
		panic("pull.AccumulateFrom: nil function")
	}
	return Source[A]{ask: func() asker[A] {
		a := s.start()
		total, begun := initial, false
		return asker[A]{stop: a.stop, next: func() (none A, ok bool) {
			if !begun {
				begun = true
				return total, true
			}
			v, ok := a.next()
			if !ok {
				return none, false
			}
			total = f(total, v)
			return total, true
		}}
	}}
}
