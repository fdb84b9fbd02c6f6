package lesson

import (
	"errors"

	mc "underhood/metaclass"
)

// A machine plays one program.
type machine struct {
	world  *mc.World
	env    map[string]mc.Value
	preset map[mc.Value]string
	names  map[mc.Value]string
	tags   map[mc.Value]string // also keep what is tagged alive, as the oracle does
	pins   []mc.Value
	log    []string
	fuel   int
	depth  int
	rec    *recorder // nil when nobody watches
}

const (
	// tank is how many expressions a step may evaluate.
	tank = 20000
	// deepest is the oracle's recursion limit: Python frames, and calls through C that
	// count as one. shallowest is how many it has when a step begins.
	deepest    = 400
	shallowest = 7
)

// halt ends a step that has used its fuel up.
type halt struct{}

func (halt) Error() string   { return "Halt" }
func (halt) Kind() string    { return "Halt" }
func (halt) Message() string { return "" }

// syntaxError is what the compiler says.
type syntaxError struct{}

func (syntaxError) Error() string   { return "SyntaxError: invalid syntax" }
func (syntaxError) Kind() string    { return "SyntaxError" }
func (syntaxError) Message() string { return "invalid syntax" }

// predefined are the names every program starts with.
var predefined = []string{
	"object", "type", "int", "str", "dict", "list", "bool", "tuple", "super", "property", "classmethod",
	"staticmethod", "ABCMeta", "ABC", "isinstance", "issubclass", "getattr", "setattr", "delattr",
	"hasattr", "callable", "len", "repr",
}

func newMachine(opts ...mc.Option) *machine {
	m := &machine{
		world: mc.New(opts...), env: make(map[string]mc.Value), preset: make(map[mc.Value]string),
		names: make(map[mc.Value]string), tags: make(map[mc.Value]string),
	}
	for _, name := range predefined {
		if v, ok := m.world.Builtin(name); ok {
			m.env[name] = v
			m.preset[v] = name
		}
	}
	return m
}

// enter counts Python frames, so that endless recursion ends as it does there.
func (m *machine) enter(frames int) error {
	m.depth += frames
	if m.depth > deepest {
		return mc.Raise("RecursionError", "maximum recursion depth exceeded")
	}
	return nil
}

func (m *machine) leave(frames int) { m.depth -= frames }

// within runs f so many frames deeper.
func (m *machine) within(frames int, f func() error) error {
	defer m.leave(frames)
	if err := m.enter(frames); err != nil {
		return err
	}
	return f()
}

// say is a line of the program's own log.
func (m *machine) say(text string) {
	m.log = append(m.log, text)
	if m.rec != nil {
		m.rec.tell(Beat{Kind: beatLog, Text: text})
	}
}

func (m *machine) tag(v mc.Value, tag string) { m.tags[v] = tag }

// bind gives a name to a value. An instance is shown by the first it gets.
func (m *machine) bind(name string, v mc.Value) {
	m.env[name] = v
	m.rec.bound(name)
	switch v.(type) {
	case *mc.Class, int, string, bool, mc.NoneType, mc.Tuple, *mc.List, *mc.Dict, float64:
		return
	}
	if !hashable(v) {
		return
	}
	if _, tagged := m.tags[v]; tagged {
		return
	}
	if _, named := m.names[v]; !named {
		m.names[v] = name
	}
}

func hashable(v mc.Value) bool {
	_, tuple := v.(mc.Tuple)
	return !tuple
}

// frame is what the expressions of a function can see.
type frame struct {
	args []mc.Value
	kw   []mc.Kw
	cell *mc.Cell
}

// body runs instructions. returned is nil if none of them was a ret.
func (m *machine) body(instrs []any, f *frame) (returned mc.Value, err error) {
	if err := m.enter(1); err != nil {
		m.leave(1)
		return nil, err
	}
	defer m.leave(1)
	for _, i := range instrs {
		ins, ok := i.([]any)
		if !ok || len(ins) == 0 {
			return nil, mc.Raise("ValueError", "bad instruction")
		}
		op, _ := ins[0].(string)
		if len(ins) < operands[op]+1 {
			return nil, mc.Raise("IndexError", "list index out of range")
		}
		switch op {
		case "ret":
			return m.inner(ins[1], f)
		case "log":
			var v mc.Value
			if v, err = m.inner(ins[1], f); err == nil {
				m.say(m.render(v, 0))
			}
		case "do":
			_, err = m.inner(ins[1], f)
		case "raise":
			kind, _ := ins[1].(string)
			text, _ := ins[2].(string)
			err = raise(kind, text)
		case "set":
			err = m.set(ins, f)
		case "del":
			var obj, name mc.Value
			if obj, name, err = m.target(ins, f); err == nil {
				_, err = m.world.Call(m.builtin("delattr"), obj, name)
			}
		case "setitem":
			// Python evaluates the value first.
			var v, obj, key mc.Value
			if v, err = m.inner(ins[3], f); err == nil {
				if obj, err = m.inner(ins[1], f); err == nil {
					if key, err = m.inner(ins[2], f); err == nil {
						err = m.world.SetItem(obj, key, v)
					}
				}
			}
		case "if":
			if returned, err = m.branch(ins, f); returned != nil {
				return returned, err
			}
		default:
			err = mc.Raise("ValueError", "bad instruction '%s'", op)
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

var operands = map[string]int{"ret": 1, "log": 1, "do": 1, "raise": 2, "set": 3, "del": 2, "setitem": 3, "if": 4}

func (m *machine) builtin(name string) mc.Value {
	v, _ := m.world.Builtin(name)
	return v
}

func (m *machine) set(ins []any, f *frame) error {
	obj, name, err := m.target(ins, f)
	if err != nil {
		return err
	}
	v, err := m.inner(ins[3], f)
	if err != nil {
		return err
	}
	_, err = m.world.Call(m.builtin("setattr"), obj, name, v)
	return err
}

// target evaluates the object and the name of an attribute.
func (m *machine) target(ins []any, f *frame) (obj, name mc.Value, err error) {
	if obj, err = m.inner(ins[1], f); err != nil {
		return nil, nil, err
	}
	if name, ok := ins[2].(string); ok {
		return obj, name, nil
	}
	name, err = m.inner(ins[2], f)
	return obj, name, err
}

func (m *machine) branch(ins []any, f *frame) (mc.Value, error) {
	a, err := m.inner(ins[1], f)
	if err != nil {
		return nil, err
	}
	b, err := m.inner(ins[2], f)
	if err != nil {
		return nil, err
	}
	equal := false
	if err := m.within(1, func() error {
		equal, err = m.world.Equal(a, b)
		return err
	}); err != nil {
		return nil, err
	}
	way := ins[4]
	if equal {
		way = ins[3]
	}
	list, _ := way.([]any)
	return m.body(list, f)
}

// raise makes the exception a program names.
func raise(kind, text string) error {
	switch kind {
	case "AttributeError", "TypeError", "ValueError", "RuntimeError", "KeyError", "NameError", "ZeroDivisionError", "NotImplementedError":
		if kind == "KeyError" { // whose str is the repr of its argument
			q, _ := mc.Quote("user: " + text)
			return mc.Raise(kind, "%s", q)
		}
		return mc.Raise(kind, "%s", "user: "+text)
	}
	q, _ := mc.Quote(kind)
	return mc.Raise("KeyError", "%s", q)
}

// isHalt reports whether the step itself ran out of fuel, not a hook whose exception
// became the cause of another.
func isHalt(err error) bool {
	var e mc.Exception
	return errors.As(err, &e) && e.Kind() == halt{}.Kind()
}
