package pull

import "underhood/iterators"

// Filter is the items for which p says true (Python's filter). It starts afresh if
// s does.
//
// It panics if p is nil.
func Filter[T any](s Source[T], p func(T) bool) Source[T] {
	if p == nil {
		panic("pull.Filter: nil function")
	}
	f := Source[T]{ask: func() asker[T] {
		a := s.start()
		return asker[T]{stop: a.stop, next: func() (T, bool) {
			for {
				if v, ok := a.next(); !ok || p(v) {
					return v, ok
				}
			}
		}}
	}}
	if s.slice || s.push != nil {
		f.push = iterators.Filter(s.All(), p)
	}
	return f
}

// FilterFalse is the items for which p says false (itertools.filterfalse). It
// starts afresh if s does.
//
// It panics if p is nil.
func FilterFalse[T any](s Source[T], p func(T) bool) Source[T] {
	if p == nil {
		panic("pull.FilterFalse: nil function")
	}
	return Filter(s, func(v T) bool { return !p(v) })
}

// TakeWhile is the items before the first for which p says false. That one is taken
// from s and lost, and the pass is over for good (itertools.takewhile). It starts
// afresh if s does.
//
// It panics if p is nil.
func TakeWhile[T any](s Source[T], p func(T) bool) Source[T] {
	if p == nil {
		panic("pull.TakeWhile: nil function")
	}
	return Source[T]{ask: func() asker[T] {
		a, over := s.start(), false
		return asker[T]{stop: a.stop, next: func() (none T, ok bool) {
			if over {
				return none, false
			}
			v, ok := a.next()
			if !ok {
				return none, false
			}
			if !p(v) {
				over = true
				return none, false
			}
			return v, true
		}}
	}}
}

// DropWhile is the items from the first on for which p says false; p is not called
// after that (itertools.dropwhile). It starts afresh if s does.
//
// It panics if p is nil.
func DropWhile[T any](s Source[T], p func(T) bool) Source[T] {
	if p == nil {
		panic("pull.DropWhile: nil function")
	}
	return Source[T]{ask: func() asker[T] {
		a, begun := s.start(), false
		return asker[T]{stop: a.stop, next: func() (T, bool) {
			for {
				v, ok := a.next()
				if !ok || begun {
					return v, ok
				}
				if !p(v) {
					begun = true
					return v, true
				}
			}
		}}
	}}
}

// Compress is the items of s whose selector is true, until either is over
// (itertools.compress). s is asked first. It starts afresh if its sources do.
func Compress[T any](s Source[T], selectors Source[bool]) Source[T] {
	return Source[T]{ask: func() asker[T] {
		a, b := s.start(), selectors.start()
		return asker[T]{stop: stopBoth(a.stop, b.stop), next: func() (none T, ok bool) {
			for {
				v, ok := a.next()
				if !ok {
					return none, false
				}
				pick, ok := b.next()
				if !ok {
					return none, false
				}
				if pick {
					return v, true
				}
			}
		}}
	}}
}
