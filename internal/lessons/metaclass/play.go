package lesson

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	mc "underhood/metaclass"
)

func itoa(n int) string { return strconv.Itoa(n) }

// A Result is what a program did, in the oracle's form.
type Result struct {
	ID      any       `json:"id"`
	Results []Outcome `json:"results"`
}

// An Outcome is what one step did: a value or an exception.
type Outcome struct {
	Op    string   `json:"op"`
	OK    *string  `json:"ok,omitempty"`
	Err   string   `json:"err,omitempty"`
	Msg   *string  `json:"msg,omitempty"`
	Cause string   `json:"cause,omitempty"`
	Log   []string `json:"log,omitempty"`
}

// Play plays a program. The error says why the text is none.
func Play(ctx context.Context, program []byte) (any, error) {
	p, err := parseProgram(program)
	if err != nil {
		return nil, err
	}
	m := newMachine()
	r := Result{Results: []Outcome{}}
	if id, ok := p.get("id"); ok {
		r.ID = id
	} else {
		r.ID = ""
	}
	for i, s := range p.list("steps") {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		step, err := stepOf(s)
		if err != nil {
			return nil, fmt.Errorf("step %d: %w", i, err)
		}
		r.Results = append(r.Results, m.step(step))
	}
	return r, nil
}

func parseProgram(text []byte) (*object, error) {
	tree, err := parseTree(text)
	if errors.Is(err, io.EOF) {
		return nil, errors.New("a program is one JSON object: the text ends before it does")
	}
	if err != nil {
		return nil, fmt.Errorf("a program is one JSON object: %w", err)
	}
	p, ok := tree.(*object)
	if !ok {
		return nil, errors.New("a program is a JSON object with id and steps")
	}
	if inner := p.object("program"); inner != nil { // a line of the recorded answers
		p = inner
	}
	if _, ok := p.get("steps"); !ok {
		return nil, errors.New("a program has steps")
	}
	return p, nil
}

// stepOf is a step. The error is for one that there is not.
func stepOf(s any) (*object, error) {
	step, ok := s.(*object)
	if !ok || step.text("op") == "" {
		return nil, errors.New("a step is an object with an op")
	}
	if steps[step.text("op")] == nil {
		return nil, fmt.Errorf("no step is called %q", step.text("op"))
	}
	return step, nil
}

// step plays one step.
func (m *machine) step(s *object) Outcome {
	op := s.text("op")
	m.log, m.fuel, m.depth = nil, tank, shallowest
	text, err := steps[op](m, s)
	out := m.outcome(op, text, err)
	m.rec.end(out, err)
	return out
}

func (m *machine) outcome(op, text string, err error) Outcome {
	out := Outcome{Op: op, Log: m.log}
	if err == nil {
		out.OK = &text
		return out
	}
	if isHalt(err) {
		out.Err, out.Msg = "Halt", new(string)
		return out
	}
	msg := err.Error()
	var e mc.Exception
	if errors.As(err, &e) {
		msg = e.Message()
	}
	out.Err, out.Msg = mc.Kind(err), &msg
	var runtimeError *mc.RuntimeError
	if errors.As(err, &runtimeError) && runtimeError.Unwrap() != nil {
		out.Cause = mc.Kind(runtimeError.Unwrap())
	}
	return out
}
