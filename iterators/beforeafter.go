package iterators

import "iter"

// BeforeAndAfter gives the items before the first for which p does not hold, and
// the rest, that item included (the recipe before_and_after): a [TakeWhile] that
// loses nothing. When after is asked first, it reads what comes before and keeps
// it; otherwise at most one item is kept. Python's recipe wants before read out
// first.
//
// The two share one pass over seq, which needs a coroutine. It ends with seq,
// when after is stopped and before is stopped or over, or, when both are stopped
// or dropped, by the garbage collector. At a time, one goroutine may use one of
// them.
//
// It panics if seq or p is nil.
func BeforeAndAfter[T any](seq iter.Seq[T], p func(T) bool) (before, after *Iterator[T]) {
	if seq == nil {
		panic("iterators.BeforeAndAfter: nil sequence")
	}
	if p == nil {
		panic("iterators.BeforeAndAfter: nil function")
	}
	t := &turning[T]{pass: Iter(seq), p: p}
	return &Iterator[T]{next: t.before, stop: t.stopBefore}, &Iterator[T]{next: t.after, stop: t.stopAfter}
}

// turning is what the two parts share. Only they refer to it.
type turning[T any] struct {
	pass       *Iterator[T]
	p          func(T) bool
	kept       queue[T] // of before
	turned     bool     // p has failed, or the pass is over
	turn       queue[T] // the item for which p failed, until after has it
	beforeDone bool     // stopped: nobody wants what is kept
	afterDone  bool
}

// step reads an item of before.
func (t *turning[T]) step() (T, bool) {
	v, ok := t.pass.Next()
	if ok && t.p(v) {
		return v, true
	}
	t.turned = true
	if ok {
		t.turn.push(v)
	}
	if t.afterDone {
		t.pass.Stop()
	}
	return v, false
}

func (t *turning[T]) before() (T, bool) {
	v, ok := t.kept.pop()
	if !ok && !t.turned {
		v, ok = t.step()
	}
	return v, ok
}

func (t *turning[T]) after() (T, bool) {
	for !t.turned {
		if v, ok := t.step(); ok && !t.beforeDone {
			t.kept.push(v)
		}
	}
	if v, ok := t.turn.pop(); ok {
		return v, true
	}
	return t.pass.Next()
}

func (t *turning[T]) stopBefore() {
	t.beforeDone, t.kept = true, queue[T]{}
	if t.afterDone {
		t.pass.Stop()
	}
}

func (t *turning[T]) stopAfter() {
	t.afterDone, t.turn = true, queue[T]{}
	if t.beforeDone || t.turned {
		t.pass.Stop()
	}
}
