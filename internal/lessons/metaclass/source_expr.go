package lesson

import (
	"strconv"
	"strings"

	mc "underhood/metaclass"
)

// params are the parameters of a function, as they are written. The functions of a
// program take what comes; those that are used get names.
type params struct {
	names []string // the leading ones
	rest  bool     // *args
	kw    bool     // **kw
}

// conventions are the names that everybody gives to the parameters of a hook; those
// with a class as owner are a metaclass's.
var conventions = map[string][]string{
	"__prepare__": {"meta", "name", "bases"}, "__getattr__": {"self", "name"}, "__getattribute__": {"self", "name"},
	"__setattr__": {"self", "name", "value"}, "__delattr__": {"self", "name"}, "__set_name__": {"self", "owner", "name"},
	"__get__": {"self", "obj", "owner"}, "__set__": {"self", "obj", "value"}, "__delete__": {"self", "obj"},
	"__init_subclass__": {"cls"}, "__class_getitem__": {"cls", "item"}, "__subclasshook__": {"cls", "sub"},
	"__instancecheck__": {"cls", "obj"}, "__subclasscheck__": {"cls", "sub"}, "__mro_entries__": {"self", "bases"},
	"__new__": {"cls"}, "mro": {"cls"},
	"type.__new__": {"meta", "name", "bases", "ns"}, "type.__init__": {"cls", "name", "bases", "ns"}, "type.__call__": {"cls"},
	"classmethod": {"cls"}, "staticmethod": {}, "function": {},
}

// letters name the parameters that have no other name.
var letters = []string{"a", "b", "c", "d", "e", "f", "g", "h"}

// paramsOf looks at which arguments a body uses. convention is its hook, or its kind.
func paramsOf(convention string, body []any) params {
	most, from := -1, -1
	p := params{kw: false}
	walkExprs(body, func(op string, v any) {
		n, _ := v.(int)
		switch op {
		case "arg":
			most = max(most, n)
		case "args":
			if p.rest = true; from < 0 || n < from {
				from = n
			}
		case "kw":
			p.kw = true
		}
	})
	given, known := conventions[convention]
	if !known {
		given = []string{"self"}
	}
	lead := max(most+1, len(given))
	if p.rest {
		lead = max(0, from)
	}
	if mentions(body, "super") {
		lead = max(1, lead) // super() takes the first one from its frame
	}
	for i := range lead {
		switch {
		case i < len(given):
			p.names = append(p.names, given[i])
		case i-len(given) < len(letters):
			p.names = append(p.names, letters[i-len(given)])
		default:
			p.names = append(p.names, "p"+strconv.Itoa(i))
		}
	}
	return p
}

// walkExprs visits the expressions of a tree: the objects with one key.
func walkExprs(node any, visit func(op string, v any)) {
	switch n := node.(type) {
	case []any:
		for _, v := range n {
			walkExprs(v, visit)
		}
	case *object:
		if len(n.keys) == 1 {
			visit(n.keys[0], n.values[0])
		}
		if _, nested := n.get("entry"); nested {
			return // a function of its own
		}
		for _, v := range n.values {
			walkExprs(v, visit)
		}
	}
}

func (p params) String() string {
	all := append([]string(nil), p.names...)
	if p.rest {
		all = append(all, "*args")
	}
	if p.kw {
		all = append(all, "**kw")
	}
	return strings.Join(all, ", ")
}

// arg is an argument as an expression.
func (p params) arg(i int) string {
	switch {
	case i >= 0 && i < len(p.names):
		return p.names[i]
	case p.rest && i >= 0:
		return "args[" + strconv.Itoa(i-len(p.names)) + "]"
	}
	return "args[" + strconv.Itoa(i) + "]"
}

// expr writes an expression in Python.
func (p params) expr(x any) string {
	switch n := x.(type) {
	case nil:
		return "None"
	case []any:
		return "[" + p.list(n) + "]"
	case *object:
		if len(n.keys) == 1 {
			return p.form(n.keys[0], n.values[0])
		}
		return "?"
	}
	s, _ := mc.Quote(x)
	return s
}

func (p params) list(items []any) string {
	parts := make([]string, len(items))
	for i, x := range items {
		parts[i] = p.expr(x)
	}
	return strings.Join(parts, ", ")
}

func (p params) form(op string, v any) string {
	list, _ := v.([]any)
	at := func(i int) any {
		if i < len(list) {
			return list[i]
		}
		return nil
	}
	switch op {
	case "ref":
		name, _ := v.(string)
		return name
	case "arg":
		i, _ := v.(int)
		return p.arg(i)
	case "args":
		i, _ := v.(int)
		switch {
		case i > len(p.names):
			return "args[" + strconv.Itoa(i-len(p.names)) + ":]"
		case i >= 0 && i < len(p.names):
			return "(" + strings.Join(p.names[i:], ", ") + ", *args)"
		}
		return "args"
	case "kw":
		return "kw"
	case "tuple":
		if len(list) == 1 {
			return "(" + p.expr(at(0)) + ",)"
		}
		return "(" + p.list(list) + ")"
	case "dict":
		parts := make([]string, len(list))
		for i, x := range list {
			pair, _ := x.([]any)
			if len(pair) == 2 {
				parts[i] = p.expr(pair[0]) + ": " + p.expr(pair[1])
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case "attr":
		return p.attribute(at(0), at(1))
	case "item":
		return p.expr(at(0)) + "[" + p.expr(at(1)) + "]"
	case "cat":
		return p.formatted(list)
	case "super":
		return "super()"
	case "super2":
		return "super(" + p.list(list) + ")"
	case "typeof":
		return "type(" + p.expr(v) + ")"
	case "vars":
		return "vars(" + p.expr(v) + ")"
	case "entry":
		return valueOf(asObject(v), "function")
	case "call":
		args, _ := at(1).([]any)
		return p.expr(at(0)) + "(" + p.arguments(args, asObject(at(2))) + ")"
	}
	return op + "?"
}

func (p params) attribute(obj, name any) string {
	if s, ok := name.(string); ok && isIdentifier(s) {
		switch obj.(type) {
		case int, float64:
			return "(" + p.expr(obj) + ")." + s
		}
		return p.expr(obj) + "." + s
	}
	return "getattr(" + p.expr(obj) + ", " + p.expr(name) + ")"
}

// formatted is an f-string: the text of each part, joined.
func (p params) formatted(parts []any) string {
	var b strings.Builder
	for _, x := range parts {
		if s, ok := x.(string); ok {
			b.WriteString(s)
		} else {
			b.WriteString("{" + p.expr(x) + "}")
		}
	}
	if quote := `"`; strings.Contains(b.String(), "'") {
		return "f" + quote + b.String() + quote
	}
	return "f'" + b.String() + "'"
}

func (p params) arguments(args []any, kw *object) string {
	var all []string
	for _, a := range args {
		star, ok := asObject(a).get("star")
		rest, _ := asObject(star).get("args")
		from, whole := rest.(int)
		switch {
		case !ok:
			all = append(all, p.expr(a))
		case whole && from >= 0 && from < len(p.names):
			all = append(append(all, p.names[from:]...), "*args")
		default:
			all = append(all, "*"+p.expr(star))
		}
	}
	if kw != nil {
		for i, k := range kw.keys {
			if k == "**" {
				all = append(all, "**"+p.expr(kw.values[i]))
			} else {
				all = append(all, k+"="+p.expr(kw.values[i]))
			}
		}
	}
	return strings.Join(all, ", ")
}

// value writes an entry as an expression; a function of more than one return only by
// its first words.
func value(e *object) string { return valueOf(e, "") }

// valueOf is value, where a function is for something else than a class.
func valueOf(e *object, convention string) string {
	none := params{}
	switch kind := e.text("k"); kind {
	case "value":
		v, _ := e.get("v")
		return none.expr(v)
	case "slots":
		names, _ := e.get("names")
		if list, ok := names.([]any); ok {
			return none.form("tuple", list)
		}
		return none.expr(names)
	case "method":
		return lambda(convention, e.list("body"))
	case "classmethod", "staticmethod":
		return kind + "(" + lambda(kind, e.list("body")) + ")"
	case "abstract":
		return "abstractmethod(" + lambda("", e.list("body")) + ")"
	case "property":
		var parts []string
		for _, part := range []string{"get", "set", "del"} {
			if body, ok := e.get(part); ok && body != nil {
				parts = append(parts, "f"+part+"="+lambda("", e.list(part)))
			}
		}
		return "property(" + strings.Join(parts, ", ") + ")"
	case "descr":
		var parts []string
		for _, h := range e.list("has") {
			s, _ := h.(string)
			if s == "del" {
				s = "delete" // del is a word of the language
			}
			parts = append(parts, s)
		}
		return "Descr(" + strings.Join(parts, ", ") + ")"
	}
	return "?"
}

func lambda(convention string, body []any) string {
	p := paramsOf(convention, body)
	head := "lambda"
	if s := p.String(); s != "" {
		head += " " + s
	}
	if len(body) == 0 {
		return head + ": None"
	}
	if ins, _ := body[0].([]any); len(ins) == 2 && ins[0] == "ret" {
		return head + ": " + p.expr(ins[1])
	}
	return head + ": ..."
}
