package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"underhood/iterators"
)

// generatorLimit is how many statements and turns of loops a program may run; a
// program that reaches it is an error, not a hang.
const generatorLimit = 200_000

// A GeneratorResult is what came of a generator program, in the oracle's form.
type GeneratorResult struct {
	ID    json.RawMessage `json:"id"`
	Steps []GeneratorStep `json:"steps"`
}

// A GeneratorStep is the answer to one ask. It is written in JSON as
// {Kind: Value, "why", "state", "log"}, why and log only if there are any.
type GeneratorStep struct {
	Kind  string // yield, stop, raise, list or close
	Value any    // the value, or the name of the exception
	Why   *string
	State iterators.GeneratorState
	Log   []any
}

// MarshalJSON writes the step as the oracle does, field after field.
func (s GeneratorStep) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	var failed error
	field := func(name string, v any) {
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:", name)
		failed = errors.Join(failed, w.Encode(v))
	}
	b.WriteByte('{')
	field(s.Kind, s.Value)
	if s.Why != nil {
		field("why", *s.Why)
	}
	field("state", s.State.String())
	if len(s.Log) > 0 {
		field("log", s.Log)
	}
	b.WriteByte('}')
	return b.Bytes(), failed
}

// PlayGenerator plays one program, a JSON object, on [iterators.Generator] and
// gives its [GeneratorResult]. In the program "body" is the list of statements,
// "drive" the list of asks (next, send, throw, close, drain). The error says what
// is wrong with a program and where; then nothing of it has been played, unless
// it ran too long or ctx was cancelled.
func PlayGenerator(ctx context.Context, text []byte) (any, error) {
	var program struct{ ID, Body, Drive json.RawMessage }
	if err := json.Unmarshal(text, &program); err != nil {
		return nil, err
	}
	block, err := decodeGenerator("body", program.Body, generatorBlock)
	if err != nil {
		return nil, err
	}
	asks, err := decodeGenerator("drive", program.Drive, generatorDrive)
	if err != nil {
		return nil, err
	}

	p := &generatorPlay{ctx: ctx, limit: generatorLimit}
	p.self = iterators.NewGenerator(p.body(block, nil))
	defer p.clear()
	result := &GeneratorResult{ID: program.ID, Steps: []GeneratorStep{}}
	if len(program.ID) == 0 {
		result.ID = json.RawMessage("null")
	}
	for i, ask := range asks {
		p.log = nil
		step := p.ask(ask)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if p.over {
			return nil, fmt.Errorf("drive[%d] %s: more than %d statements", i, ask.kind, p.limit)
		}
		step.State, step.Log = p.self.State(), p.log
		result.Steps = append(result.Steps, step)
	}
	return result, nil
}

// clear ends the body without running any more of it: it can reach its own
// handle, so the collector would not.
func (p *generatorPlay) clear() {
	p.over = true
	_, _ = p.self.Close() // no statement runs, so there is nothing to report
}

func (p *generatorPlay) ask(ask generatorAsk) GeneratorStep {
	g := p.self
	wasClosed := g.State() == iterators.Closed
	var v any
	var err error
	switch ask.kind {
	case "next":
		v, err = g.Next()
	case "send":
		if ask.value == nil {
			v, err = g.Next() // send(None)
		} else {
			v, err = g.Send(ask.value)
		}
	case "throw":
		v, err = g.Throw(&generatorException{class: ask.class})
	case "close":
		if v, err = g.Close(); err == nil {
			return GeneratorStep{Kind: "close", Value: v}
		}
	default:
		list := []any{}
		for v := range g.All() {
			list = append(list, v)
		}
		if wasClosed || g.Err() == nil {
			return GeneratorStep{Kind: "list", Value: list}
		}
		err = g.Err()
	}
	if err == nil {
		return GeneratorStep{Kind: "yield", Value: v}
	}
	return p.raised(err, wasClosed)
}

func (p *generatorPlay) raised(err error, wasClosed bool) GeneratorStep {
	if err == iterators.ErrStop && !wasClosed {
		ret, _ := p.self.Return()
		return GeneratorStep{Kind: "stop", Value: ret}
	}
	e := generatorRaised(err)
	if e.class == "StopIteration" {
		return GeneratorStep{Kind: "stop"}
	}
	step := GeneratorStep{Kind: "raise", Value: e.class}
	if e.args && (e.why != "" || e.class == "RuntimeError") {
		step.Why = &e.why
	}
	return step
}
