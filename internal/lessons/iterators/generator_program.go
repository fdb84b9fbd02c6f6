package lesson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// A generatorStatement is one statement of a generator's body.
type generatorStatement struct {
	kind     string
	value    any    // of yield, log, return, ifr; generatorVar is the variable r
	class    string // of raise
	args     bool   // the exception raised has an argument
	n        int64  // of loop
	list     []any  // of fromlist
	body     []generatorStatement
	handlers []generatorHandler
	final    []generatorStatement
	hasFinal bool
}

type generatorHandler struct {
	class string
	body  []generatorStatement
}

// A generatorAsk is one step of a drive.
type generatorAsk struct {
	kind  string // next, send, throw, close, drain
	value any    // of send
	class string // of throw
}

// generatorVar stands for the variable r, "$r" in a program.
type generatorVar struct{}

// generatorBases are the exceptions a program can name, and what each is a kind
// of (the tree in Python's "Built-in Exceptions").
var generatorBases = map[string]string{
	"BaseException":     "",
	"GeneratorExit":     "BaseException",
	"Exception":         "BaseException",
	"ValueError":        "Exception",
	"LookupError":       "Exception",
	"KeyError":          "LookupError",
	"RuntimeError":      "Exception",
	"TypeError":         "Exception",
	"ArithmeticError":   "Exception",
	"ZeroDivisionError": "ArithmeticError",
	"StopIteration":     "Exception",
	"AttributeError":    "Exception",
	"OSError":           "Exception",
}

// decodeGenerator reads a part of a program, with numbers as they are written.
func decodeGenerator[P any](where string, raw []byte, parse func(where string, v any) (P, error)) (part P, err error) {
	if len(raw) == 0 {
		return part, fmt.Errorf("%s: missing", where)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return part, fmt.Errorf("%s: %w", where, err)
	}
	return parse(where, v)
}

// generatorBlock reads a list of statements. The errors say where in the program.
func generatorBlock(where string, v any) ([]generatorStatement, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("%s: want a list of statements, not %s", where, generatorKind(v))
	}
	block := make([]generatorStatement, len(list))
	for i, item := range list {
		s, err := parseGeneratorStatement(where+"["+strconv.Itoa(i)+"]", item)
		if err != nil {
			return nil, err
		}
		block[i] = s
	}
	return block, nil
}

// generatorArity is how many items a statement has after its name, least and most.
var generatorArity = map[string][2]int{
	"yield": {1, 1}, "log": {1, 1}, "return": {1, 1}, "raise": {1, 2}, "reraise": {0, 0}, "loop": {2, 2},
	"try": {3, 3}, "from": {1, 1}, "fromlist": {1, 1}, "reenter": {0, 0}, "ifr": {2, 2},
}

func parseGeneratorStatement(where string, v any) (s generatorStatement, err error) {
	kind, rest, err := generatorForm(where, v, "statement", generatorArity)
	if err != nil {
		return s, err
	}
	s.kind = kind
	where += " " + kind
	switch kind {
	case "yield", "log", "return":
		s.value, err = generatorValue(where, rest[0])
	case "raise":
		if s.class, err = generatorClass(where, rest[0]); err == nil && len(rest) > 1 {
			s.args = true
			switch rest[1].(type) {
			case json.Number, bool, nil:
			default:
				err = fmt.Errorf("%s: the argument is a number, true, false or null, not %s", where, generatorKind(rest[1]))
			}
		}
	case "loop":
		if s.n, err = generatorInt(where, rest[0]); err == nil {
			s.body, err = generatorBlock(where, rest[1])
		}
	case "from":
		s.body, err = generatorBlock(where, rest[0])
	case "fromlist":
		list, ok := rest[0].([]any)
		if !ok {
			return s, fmt.Errorf("%s: want a list, not %s", where, generatorKind(rest[0]))
		}
		for i, item := range list {
			v, err := generatorPlain(where+"["+strconv.Itoa(i)+"]", item)
			if err != nil {
				return s, err
			}
			s.list = append(s.list, v)
		}
	case "ifr":
		if s.value, err = generatorPlain(where, rest[0]); err == nil {
			s.body, err = generatorBlock(where, rest[1])
		}
	case "try":
		err = s.parseTry(where, rest)
	}
	return s, err
}

func (s *generatorStatement) parseTry(where string, rest []any) (err error) {
	if s.body, err = generatorBlock(where, rest[0]); err != nil {
		return err
	}
	handlers, ok := rest[1].([]any)
	if !ok {
		return fmt.Errorf("%s: want a list of handlers, not %s", where, generatorKind(rest[1]))
	}
	for i, h := range handlers {
		at := where + " except[" + strconv.Itoa(i) + "]"
		pair, ok := h.([]any)
		if !ok || len(pair) != 2 {
			return fmt.Errorf("%s: want [exception, statements]", at)
		}
		var handler generatorHandler
		if handler.class, err = generatorClass(at, pair[0]); err != nil {
			return err
		}
		if handler.body, err = generatorBlock(at, pair[1]); err != nil {
			return err
		}
		s.handlers = append(s.handlers, handler)
	}
	if rest[2] != nil {
		s.hasFinal = true
		s.final, err = generatorBlock(where+" finally", rest[2])
	} else if len(handlers) == 0 {
		err = fmt.Errorf("%s: neither except nor finally", where)
	}
	return err
}

// generatorForm takes ["name", ...] apart and checks the number of items.
func generatorForm(where string, v any, what string, arity map[string][2]int) (name string, rest []any, err error) {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return "", nil, fmt.Errorf("%s: want [%s, ...], not %s", where, what, generatorKind(v))
	}
	name, ok = list[0].(string)
	if !ok {
		return "", nil, fmt.Errorf("%s: want the name of a %s first, not %s", where, what, generatorKind(list[0]))
	}
	n, ok := arity[name]
	if !ok {
		return "", nil, fmt.Errorf("%s: unknown %s %q", where, what, name)
	}
	if rest = list[1:]; len(rest) < n[0] || len(rest) > n[1] {
		return "", nil, fmt.Errorf("%s: %s takes %d to %d items, not %d", where, name, n[0], n[1], len(rest))
	}
	return name, rest, nil
}

// generatorDrive reads the asks of a program.
func generatorDrive(where string, v any) ([]generatorAsk, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("%s: want a list of asks, not %s", where, generatorKind(v))
	}
	arity := map[string][2]int{"next": {0, 0}, "send": {1, 1}, "throw": {1, 1}, "close": {0, 0}, "drain": {0, 0}}
	asks := make([]generatorAsk, len(list))
	for i, item := range list {
		where := where + "[" + strconv.Itoa(i) + "]"
		kind, rest, err := generatorForm(where, item, "ask", arity)
		if err != nil {
			return nil, err
		}
		asks[i].kind = kind
		switch kind {
		case "send":
			asks[i].value, err = generatorPlain(where+" send", rest[0])
		case "throw":
			asks[i].class, err = generatorClass(where+" throw", rest[0])
		}
		if err != nil {
			return nil, err
		}
	}
	return asks, nil
}

func generatorClass(where string, v any) (string, error) {
	name, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("%s: want the name of an exception, not %s", where, generatorKind(v))
	}
	if _, ok := generatorBases[name]; !ok {
		return "", fmt.Errorf("%s: unknown exception %q", where, name)
	}
	return name, nil
}

// generatorValue reads a plain value or "$r".
func generatorValue(where string, v any) (any, error) {
	if v == "$r" {
		return generatorVar{}, nil
	}
	return generatorPlain(where, v)
}

// generatorPlain reads null, a bool, an integer, a string or a list of them.
func generatorPlain(where string, v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, string:
		return v, nil
	case json.Number:
		return generatorInt(where, v)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			x, err := generatorPlain(where, item)
			if err != nil {
				return nil, err
			}
			list[i] = x
		}
		return list, nil
	}
	return nil, fmt.Errorf("%s: want null, a truth value, an integer, a string or a list, not %s", where, generatorKind(v))
}

func generatorInt(where string, v any) (int64, error) {
	number, ok := v.(json.Number)
	if !ok {
		return 0, fmt.Errorf("%s: want an integer, not %s", where, generatorKind(v))
	}
	n, err := number.Int64()
	if err != nil {
		return 0, fmt.Errorf("%s: %s is not an integer of 64 bits", where, number)
	}
	return n, nil
}

// generatorKind names a JSON value for a message.
func generatorKind(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "a truth value"
	case json.Number:
		return "the number " + v.String()
	case string:
		return strconv.Quote(v)
	case []any:
		if len(v) == 0 {
			return "an empty list"
		}
		return "a list"
	}
	return "an object"
}
