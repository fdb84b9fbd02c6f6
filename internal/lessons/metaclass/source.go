package lesson

import (
	"slices"
	"strings"
)

// A listing is a program written in Python: what a reader sees of it. It is never
// run; the player plays the steps themselves.
type listing struct {
	lines []string
	from  []int            // the first line of a step, from 1, with what is defined for it
	at    []int            // … and the line that is shown as running
	parts []map[string]int // the lines of the entries of a class step
	names []string         // what a step makes, or the attribute it is about
	metas map[string]bool  // names of classes that derive from type
}

// listed writes all steps.
func listed(steps []*object) *listing {
	l := &listing{metas: map[string]bool{"type": true, "ABCMeta": true}}
	for _, s := range steps {
		l.at, l.from = append(l.at, len(l.lines)+1), append(l.from, len(l.lines)+1)
		name := s.text("as")
		if s.text("op") == "class" || name == "" {
			name = s.text("name")
		}
		l.parts, l.names = append(l.parts, map[string]int{}), append(l.names, name)
		l.step(s)
	}
	return l
}

// line is the line of a step, or of one entry of it.
func (l *listing) line(step int, entry string) int {
	if step < 1 || step > len(l.at) {
		return 0
	}
	if n := l.parts[step-1][entry]; n > 0 {
		return n
	}
	return l.at[step-1]
}

func (l *listing) add(indent int, text string) {
	l.lines = append(l.lines, strings.Repeat("  ", indent)+text)
}

// simple are the steps of one expression.
var simple = map[string]func(p params, x func(string) string, s *object) string{
	"eval":       func(_ params, x func(string) string, _ *object) string { return x("x") },
	"mro":        func(_ params, x func(string) string, _ *object) string { return x("cls") + ".__mro__" },
	"bases":      func(_ params, x func(string) string, _ *object) string { return x("cls") + ".__bases__" },
	"subclasses": func(_ params, x func(string) string, _ *object) string { return x("cls") + ".__subclasses__()" },
	"abstract": func(_ params, x func(string) string, _ *object) string {
		return "sorted(" + x("cls") + ".__abstractmethods__)"
	},
	"type": func(_ params, x func(string) string, _ *object) string { return "type(" + x("obj") + ")" },
	"dict": func(_ params, x func(string) string, _ *object) string { return "vars(" + x("obj") + ")" },
	"isinstance": func(_ params, x func(string) string, _ *object) string {
		return "isinstance(" + x("obj") + ", " + x("cls") + ")"
	},
	"issubclass": func(_ params, x func(string) string, _ *object) string {
		return "issubclass(" + x("sub") + ", " + x("cls") + ")"
	},
	"register": func(_ params, x func(string) string, _ *object) string {
		return x("cls") + ".register(" + x("sub") + ")"
	},
	"super": func(_ params, x func(string) string, s *object) string {
		return "super(" + x("cls") + ", " + x("obj") + ")." + s.text("name")
	},
	"get": func(p params, _ func(string) string, s *object) string {
		obj, _ := s.get("obj")
		return p.attribute(obj, s.text("name"))
	},
	"del": func(p params, _ func(string) string, s *object) string {
		obj, _ := s.get("obj")
		return "del " + p.attribute(obj, s.text("name"))
	},
	"hasattr": func(p params, x func(string) string, s *object) string {
		return "hasattr(" + x("obj") + ", " + p.expr(s.text("name")) + ")"
	},
	"drop": func(_ params, _ func(string) string, s *object) string {
		return "del " + s.text("var") + "; gc.collect()"
	},
}

func (l *listing) step(s *object) {
	x := func(key string) string {
		v, _ := s.get(key)
		return params{}.expr(v)
	}
	switch op := s.text("op"); op {
	case "class":
		l.class(s)
	case "type3":
		l.type3(s)
	case "let":
		v, _ := s.get("x")
		if e := asObject(v).object("entry"); e.text("k") == "method" {
			l.function(0, s.text("as"), "function", e.list("body"))
		} else {
			l.add(0, s.text("as")+" = "+x("x"))
		}
	case "new":
		l.add(0, s.text("as")+" = "+x("cls")+"("+params{}.arguments(s.list("args"), s.object("kw"))+")")
	case "set":
		l.set(s, x("obj"))
	default:
		if write := simple[op]; write != nil {
			l.add(0, write(params{}, x, s))
		} else {
			l.add(0, op+"?")
		}
	}
}

// class writes a class statement.
func (l *listing) class(s *object) {
	name := s.text("name")
	for _, d := range s.list("decorators") {
		l.add(0, "@"+params{}.expr(d))
	}
	l.at[len(l.at)-1] = len(l.lines) + 1
	var head []string
	meta := false
	for _, b := range s.list("bases") {
		text := params{}.expr(b)
		meta = meta || l.metas[text]
		head = append(head, text)
	}
	l.metas[name] = meta
	if m, ok := s.get("meta"); ok && m != nil {
		head = append(head, "metaclass="+params{}.expr(m))
	}
	if kw := s.object("kw"); kw != nil {
		head = append(head, params{}.arguments(nil, kw))
	}
	text := "class " + name
	if len(head) > 0 {
		text += "(" + strings.Join(head, ", ") + ")"
	}
	ns := s.list("ns")
	if len(ns) == 0 {
		l.add(0, text+": pass")
		return
	}
	l.add(0, text+":")
	for _, x := range ns {
		key, e := pairOf(x)
		l.parts[len(l.parts)-1][key] = len(l.lines) + 1
		l.entry(key, e, meta)
	}
}

// entry writes one name of a class body.
func (l *listing) entry(key string, e *object, meta bool) {
	convention := key
	if _, known := conventions["type."+key]; known && meta {
		convention = "type." + key
	}
	switch kind := e.text("k"); kind {
	case "classmethod", "staticmethod":
		l.add(1, "@"+kind)
		if _, known := conventions[convention]; !known {
			convention = kind
		}
		l.function(1, key, convention, e.list("body"))
	case "method":
		if meta && conventions[convention] == nil {
			convention = "classmethod" // whose instances are classes
		}
		l.function(1, key, convention, e.list("body"))
	case "abstract":
		l.add(1, "@abstractmethod")
		l.function(1, key, convention, e.list("body"))
	case "property":
		l.property(key, e)
	default:
		l.add(1, key+" = "+value(e))
	}
}

func (l *listing) property(key string, e *object) {
	if body, ok := e.get("get"); !ok || body == nil {
		l.add(1, key+" = "+value(e))
		return
	}
	for _, part := range []struct{ name, decorator string }{{"get", "@property"}, {"set", "@" + key + ".setter"}, {"del", "@" + key + ".deleter"}} {
		if body, ok := e.get(part.name); ok && body != nil {
			l.add(1, part.decorator)
			l.function(1, key, "property."+part.name, e.list(part.name))
		}
	}
}

// shortLine is how long a function may be to be written in one line.
const shortLine = 36

// function writes a def; one of a single short instruction in one line.
func (l *listing) function(indent int, name, convention string, body []any) {
	p := paramsOf(convention, body)
	head := "def " + name + "(" + p.String() + "):"
	if len(body) == 0 {
		l.add(indent, head+" pass")
		return
	}
	if ins, _ := body[0].([]any); len(body) == 1 && len(ins) > 0 && ins[0] != "if" {
		if text := head + " " + p.instruction(ins); len(text) <= shortLine {
			l.add(indent, text)
			return
		}
	}
	l.add(indent, head)
	l.body(indent+1, p, body)
}

func (l *listing) body(indent int, p params, body []any) {
	if len(body) == 0 {
		l.add(indent, "pass")
	}
	for _, i := range body {
		ins, _ := i.([]any)
		if len(ins) < 5 || ins[0] != "if" {
			l.add(indent, p.instruction(ins))
			continue
		}
		then, _ := ins[3].([]any)
		other, _ := ins[4].([]any)
		test := p.expr(ins[1]) + " == " + p.expr(ins[2])
		if len(then) == 0 && len(other) > 0 {
			then, other, test = other, nil, p.expr(ins[1])+" != "+p.expr(ins[2])
		}
		l.add(indent, "if "+test+":")
		l.body(indent+1, p, then)
		if len(other) > 0 {
			l.add(indent, "else:")
			l.body(indent+1, p, other)
		}
	}
}

// instruction writes one instruction of a body, but if.
func (p params) instruction(ins []any) string {
	at := func(i int) any {
		if i < len(ins) {
			return ins[i]
		}
		return nil
	}
	op, _ := at(0).(string)
	switch op {
	case "ret":
		return "return " + p.expr(at(1))
	case "log":
		return "log(" + p.expr(at(1)) + ")"
	case "do":
		return p.expr(at(1))
	case "raise":
		kind, _ := at(1).(string)
		text, _ := at(2).(string)
		return "raise " + kind + "(" + p.expr("user: "+text) + ")"
	case "set":
		if name, ok := at(2).(string); ok && isIdentifier(name) {
			return p.attribute(at(1), name) + " = " + p.expr(at(3))
		}
		return "setattr(" + p.expr(at(1)) + ", " + p.expr(at(2)) + ", " + p.expr(at(3)) + ")"
	case "del":
		if name, ok := at(2).(string); ok && isIdentifier(name) {
			return "del " + p.attribute(at(1), name)
		}
		return "delattr(" + p.expr(at(1)) + ", " + p.expr(at(2)) + ")"
	case "setitem":
		return p.expr(at(1)) + "[" + p.expr(at(2)) + "] = " + p.expr(at(3))
	}
	return op + "?"
}

// type3 writes a call of the metaclass; functions of several instructions as defs
// before it.
func (l *listing) type3(s *object) {
	meta := "type"
	if m, ok := s.get("meta"); ok {
		meta = params{}.expr(m)
	}
	var entries []string
	for _, x := range s.list("ns") {
		key, e := pairOf(x)
		text := value(e)
		if e.text("k") == "method" && strings.HasSuffix(text, "...") {
			l.function(0, key, key, e.list("body"))
			text = key
		}
		entries = append(entries, params{}.expr(key)+": "+text)
	}
	bases := params{}.form("tuple", s.list("bases"))
	args := []string{params{}.expr(s.text("name")), bases, "{" + strings.Join(entries, ", ") + "}"}
	if kw := s.object("kw"); kw != nil {
		args = append(args, params{}.arguments(nil, kw))
	}
	as := s.text("as")
	if as == "" {
		as = s.text("name")
	}
	l.metas[as] = slices.ContainsFunc(s.list("bases"), func(b any) bool { return l.metas[params{}.expr(b)] })
	l.at[len(l.at)-1] = len(l.lines) + 1
	l.add(0, as+" = "+meta+"("+strings.Join(args, ", ")+")")
}

// set writes an assignment to an attribute.
func (l *listing) set(s *object, obj string) {
	name := s.text("name")
	v, _ := s.get("v")
	text := params{}.expr(v)
	if e := s.object("entry"); e != nil {
		text = value(e)
		if e.text("k") == "method" && strings.HasSuffix(text, "...") {
			l.function(0, name, name, e.list("body"))
			text = name
			l.at[len(l.at)-1] = len(l.lines) + 1
		}
	}
	if isIdentifier(name) {
		l.add(0, obj+"."+name+" = "+text)
	} else {
		l.add(0, "setattr("+obj+", "+params{}.expr(name)+", "+text+")")
	}
}
