package iterators

import "iter"

// Sentinel gives what call returns, time after time, until it returns sentinel,
// which is not given (Python's iter(callable, sentinel)). Each range calls anew:
// whether that begins again or goes on is up to call. Put it into an [Iterator] for
// one pass that stays over once the sentinel was seen. It can be ranged again, and
// then calls on.
//
// It panics if call is nil.
func Sentinel[T comparable](call func() T, sentinel T) iter.Seq[T] {
	if call == nil {
		panic("iterators.Sentinel: nil function")
	}
	return func(yield func(T) bool) {
		for v := call(); v != sentinel && yield(v); v = call() {
		}
	}
}
