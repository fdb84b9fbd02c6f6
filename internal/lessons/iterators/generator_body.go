package lesson

import (
	"context"
	"errors"
	"slices"

	"underhood/iterators"
)

// A generatorException is a Python exception as a Go error.
type generatorException struct {
	class string
	why   string // which of the protocol's own errors it is
	args  bool   // it has an argument
}

func (e *generatorException) Error() string { return e.class }

// Is makes the exceptions of the protocol those of package iterators.
func (e *generatorException) Is(target error) bool {
	return e.class == "GeneratorExit" && target == iterators.ErrExit ||
		e.class == "StopIteration" && target == iterators.ErrStop
}

// generatorRaised says which Python exception an error of package iterators is.
func generatorRaised(err error) *generatorException {
	for _, known := range []struct {
		err error
		is  generatorException
	}{
		{iterators.ErrStopLeaked, generatorException{"RuntimeError", "stop-leak", true}},
		{iterators.ErrIgnoredExit, generatorException{"RuntimeError", "ignored-exit", true}},
		{iterators.ErrRunning, generatorException{"ValueError", "running", true}},
		{iterators.ErrJustStarted, generatorException{"TypeError", "just-started", true}},
		{iterators.ErrCannotSend, generatorException{"AttributeError", "", true}},
	} {
		if errors.Is(err, known.err) {
			return &known.is
		}
	}
	var e *generatorException
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, iterators.ErrExit):
		return &generatorException{class: "GeneratorExit"}
	}
	return &generatorException{class: "StopIteration"}
}

// isA reports whether an except clause for class catches the exception.
func (e *generatorException) isA(class string) bool {
	for c := e.class; c != ""; c = generatorBases[c] {
		if c == class {
			return true
		}
	}
	return false
}

type (
	playedGenerator = iterators.Generator[any, any, any]
	playedYielder   = iterators.Yielder[any, any]
)

// A generatorPlay is one program being played.
type generatorPlay struct {
	ctx   context.Context // a play ends with the call that began it
	self  *playedGenerator
	log   []any
	steps int  // statements and turns of loops so far
	over  bool // no statement runs any more: the program is being cleared away
	limit int
	at    func(*generatorFrame, *generatorStatement) // is told of each statement before it runs, if not nil
}

// A generatorFrame is one running body: its variable r, and the exception being
// handled, which a bare raise raises again.
type generatorFrame struct {
	*generatorPlay
	y       *playedYielder
	r       any
	handled error
}

// A generatorFlow is how a statement ended. The zero value: the next one follows.
type generatorFlow struct {
	err      error
	returned bool
	value    any
}

// body makes a generator's body of statements.
func (p *generatorPlay) body(block []generatorStatement, handled error) func(*playedYielder) (any, error) {
	return func(y *playedYielder) (any, error) {
		f := &generatorFrame{generatorPlay: p, y: y, handled: handled}
		flow := f.block(block)
		return flow.value, flow.err
	}
}

func (f *generatorFrame) block(block []generatorStatement) generatorFlow {
	for i := range block {
		if flow := f.step(&block[i]); flow.err != nil || flow.returned {
			return flow
		}
	}
	return generatorFlow{}
}

// spend counts a step and ends the play when there were too many.
func (f *generatorFrame) spend() bool {
	f.steps++
	f.over = f.over || f.steps > f.limit || f.steps%1024 == 0 && f.ctx.Err() != nil
	return !f.over
}

func (f *generatorFrame) step(s *generatorStatement) generatorFlow {
	if !f.spend() {
		return generatorFlow{err: iterators.ErrExit}
	}
	if f.at != nil {
		f.at(f, s)
	}
	switch s.kind {
	case "yield":
		sent, err := f.y.Yield(f.eval(s.value))
		return f.set(sent, err)
	case "log":
		f.log = append(f.log, f.eval(s.value))
	case "return":
		return generatorFlow{returned: true, value: f.eval(s.value)}
	case "raise":
		return generatorFlow{err: &generatorException{class: s.class, args: s.args}}
	case "reraise":
		if f.handled == nil {
			return generatorFlow{err: &generatorException{class: "RuntimeError", args: true}}
		}
		return generatorFlow{err: f.handled}
	case "loop":
		for range s.n {
			if !f.spend() {
				return generatorFlow{err: iterators.ErrExit}
			}
			if flow := f.block(s.body); flow.err != nil || flow.returned {
				return flow
			}
		}
	case "try":
		return f.try(s)
	case "from":
		return f.set(iterators.YieldFrom(f.y, iterators.NewGenerator(f.body(s.body, f.handled))))
	case "fromlist":
		return f.set(nil, iterators.YieldSeq(f.y, slices.Values(s.list)))
	case "reenter":
		return f.set(f.self.Next())
	case "ifr":
		if generatorEqual(f.r, s.value) {
			return f.block(s.body)
		}
	}
	return generatorFlow{}
}

// set is "r = ..." of an expression that may have raised.
func (f *generatorFrame) set(v any, err error) generatorFlow {
	if err == nil {
		f.r = v
	}
	return generatorFlow{err: err}
}

func (f *generatorFrame) eval(v any) any {
	if _, ok := v.(generatorVar); ok {
		return f.r
	}
	return v
}

func (f *generatorFrame) try(s *generatorStatement) generatorFlow {
	flow := f.block(s.body)
	if f.over {
		return flow
	}
	if flow.err != nil {
		raised := generatorRaised(flow.err)
		for i := range s.handlers {
			if raised.isA(s.handlers[i].class) {
				flow = f.handling(flow.err, s.handlers[i].body)
				break
			}
		}
	}
	if s.hasFinal && !f.over {
		handled := f.handled
		if flow.err != nil {
			handled = flow.err
		}
		if last := f.handling(handled, s.final); last.err != nil || last.returned {
			return last // what was on its way is lost
		}
	}
	return flow
}

// handling runs a block while an exception is being handled.
func (f *generatorFrame) handling(err error, block []generatorStatement) generatorFlow {
	outer := f.handled
	f.handled = err
	flow := f.block(block)
	f.handled = outer
	return flow
}

// generatorEqual is Python's == for plain values: True equals 1.
func generatorEqual(a, b any) bool {
	if x, ok := a.([]any); ok {
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, generatorEqual)
	}
	if _, ok := b.([]any); ok {
		return false
	}
	return generatorNumber(a) == generatorNumber(b)
}

func generatorNumber(v any) any {
	switch v {
	case true:
		return int64(1)
	case false:
		return int64(0)
	}
	return v
}
