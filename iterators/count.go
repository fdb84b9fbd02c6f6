package iterators

import "iter"

// Count gives start, start+step, start+2*step and so on, without end (Python's
// itertools.count). Floats are added up step by step, as in Python; integers wrap
// where Python's grow. It can be ranged again.
func Count[N Number](start, step N) iter.Seq[N] {
	return func(yield func(N) bool) {
		for v := start; yield(v); v += step {
		}
	}
}

// Repeat gives v without end (Python's itertools.repeat). It can be ranged again.
func Repeat[T any](v T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for yield(v) {
		}
	}
}

// RepeatN gives v n times, and nothing when n is 0 or less (Python's
// itertools.repeat with times). It can be ranged again.
func RepeatN[T any](v T, n int) iter.Seq[T] {
	return func(yield func(T) bool) {
		for range n {
			if !yield(v) {
				return
			}
		}
	}
}
