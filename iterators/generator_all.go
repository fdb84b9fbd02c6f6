package iterators

import (
	"errors"
	"iter"
)

// All is the generator as a sequence, for a loop: it runs the body as a plain
// function that calls the loop's body at each Yield. Leaving the loop early
// closes the generator: the Yield where it was returns [ErrExit]. (Python's loop
// leaves it suspended.) If the generator has been begun by Next, the loop goes on
// with the coroutine; if it is over, the loop has no items.
//
// A loop cannot give an error: look at [Generator.Err] after it, or loop over
// [Generator.TryAll]. The sequence can be ranged once. While the loop runs the
// generator is Running, and asking it is [ErrRunning].
//
// It panics if the generator is running when the loop begins, with ErrRunning, and
// if the body yields again after the loop was left, with [ErrIgnoredExit].
func (g *Generator[T, S, R]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		if entered, err := g.loop(yield); !entered {
			panic(err)
		}
	}
}

// TryAll is [Generator.All] with errors: if the body fails, the last item is the
// zero value and its error. If the generator is running, the only item is the
// zero value and [ErrRunning]. An error of a body whose loop was left early can
// only be had from [Generator.Err].
func (g *Generator[T, S, R]) TryAll() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		more := true
		_, err := g.loop(func(v T) bool {
			more = yield(v, nil)
			return more
		})
		if err != nil && more {
			var none T
			yield(none, err)
		}
	}
}

// loop runs the generator to its end, or until yield returns false, and returns
// the error the body ended with. It has not entered if the generator is running.
func (g *Generator[T, S, R]) loop(yield func(T) bool) (entered bool, err error) {
	body, err := g.claim()
	switch {
	case err == nil:
		return true, g.push(body, yield)
	case err == ErrStop:
		return true, nil
	case g.life.Load() == bound && g.inner.state.Load() == uint32(Suspended):
		return g.pull(yield)
	}
	return false, err
}

// push is the loop's engine for a generator that was Created.
func (g *Generator[T, S, R]) push(body func(*Yielder[T, S]) (R, error), yield func(T) bool) error {
	y := &Yielder[T, S]{push: yield, asked: true, record: g.record()}
	if g.watch != nil {
		y.push = watchedPush(g.watch.record, yield)
	}
	g.bind(y)
	if g.watch != nil {
		g.watch.resumed(nil, nil, false)
	}
	defer y.finish()
	g.settle(body(y))
	if y.record != nil {
		y.record.ended(g.ret, g.err)
	}
	if y.exit != nil && errors.Is(g.err, ErrExit) {
		g.err = nil
	}
	return g.err
}

// pull is the loop's engine for a generator that waits at a Yield.
func (g *Generator[T, S, R]) pull(yield func(T) bool) (entered bool, err error) {
	through := false
	defer func() {
		if through {
			return
		}
		if _, closing := g.Close(); closing != nil {
			g.err, err = closing, closing
		}
	}()
	for {
		v, err := g.Next()
		switch {
		case err == ErrStop:
			through = true
			return true, nil
		case err != nil: // another goroutine is inside, if it is not the body's own
			through = true
			return err == g.err, err
		case !yield(v):
			return true, nil
		}
	}
}
