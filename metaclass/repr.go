package metaclass

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// quote is Python's repr of a string.
func quote(s string) string {
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	var b strings.Builder
	b.WriteByte(q)
	for _, r := range s {
		switch {
		case r == rune(q) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte(q)
	return b.String()
}

// floatText is Python's repr of a float.
func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 0):
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(f, 'g', -1, 64)), "+")
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		s := strconv.FormatFloat(f, 'e', -1, 64)
		return s
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// Quote is Python's repr of a plain value or a string: numbers, booleans, strings
// and None. ok is false for anything else.
func Quote(v Value) (s string, ok bool) {
	switch v := v.(type) {
	case string:
		return quote(v), true
	case bool:
		if v {
			return "True", true
		}
		return "False", true
	case float64:
		return floatText(v), true
	case NoneType:
		return "None", true
	case NotImplementedType:
		return "NotImplemented", true
	}
	if n, ok := isInt(v); ok {
		return strconv.Itoa(n), true
	}
	return "", false
}

// Repr is repr(v).
func (w *World) Repr(v Value) (string, error) {
	if s, ok := Quote(v); ok {
		return s, nil
	}
	return w.textBy("__repr__", v)
}

// Str is str(v).
func (w *World) Str(v Value) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	if s, ok := Quote(v); ok {
		return s, nil
	}
	return w.textBy("__str__", v)
}

func (w *World) textBy(name string, v Value) (string, error) {
	if w.tooDeep() {
		return "", errTooDeep()
	}
	m, ok, err := w.special(v, name)
	if err != nil {
		return "", err
	}
	if !ok {
		return w.objectRepr(v), nil
	}
	r, err := m.call(w, nil, nil)
	if err != nil {
		return "", err
	}
	s, ok := native(r).(string)
	if !ok {
		return "", typeErrorf("%s returned non-string (type %s)", name, w.TypeOf(r).Name())
	}
	return s, nil
}

// nativeRepr is the repr of what a built-in class holds.
func (w *World) nativeRepr(v Value) (string, error) { return w.reprIn(v, nil) }

// reprIn is the repr of a value inside of others; a container in itself is shown as an
// ellipsis.
func (w *World) reprIn(v Value, outer []Value) (string, error) {
	v = native(v)
	if s, ok := Quote(v); ok {
		return s, nil
	}
	if w.tooDeep() {
		return "", errTooDeep()
	}
	for _, o := range outer {
		if Is(o, v) {
			switch v.(type) {
			case Tuple:
				return "(...)", nil
			case *List:
				return "[...]", nil
			}
			return "{...}", nil
		}
	}
	outer = append(outer, v)
	inner := func(item Value) (string, error) {
		switch item.(type) {
		case Tuple, *List, *Dict:
			return w.reprIn(item, outer)
		}
		return w.Repr(item)
	}
	join := func(items []Value) (string, error) {
		parts := make([]string, len(items))
		for i, item := range items {
			var err error
			if parts[i], err = inner(item); err != nil {
				return "", err
			}
		}
		return strings.Join(parts, ", "), nil
	}
	switch v := v.(type) {
	case Tuple:
		s, err := join(v)
		if len(v) == 1 {
			s += ","
		}
		return "(" + s + ")", err
	case *List:
		s, err := join(v.Items)
		return "[" + s + "]", err
	case *FrozenSet:
		if v.dict.Len() == 0 {
			return "frozenset()", nil
		}
		s, err := join(v.Items())
		return "frozenset({" + s + "})", err
	case *Dict, *MappingProxy:
		var parts []string
		for _, e := range entriesOf(v) {
			key, err := w.Repr(e.keyValue())
			if err != nil {
				return "", err
			}
			value, err := inner(e.value)
			if err != nil {
				return "", err
			}
			parts = append(parts, key+": "+value)
		}
		s := "{" + strings.Join(parts, ", ") + "}"
		if _, ok := v.(*MappingProxy); ok {
			s = "mappingproxy(" + s + ")"
		}
		return s, nil
	}
	return w.objectRepr(v), nil
}

// entriesOf lists a mapping.
func entriesOf(v Value) []dictEntry {
	switch v := v.(type) {
	case *Dict:
		return v.snapshot()
	case *MappingProxy:
		var all []dictEntry
		for name, x := range v.All() {
			all = append(all, dictEntry{name: name, value: x})
		}
		return all
	}
	return nil
}

// moduleName is the class with its module, as messages show it.
func (c *Class) moduleName() string {
	sn := c.snap.Load()
	if m, ok := sn.ns.get("__module__"); ok && !c.immutable {
		if s, ok := m.(string); ok && s != "builtins" {
			return s + "." + sn.qualname
		}
	}
	return sn.qualname
}

func (w *World) classText(c *Class) string { return "<class '" + c.moduleName() + "'>" }

// objectRepr is object.__repr__; functions and the like say a little more.
func (w *World) objectRepr(v Value) string {
	switch v := v.(type) {
	case *Function:
		return fmt.Sprintf("<function %s at %#x>", v.Qualname(), w.identity(v))
	case *BoundMethod:
		if f, ok := v.Func.(*Function); ok {
			self, err := w.Repr(v.Self)
			if err == nil {
				return fmt.Sprintf("<bound method %s of %s>", f.Qualname(), self)
			}
		}
	case *Builtin:
		return fmt.Sprintf("<built-in function %s>", v.name)
	case *BoundBuiltin:
		return fmt.Sprintf("<built-in method %s of %s object at %#x>", v.of.name, w.TypeOf(v.self).Name(), w.identity(v.self))
	case *Super:
		if v.obj == nil {
			return fmt.Sprintf("<super: %s, NULL>", w.classText(v.class))
		}
		return fmt.Sprintf("<super: %s, <%s object>>", w.classText(v.class), v.start.Name())
	}
	return fmt.Sprintf("<%s object at %#x>", w.TypeOf(v).moduleName(), w.identity(v))
}

// identity is id(v), 0 for values that have none.
func (w *World) identity(v Value) int {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer {
		return int(r.Pointer())
	}
	return 0
}

// qualName is the __qualname__ of a class, or of a value's class, as an attribute: its
// metaclass may answer for it.
func (w *World) qualName(v Value) string {
	c, ok := v.(*Class)
	if !ok {
		c = w.TypeOf(v)
	}
	q, ok, err := w.LookupAttr(c, "__qualname__")
	if s, isText := q.(string); ok && isText && err == nil {
		return s
	}
	return c.snap.Load().qualname
}

func (w *World) sortedNames(v Value) ([]string, error) {
	items, err := w.Items(v)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(items))
	for _, item := range items {
		s, ok := native(item).(string)
		if !ok {
			return nil, typeErrorf("sequence item 0: expected str instance, %s found", w.TypeOf(item).Name())
		}
		names = append(names, s)
	}
	slices.Sort(names)
	return names, nil
}
