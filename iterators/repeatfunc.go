package iterators

import (
	"errors"
	"iter"
)

// RepeatFunc gives what f returns, again and again without end (the recipe
// repeatfunc). f is called once an ask. It can be ranged again if f can be
// called.
//
// It panics if f is nil.
func RepeatFunc[T any](f func() T) iter.Seq[T] {
	if f == nil {
		panic("iterators.RepeatFunc: nil function")
	}
	return func(yield func(T) bool) {
		for yield(f()) {
		}
	}
}

// RepeatFuncN gives what n calls of f return (the recipe repeatfunc with times);
// nothing when n is 0 or less. f is called once an ask. It can be ranged again
// if f can be called.
//
// It panics if f is nil.
func RepeatFuncN[T any](f func() T, n int) iter.Seq[T] {
	if f == nil {
		panic("iterators.RepeatFuncN: nil function")
	}
	return func(yield func(T) bool) {
		for range n {
			if !yield(f()) {
				return
			}
		}
	}
}

// Tabulate gives f(start), f(start+1) and so on without end (the recipe
// tabulate). It can be ranged again.
//
// It panics if f is nil.
func Tabulate[T any](f func(int) T, start int) iter.Seq[T] {
	if f == nil {
		panic("iterators.Tabulate: nil function")
	}
	return func(yield func(T) bool) {
		for i := start; yield(f(i)); i++ {
		}
	}
}

// IterExcept gives what f returns until f fails (the recipe iter_except): quietly
// with the error end, or one that wraps it, as a reader does with io.EOF; any
// other error comes last, with the zero T (see [TryMap]). f is called once an
// ask, and not again after it has failed. It can be ranged again if f can be
// called.
//
// It panics if f is nil.
func IterExcept[T any](f func() (T, error), end error) iter.Seq2[T, error] {
	if f == nil {
		panic("iterators.IterExcept: nil function")
	}
	return func(yield func(T, error) bool) {
		for {
			v, err := f()
			if err != nil {
				if !errors.Is(err, end) {
					var none T
					yield(none, err)
				}
				return
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}
