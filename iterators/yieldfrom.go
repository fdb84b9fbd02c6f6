package iterators

import (
	"errors"
	"iter"
)

// YieldFrom yields all that child yields, in the body that y belongs to, and
// returns what child returns (yield from, PEP 380). Until child is over, what is
// sent to or thrown into the outer generator reaches child. An exit closes child
// and then comes back from YieldFrom, as does every error of child.
//
// A child that is Created runs with the outer generator's Yielder: its yields go
// straight to whoever asks the outermost one, whatever the depth. Meanwhile its
// state is that of the outer one, and asking it directly is [ErrRunning]. (Python
// lets you.) A child that has been begun before is asked item by item, and so is
// one with a hook ([WatchedBy]), for the hook's sake. One that is over yields
// nothing and gives the zero value; one that is running, ErrRunning.
//
// A child that ignores an exit by yielding again gives [ErrIgnoredExit] here; if
// it ran with the outer Yielder it cannot stay suspended and is ended where it
// yields, its deferred calls run.
//
// It panics if child is nil.
func YieldFrom[T, S, R any](y *Yielder[T, S], child *Generator[T, S, R]) (R, error) {
	if child == nil {
		panic("iterators.YieldFrom: nil generator")
	}
	if !child.life.CompareAndSwap(unborn, lent) {
		return child.beside(y)
	}
	child.inner = y
	if child.watch != nil {
		child.watch.state.Store(&y.state)
		defer y.join(child.watch.record)()
	}
	return child.within(y)
}

// YieldFromFunc is [YieldFrom] for a new generator of a body, without making one:
// nobody else could ask it, so there is no state to keep. Recursion by it costs
// about what recursion costs.
//
// A body that ignores an exit cannot be ended alone here: the body around it is
// ended too, up to the next YieldFrom or the generator itself. If a panic comes
// through YieldFromFunc and the body around recovers it, that body must not
// survive an exit thrown in later.
//
// It panics if body is nil.
func YieldFromFunc[T, S, R any](y *Yielder[T, S], body func(y *Yielder[T, S]) (R, error)) (R, error) {
	if body == nil {
		panic("iterators.YieldFromFunc: nil body")
	}
	level := y.depth + 1
	y.depth = level
	ret, err := body(y)
	y.depth = level - 1
	if err != nil || y.closing >= level {
		return ret, y.level(level, err)
	}
	return ret, nil
}

// level is what a body gets of the end of a generator within it: the exit, if it
// was told one, unless another error took its place.
func (y *Yielder[T, S]) level(level int, err error) error {
	if y.closing < level {
		return leaked(err)
	}
	y.closing = level - 1
	if err == nil || errors.Is(err, ErrExit) {
		return y.exit
	}
	return leaked(err)
}

// within runs the body of a fresh child as a part of the body that y belongs to.
// It keeps nothing of the child, so that a child made for this call only stays
// off the heap.
func (g *Generator[T, S, R]) within(y *Yielder[T, S]) (ret R, err error) {
	level := y.depth + 1
	y.depth = level
	defer func() {
		y.depth = level - 1
		g.life.Store(ended)
		if y.unwinding && y.closing >= level {
			if r := recover(); r != nil && r != any(ErrIgnoredExit) {
				panic(r)
			}
			y.unwinding, y.closing = false, level-1
			err = ErrIgnoredExit
		}
	}()
	if g.body != nil { // else it is the zero Generator
		ret, err = g.body(y)
	}
	g.body = nil
	g.ret, g.returned = ret, err == nil
	if g.watch != nil {
		g.watch.ended(ret, leaked(err))
	}
	if err != nil || y.closing >= level {
		exit := y.closing >= level
		err = y.level(level, err)
		if !exit || !errors.Is(err, ErrExit) {
			g.err = err
		}
	}
	return ret, err
}

// beside asks a child that has been begun item by item: the definition of yield
// from in PEP 380.
func (g *Generator[T, S, R]) beside(y *Yielder[T, S]) (R, error) {
	var none R
	if g.State() == Closed {
		return none, nil
	}
	v, err := g.next()
	for err == nil {
		sent, thrown := y.Yield(v)
		switch {
		case thrown == nil:
			v, err = g.Send(sent)
		case errors.Is(thrown, ErrExit):
			if _, err := g.Close(); err != nil {
				return none, err
			}
			return none, thrown
		default:
			v, err = g.Throw(thrown)
		}
	}
	if err == ErrStop {
		return g.run.end.ret, nil
	}
	return none, err
}

// YieldSeq yields all of a sequence, in the body that y belongs to (yield from a
// list or other iterable). A sequence takes nothing: a value sent meanwhile ends
// it with [ErrCannotSend], an error thrown in ends it and comes back.
//
// It panics if seq is nil.
func YieldSeq[T, S any](y *Yielder[T, S], seq iter.Seq[T]) error {
	if seq == nil {
		panic("iterators.YieldSeq: nil sequence")
	}
	for v := range seq {
		if _, err := y.Yield(v); err != nil {
			return err
		}
		if y.sent {
			return ErrCannotSend
		}
	}
	return nil
}
