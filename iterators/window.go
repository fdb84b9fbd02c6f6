package iterators

import "iter"

// SlidingWindow gives each run of n items in a row (itertools' recipe
// sliding_window), none when there are fewer than n. Each window is a slice of its
// own. It holds n items, and can be ranged again if seq can.
//
// It panics if n is less than 1.
func SlidingWindow[T any](seq iter.Seq[T], n int) iter.Seq[[]T] {
	mustBeAtLeast1("SlidingWindow", "n", n)
	return fresh(slide(seq, n))
}

// SlidingWindowReuse is [SlidingWindow] without a new slice for each window: what it
// gives is good until the next is asked for, and must not be written to. It can be
// ranged again if seq can.
//
// It panics if n is less than 1.
func SlidingWindowReuse[T any](seq iter.Seq[T], n int) iter.Seq[[]T] {
	mustBeAtLeast1("SlidingWindowReuse", "n", n)
	return slide(seq, n)
}

// slide moves a view along a buffer that has room for more than one window, so
// that items move only once in a while.
func slide[T any](seq iter.Seq[T], n int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		var buf []T
		for v := range seq {
			if len(buf) == cap(buf) && len(buf)/2 >= n {
				kept := copy(buf, buf[len(buf)-n+1:])
				clear(buf[kept:]) // what has left the window can be freed
				buf = buf[:kept]
			}
			if buf = append(buf, v); len(buf) >= n && !yield(buf[len(buf)-n:len(buf):len(buf)]) {
				return
			}
		}
	}
}

// Windowed gives runs of n items, the next beginning step items after the one
// before; what the last one lacks is filled with fill (more-itertools' windowed).
// Fewer than n items make one window, filled; no items make none; n 0 makes one
// empty window without asking for anything. Each window is a slice of its own. It
// can be ranged again if seq can.
//
// It panics if n is negative or more than 2147483647, or step is less than 1.
func Windowed[T any](seq iter.Seq[T], n, step int, fill T) iter.Seq[[]T] {
	if n < 0 {
		panic("iterators.Windowed: n is negative")
	}
	mustBeAtMost("Windowed", "n", n, mostItems[T]())
	mustBeAtLeast1("Windowed", "step", step)
	return func(yield func([]T) bool) {
		if n == 0 {
			yield([]T{})
			return
		}
		var window []T // at most n items, the last ones
		missing := n   // until the next window is due
		first := true
		for v := range seq {
			if len(window) == n {
				copy(window, window[1:])
				window[n-1] = v
			} else {
				window = append(window, v)
			}
			if missing--; missing == 0 {
				if !yield(clone(window)) {
					return
				}
				missing, first = step, false
			}
		}
		// A last window is due when at least one of its items was there.
		if !first && missing > min(n, step)-1 || len(window) == 0 {
			return
		}
		last := make([]T, n)
		from := 0
		if !first {
			from = missing
		}
		for i := copy(last, window[from:]); i < n; i++ {
			last[i] = fill
		}
		yield(last)
	}
}
