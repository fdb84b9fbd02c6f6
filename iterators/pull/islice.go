package pull

import (
	"fmt"
	"math"
)

// End is a stop for [Islice] that never comes: the end of the source, however far
// (Python's None).
const End = math.MaxInt

// Islice is every step-th item from number start on, short of number stop
// (itertools.islice). It takes max(start, stop) items at most from s, never one
// more, and only start items when stop is not above it. From a slice it takes them
// without walking: it costs what it gives. It starts afresh if s does.
//
// It panics if start or stop is negative or step is less than 1.
func Islice[T any](s Source[T], start, stop, step int) Source[T] {
	switch {
	case start < 0:
		panic(fmt.Sprintf("pull.Islice: start is %d, it must not be negative", start))
	case stop < 0:
		panic(fmt.Sprintf("pull.Islice: stop is %d, it must not be negative", stop))
	case step < 1:
		panic(fmt.Sprintf("pull.Islice: step is %d, it must be at least 1", step))
	}
	if s.slice {
		return isliceItems(s.items, start, stop, step)
	}
	return Source[T]{ask: func() asker[T] {
		a := s.start()
		taken, target, over := 0, start, false
		return asker[T]{stop: a.stop, next: func() (none T, ok bool) {
			if over {
				return none, false
			}
			over = true // until all has gone well, an ask that panics included
			for taken < target {
				if _, ok := a.next(); !ok {
					return none, false
				}
				taken++
			}
			if taken >= stop && stop != End {
				return none, false
			}
			v, ok := a.next()
			if !ok {
				return none, false
			}
			taken++
			if target += step; target < 0 || target > stop {
				target = stop
			}
			over = false
			return v, true
		}}
	}}
}

// isliceItems jumps to the items wanted.
func isliceItems[T any](items []T, start, stop, step int) Source[T] {
	stop = min(stop, len(items))
	start = min(start, stop)
	if step == 1 {
		return Slice(items[start:stop:stop])
	}
	return Map(Range(start, stop, step), func(i int) T { return items[i] })
}

// Take is the first n items. It starts afresh if s does.
//
// It panics if n is negative.
func Take[T any](s Source[T], n int) Source[T] {
	if n < 0 {
		panic(fmt.Sprintf("pull.Take: n is %d, it must not be negative", n))
	}
	return Islice(s, 0, n, 1)
}

// Drop is all but the first n items. It starts afresh if s does.
//
// It panics if n is negative.
func Drop[T any](s Source[T], n int) Source[T] {
	if n < 0 {
		panic(fmt.Sprintf("pull.Drop: n is %d, it must not be negative", n))
	}
	return Islice(s, n, End, 1)
}
