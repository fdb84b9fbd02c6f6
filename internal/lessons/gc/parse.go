package lesson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
	lineAt := func(offset int64) int {
		return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
	}
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil { // only here are offsets those of the text
		at := int64(len(text))
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			at = syntax.Offset
		}
		return nil, &ProgramError{Line: lineAt(at), Op: -1, Err: err}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil, &ProgramError{Line: 1, Op: -1, Err: errors.New("a program is a JSON array of operations")}
	}
	var (
		program       []Op
		lines         []int // of the end of each operation
		line, counted = 1, 0
	)
	for d.More() {
		var raw json.RawMessage
		err := d.Decode(&raw)
		end := int(d.InputOffset())
		line, counted = line+bytes.Count(text[counted:end], []byte("\n")), end
		var o Op
		if err == nil {
			err = o.UnmarshalJSON(raw)
		}
		if err != nil {
			return nil, &ProgramError{Line: line, Op: len(program), Err: err}
		}
		program, lines = append(program, o), append(lines, line)
	}
	if err := matchCalls(program); err != nil {
		err.Line = lines[err.Op]
		return nil, err
	}
	return program, nil
}

// matchCalls pairs calls with returns and finds the names of each function.
func matchCalls(program []Op) *ProgramError {
	var open []body
	for i := range program {
		o := &program[i]
		switch o.Op {
		case "call":
			open = append(open, body{call: o, at: i, names: slices.Clone(o.Params), bound: slices.Clone(o.Params)})
		case "return":
			n := len(open) - 1
			if n < 0 {
				return &ProgramError{Op: i, Err: errors.New("return outside a function")}
			}
			open[n].sees(o)
			open[n].call.locals = open[n].locals()
			open[n].call.result = o.Into
			open = open[:n]
			if n > 0 && o.Into != "" {
				open[n-1].binds(o.Into)
			}
			continue
		}
		n := len(open) - 1
		if o.Op == "call" {
			n-- // the arguments are the caller's
		}
		if n >= 0 {
			open[n].sees(o)
		}
	}
	if n := len(open); n > 0 {
		return &ProgramError{Op: open[n-1].at, Err: fmt.Errorf("the call of %s never returns", open[n-1].call.Func)}
	}
	return nil
}

// body is the inside of a function while it is read.
type body struct {
	call  *Op
	at    int      // index of the call
	names []string // in the order they occur
	bound []string // those it binds
}

// locals are the names that are the function's own: those it binds anywhere, in
// the order in which they occur first, which is the order Python's compiler
// numbers them in (co_varnames).
func (b *body) locals() []string {
	return slices.DeleteFunc(b.names, func(name string) bool { return !slices.Contains(b.bound, name) })
}

func (b *body) uses(names ...string) {
	for _, name := range names {
		if name != "" && !slices.Contains(b.names, name) {
			b.names = append(b.names, name)
		}
	}
}

func (b *body) binds(name string) {
	b.uses(name)
	if !slices.Contains(b.bound, name) {
		b.bound = append(b.bound, name)
	}
}

// sees reads the names of one operation in the order Python's compiler does.
func (b *body) sees(o *Op) {
	switch o.Op {
	case "bind", "rebind":
		b.uses(o.To)
		for _, it := range o.Items {
			b.uses(it.Name)
		}
		b.binds(o.Name)
	case "del":
		b.binds(o.Name)
	case "set":
		b.uses(o.To, o.Name)
	case "append", "remove", "refcount":
		b.uses(o.Name, o.Item)
	case "call":
		b.uses(o.Args...)
	case "return":
		b.uses(o.Value)
	}
}

// Check is stricter than [Parse], for programs people write: every name an
// operation uses must have been created by an earlier one, and fields an
// operation does not know are errors.
func Check(program []Op) error {
	names, weak := make(map[string]bool), make(map[string]bool)
	for i := range program {
		o := &program[i]
		if f := o.unknownField(); f != "" {
			return &ProgramError{Op: i, Err: fmt.Errorf("operation %q has no field %q", o.Op, f)}
		}
		for _, name := range o.uses() {
			if !names[name] {
				return &ProgramError{Op: i, Err: fmt.Errorf("%s: the name %q was never created", o.Op, name)}
			}
		}
		if o.given["w"] && o.Op != "weakref" && !weak[o.W] {
			return &ProgramError{Op: i, Err: fmt.Errorf("%s: the weak reference %q was never created", o.Op, o.W)}
		}
		for _, name := range o.creates() {
			names[name] = true
		}
		for _, w := range o.createsWeak() {
			weak[w] = true
		}
	}
	return nil
}

// uses are the names an operation needs.
func (o *Op) uses() []string {
	var names []string
	add := func(given bool, name string) {
		if given {
			names = append(names, name)
		}
	}
	add(o.given["id"] && o.Op != "new", o.ID)
	add(o.given["to"], o.To)
	if o.In != nil {
		add(true, o.In.ID)
	}
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

// creates are the names an operation makes.
func (o *Op) creates() []string {
	switch o.Op {
	case "new":
		return []string{o.ID}
	case "bind":
		return []string{o.Name}
	case "call":
		return o.Params
	case "return":
		if o.Into != "" {
			return []string{o.Into}
		}
	}
	return nil
}

// createsWeak are the weak references an operation makes, sooner or later.
func (o *Op) createsWeak() []string {
	if o.Op == "weakref" {
		return []string{o.W}
	}
	var names []string
	for _, step := range o.Do {
		if step.Do == "watch" {
			names = append(names, step.Name)
		}
	}
	return names
}
