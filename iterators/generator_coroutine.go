package iterators

import "underhood/internal/coro"

// running is a body that runs as a coroutine. Only the handle refers to it.
type running[T, S, R any] struct {
	co  *coro.Coroutine[struct{}, T]
	end *outcome[R] // written by the body's side
}

// enter makes a generator that waits at a Yield of its coroutine Running, for
// one of those who try at once.
func (g *Generator[T, S, R]) enter() bool {
	return g.life.Load() == bound && g.inner.state.CompareAndSwap(uint32(Suspended), uint32(Running))
}

// closed looks at nothing that somebody inside may be writing.
func (g *Generator[T, S, R]) closed() bool {
	life := g.life.Load()
	return life == ended || life == bound && g.inner.state.Load() == uint32(Closed)
}

// refuse is what those get who could not enter.
func (g *Generator[T, S, R]) refuse() (T, error) {
	var none T
	if g.closed() {
		return none, ErrStop
	}
	return none, ErrRunning
}

// next is Next of a generator that has begun.
func (g *Generator[T, S, R]) next() (T, error) {
	if !g.enter() {
		return g.refuse()
	}
	var none S
	g.inner.value, g.inner.sent = none, false
	return g.resume()
}

// throw is Throw of a generator that has begun.
func (g *Generator[T, S, R]) throw(err error) (T, error) {
	if !g.enter() {
		return g.refuse()
	}
	return g.raise(err)
}

// raise makes the Yield of a generator that has been entered return err.
func (g *Generator[T, S, R]) raise(err error) (T, error) {
	var none S
	g.inner.value, g.inner.sent, g.inner.thrown = none, false, err
	return g.resume()
}

// over notes how the coroutine ended and returns what the asker is told.
func (g *Generator[T, S, R]) over() error {
	end := g.run.end
	g.outcome = *end
	if end.err == nil {
		return ErrStop
	}
	return end.err
}

// resume lets the coroutine run, which has been entered, and waits for what
// comes out. If the body panics, y.finish closes the generator.
func (g *Generator[T, S, R]) resume() (T, error) {
	if g.watch != nil {
		g.watch.resumed(g.inner.value, g.inner.thrown, g.inner.sent)
	}
	v, ok := g.run.co.Resume(struct{}{})
	if !ok {
		return v, g.over()
	}
	g.inner.state.Store(uint32(Suspended))
	if g.watch != nil {
		g.watch.tell(GeneratorYielded, v, nil)
	}
	return v, nil
}

// begin makes the coroutine of a generator that is Created, now Running.
func (g *Generator[T, S, R]) begin() error {
	body, err := g.claim()
	if err != nil {
		return err
	}
	y, end := &Yielder[T, S]{asked: true, record: g.record()}, &outcome[R]{}
	g.run = &running[T, S, R]{end: end, co: coro.New(func(self *coro.Self[struct{}, T], _ struct{}) {
		y.self = self
		end.err = ErrIgnoredExit // should the body be unwound
		defer y.finish()
		end.settle(body(y))
		if y.record != nil {
			y.record.ended(end.ret, end.err)
		}
	})}
	g.bind(y)
	return nil
}

// claim takes the body of a generator that is Created for whoever is first, and
// says why not to the others.
func (g *Generator[T, S, R]) claim() (func(*Yielder[T, S]) (R, error), error) {
	if !g.life.CompareAndSwap(unborn, busy) {
		_, err := g.refuse()
		return nil, err
	}
	body := g.body
	g.body = nil
	if body == nil { // of the zero Generator
		body = func(*Yielder[T, S]) (ret R, err error) { return ret, nil }
	}
	return body, nil
}

// bind makes y the generator's state, Running, and publishes it.
func (g *Generator[T, S, R]) bind(y *Yielder[T, S]) {
	y.state.Store(uint32(Running))
	if g.watch != nil {
		g.watch.state.Store(&y.state)
	}
	g.inner = y
	g.life.Store(bound)
}

// shut closes a generator that is Created, and says whether it was.
func (g *Generator[T, S, R]) shut() bool {
	if !g.life.CompareAndSwap(unborn, ended) {
		return false
	}
	g.body = nil
	if g.watch != nil {
		g.watch.closed()
	}
	return true
}

// settle notes what a body returned. Its error must not read as an end.
func (o *outcome[R]) settle(ret R, err error) {
	if err == nil {
		o.ret, o.returned = ret, true
	}
	o.err = leaked(err)
}

// record is what watches the generator, nil if nothing does. Unlike the handle's
// watch, the body may hold it.
func (g *Generator[T, S, R]) record() *record {
	if g.watch == nil {
		return nil
	}
	return g.watch.record
}
