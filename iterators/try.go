package iterators

import "iter"

// A fallible sequence is an iter.Seq2[T, error]: items with a nil error, and
// when something fails one last pair with the error and the zero item. Nothing
// comes after an error, and nobody asks for more: the functions here stop at the
// first they see, whatever their source would do.
//
//	for line, err := range lines {
//		if err != nil {
//			return err
//		}
//		use(line)
//	}
//
// [TryMap] and [TryFilter] make such a sequence, [TryThen] goes on with one,
// [TryCollect] and [TryReduce] end it. For everything else [Check] takes the
// error out of the stream and puts it aside, as bufio.Scanner does, so that all
// that works on plain sequences works between.

// TryMap gives f of each item, until f fails (map with a function that raises). The
// error comes last, with the zero B. Unlike Python's map, which can be asked on
// after an error, the sequence is over then. It can be ranged again if seq can.
//
// It panics if f is nil.
func TryMap[A, B any](seq iter.Seq[A], f func(A) (B, error)) iter.Seq2[B, error] {
	if f == nil {
		panic("iterators.TryMap: nil function")
	}
	return func(yield func(B, error) bool) {
		for v := range seq {
			w, err := f(v)
			if err != nil {
				var none B
				yield(none, err)
				return
			}
			if !yield(w, nil) {
				return
			}
		}
	}
}

// TryFilter gives the items for which p holds, until p fails. The error comes last,
// with the zero T. It can be ranged again if seq can.
//
// It panics if p is nil.
func TryFilter[T any](seq iter.Seq[T], p func(T) (bool, error)) iter.Seq2[T, error] {
	if p == nil {
		panic("iterators.TryFilter: nil function")
	}
	return func(yield func(T, error) bool) {
		for v := range seq {
			ok, err := p(v)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			if ok && !yield(v, nil) {
				return
			}
		}
	}
}

// TryThen is [TryMap] of a sequence that may fail itself: the first error of either
// comes last. It can be ranged again if seq can.
//
// It panics if f is nil.
func TryThen[A, B any](seq iter.Seq2[A, error], f func(A) (B, error)) iter.Seq2[B, error] {
	if f == nil {
		panic("iterators.TryThen: nil function")
	}
	return func(yield func(B, error) bool) {
		for v, err := range seq {
			var w B
			if err == nil {
				w, err = f(v)
			}
			if err != nil {
				var none B
				yield(none, err)
				return
			}
			if !yield(w, nil) {
				return
			}
		}
	}
}

// TryCollect gives all items as a slice, or those before the error and the
// error. It reads no further than that.
func TryCollect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var items []T
	for v, err := range seq {
		if err != nil {
			return items, err
		}
		items = append(items, v)
	}
	return items, nil
}

// TryReduce folds the items from the left, starting with initial, until the
// sequence or f fails; it gives what it has by then and the error.
//
// It panics if f is nil.
func TryReduce[T, A any](seq iter.Seq2[T, error], f func(total A, item T) (A, error), initial A) (A, error) {
	if f == nil {
		panic("iterators.TryReduce: nil function")
	}
	for v, err := range seq {
		if err != nil {
			return initial, err
		}
		next, err := f(initial, v)
		if err != nil {
			return initial, err
		}
		initial = next
	}
	return initial, nil
}

// Check gives the items alone, ends at an error and puts it in *err. Look there
// when the range is over:
//
//	var err error
//	n := iterators.Sum(iterators.Check(numbers, &err))
//	if err != nil {
//		return err
//	}
//
// Nothing is written while nothing fails, and an error that is there already stays,
// so several sequences of one pipeline may share a variable. It can be ranged again
// if seq can.
//
// It panics if err is nil.
func Check[T any](seq iter.Seq2[T, error], err *error) iter.Seq[T] {
	if err == nil {
		panic("iterators.Check: nil pointer")
	}
	return func(yield func(T) bool) {
		for v, e := range seq {
			if e != nil {
				if *err == nil {
					*err = e
				}
				return
			}
			if !yield(v) {
				return
			}
		}
	}
}

// Must gives the items alone. It is for programs and tests that would stop at an
// error anyway. It can be ranged again if seq can.
//
// It panics if there is an error, when it comes to it and with that error, which is
// how Python does it.
func Must[T any](seq iter.Seq2[T, error]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v, err := range seq {
			if err != nil {
				panic(err)
			}
			if !yield(v) {
				return
			}
		}
	}
}
