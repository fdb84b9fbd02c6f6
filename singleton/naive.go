package singleton

import "sync/atomic"

// The naive forms look, and then make: between the two another goroutine looks as
// well. CPython 3.11 gave 8 different objects to 8 threads in all four of them
// (`__new__`, metaclass, both decorators) as usually written; so do these. They are
// here to be watched and tested, never to be used.
//
// They use an atomic pointer, so that the race detector has nothing to say: it finds
// unordered access to memory, not wrong answers.

// A Naive is one instance, it says. The zero Naive is ready.
type Naive[T any] struct{ it atomic.Pointer[T] }

// New is the body of the unlocked `__new__`, and of the three others: "if it is
// None: it = construct()". Callers that look before one has stored each get an
// instance of their own, and the last one stored is the one that stays.
func (n *Naive[T]) New(construct func() *T) *T {
	if p := n.it.Load(); p != nil {
		return p
	}
	p := construct()
	n.it.Store(p)
	return p
}

// NaiveWrap is [Naive] as the unlocked function decorator.
func NaiveWrap[T any](construct func() *T) func() *T {
	var n Naive[T]
	return func() *T { return n.New(construct) }
}

// A NaiveHolder is [Naive] as the unlocked class decorator. The zero one panics
// when it is called.
type NaiveHolder[A, T any] struct {
	Construct func(A) *T
	naive     Naive[T]
}

// Call is the instance, or one of them.
func (h *NaiveHolder[A, T]) Call(a A) *T { return h.naive.New(func() *T { return h.Construct(a) }) }

// A NaiveRegistry is [Naive] as the unlocked metaclass: a table of types that is
// copied to be changed, so that of two who add at the same time one is forgotten.
// The zero one is ready.
type NaiveRegistry struct{ all atomic.Pointer[map[any]any] }

// NaiveOf is the one *T of the registry, or one of them.
func NaiveOf[T any](r *NaiveRegistry, construct func() *T) *T {
	type key struct{ _ *T }
	before := r.all.Load()
	if before != nil {
		if p, ok := (*before)[key{}].(*T); ok {
			return p
		}
	}
	p := construct()
	after := map[any]any{key{}: p}
	if before != nil {
		for k, v := range *before {
			if k != any(key{}) {
				after[k] = v
			}
		}
	}
	r.all.Store(&after)
	return p
}
