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
// # Panics
//
// If child is nil.
func YieldFrom[T, S, R any](y *Yielder[T, S], child *Generator[T, S, R]) (R, error) {
	if child == nil {
		panic("iterators.YieldFrom: nil generator")
	}
	if child.life.CompareAndSwap(unborn, busy) {
		return child.within(y)
	}
	return child.beside(y)
}

// within runs the body of a fresh child as a part of the body that y belongs to.
// It keeps nothing of the child, so that a child made for this call only stays
// off the heap.
func (g *Generator[T, S, R]) within(y *Yielder[T, S]) (ret R, err error) {
	g.bind(y, lent)
	y.depth++
	if g.watch != nil {
		defer y.join(g.watch.record)()
	}
	defer func() {
		level := y.depth
		y.depth--
		g.life.Store(ended)
		if y.closing < level {
			return
		}
		y.closing = level - 1
		if y.unwinding {
			if r := recover(); r != nil && r != any(ErrIgnoredExit) {
				panic(r)
			}
			y.unwinding = false
			err = ErrIgnoredExit
		}
	}()
	ret, err = g.body(y)
	g.body = nil
	if err != nil {
		err = leaked(err)
	}
	if g.watch != nil {
		g.watch.ended(ret, err)
	}
	if y.closing >= y.depth && (err == nil || errors.Is(err, ErrExit)) {
		g.ret, g.returned = ret, err == nil
		var none R
		return none, y.exit
	}
	g.ret, g.returned, g.err = ret, err == nil, err
	return ret, err
}

// beside asks a child that has been begun item by item: the definition of yield
// from in PEP 380.
func (g *Generator[T, S, R]) beside(y *Yielder[T, S]) (R, error) {
	var none R
	if g.State() == Closed {
		return none, nil
	}
	v, err := g.resume(signal[S]{})
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
// # Panics
//
// If seq is nil.
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
