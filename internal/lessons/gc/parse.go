package lesson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// ProgramError says where a program is wrong.
type ProgramError struct {
	Line int // line of the text, from 1; 0 when not known
	Op   int // index of the operation, from 0; -1 when the text itself is wrong
	Err  error
}

// Error names the line or the operation.
func (e *ProgramError) Error() string {
	switch {
	case e.Op < 0 && e.Line > 0:
		return fmt.Sprintf("line %d: %v", e.Line, e.Err)
	case e.Op < 0:
		return e.Err.Error()
	case e.Line > 0:
		return fmt.Sprintf("line %d: operation %d: %v", e.Line, e.Op, e.Err)
	}
	return fmt.Sprintf("operation %d: %v", e.Op, e.Err)
}

// Unwrap gives the cause.
func (e *ProgramError) Unwrap() error { return e.Err }

// Parse reads a program, a JSON array of operations. An error is a
// [*ProgramError]. Fields an operation does not know are ignored; see [Check].
func Parse(text []byte) ([]Op, error) {
	line := func(at int64) int { return 1 + bytes.Count(text[:min(at, int64(len(text)))], []byte("\n")) }
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil { // only here are offsets those of the text
		at := int64(len(text))
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			at = syntax.Offset
		}
		return nil, &ProgramError{Line: line(at), Op: -1, Err: err}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	fail := func(op int, err error) error {
		return &ProgramError{Line: line(d.InputOffset()), Op: op, Err: err}
	}
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil, fail(-1, errors.New("a program is a JSON array of operations"))
	}
	var program []Op
	for d.More() {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, fail(len(program), err)
		}
		var o Op
		if err := o.UnmarshalJSON(raw); err != nil {
			return nil, fail(len(program), err)
		}
		program = append(program, o)
	}
	return program, matchCalls(program)
}

// matchCalls pairs calls with returns and gathers the names each body binds.
func matchCalls(program []Op) error {
	var open []int
	for i := range program {
		o := &program[i]
		switch o.Op {
		case "call":
			o.locals = make(map[string]bool)
			open = append(open, i)
		case "return":
			if len(open) == 0 {
				return &ProgramError{Op: i, Err: errors.New("return outside a function")}
			}
			program[open[len(open)-1]].result = o.Into
			open = open[:len(open)-1]
			bindLocal(program, open, o.Into)
		case "bind", "rebind", "del":
			bindLocal(program, open, o.Name)
		}
	}
	if len(open) > 0 {
		i := open[len(open)-1]
		return &ProgramError{Op: i, Err: fmt.Errorf("the call of %s never returns", program[i].Func)}
	}
	return nil
}

func bindLocal(program []Op, open []int, name string) {
	if n := len(open); n > 0 && name != "" {
		program[open[n-1]].locals[name] = true
	}
}

// Check is stricter than [Parse], for programs people write: every name an
// operation uses must have been created by an earlier one, and fields an
// operation does not know are errors.
func Check(program []Op) error {
	known := make(map[string]bool)
	for i := range program {
		o := &program[i]
		if f := o.unknownField(); f != "" {
			return &ProgramError{Op: i, Err: fmt.Errorf("operation %q has no field %q", o.Op, f)}
		}
		for _, name := range o.uses() {
			if !known[name] {
				return &ProgramError{Op: i, Err: fmt.Errorf("%s: the name %q was never created", o.Op, name)}
			}
		}
		for _, name := range o.creates() {
			known[name] = true
		}
	}
	return nil
}

// uses are the names an operation needs, weak references by their weakName.
func (o *Op) uses() []string {
	var names []string
	add := func(given bool, name string) {
		if given {
			names = append(names, name)
		}
	}
	add(o.given["id"] && o.Op != "new", o.ID)
	add(o.given["to"], o.To)
	add(o.given["w"] && o.Op != "weakref", weakName(o.W))
	add(o.In != nil && o.In.ID != "", o.inID())
	switch o.Op {
	case "rebind", "del", "append", "remove", "set", "refcount":
		add(o.given["name"] || o.given["list"], o.Name)
	}
	add(o.given["item"], o.Item)
	add(o.given["value"], o.Value)
	for _, it := range o.Items {
		add(it.Leaf == "", it.Name)
	}
	return append(names, o.Args...)
}

func (o *Op) inID() string {
	if o.In == nil {
		return ""
	}
	return o.In.ID
}

// creates are the names an operation makes.
func (o *Op) creates() []string {
	var names []string
	switch o.Op {
	case "new":
		names = append(names, o.ID)
	case "weakref":
		names = append(names, weakName(o.W))
	case "bind":
		names = append(names, o.Name)
	case "call":
		names = append(names, o.Params...)
	case "return":
		if o.Into != "" {
			names = append(names, o.Into)
		}
	case "fin":
		for _, step := range o.Do {
			if step.Do == "watch" {
				names = append(names, weakName(step.Name))
			}
		}
	}
	return names
}
