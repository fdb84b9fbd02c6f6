package lesson

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"underhood/web"
)

// python writes a value as Python's repr does, but for strings, which have double quotes.
func python(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return map[bool]string{true: "True", false: "False"}[v]
	case string:
		return strconv.Quote(v)
	case web.Markup:
		return "Markup(" + strconv.Quote(string(v)) + ")"
	case []byte:
		return "b" + strconv.Quote(string(v))
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	case web.Tuple:
		if len(v) == 1 {
			return "(" + python(v[0]) + ",)"
		}
		return "(" + items(v) + ")"
	case []any:
		return "[" + items(v) + "]"
	case []string:
		all := make([]any, len(v))
		for i := range v {
			all[i] = v[i]
		}
		return "[" + items(all) + "]"
	case object:
		var all []string
		for _, m := range v {
			all = append(all, strconv.Quote(m.key)+": "+python(m.value))
		}
		return "{" + strings.Join(all, ", ") + "}"
	case map[string]any:
		var all []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			all = append(all, strconv.Quote(key)+": "+python(v[key]))
		}
		return "{" + strings.Join(all, ", ") + "}"
	case pythonFloat:
		text, _ := v.MarshalJSON() // which does not fail
		return string(text)
	}
	return fmt.Sprint(v)
}

func items(list []any) string {
	all := make([]string, len(list))
	for i := range list {
		all[i] = python(list[i])
	}
	return strings.Join(all, ", ")
}

// keywords writes values as the arguments of a call.
func keywords(v any) string {
	var text strings.Builder
	o, _ := v.(object)
	for _, m := range o {
		text.WriteString(", " + m.key + "=" + python(m.value))
	}
	return text.String()
}

// python is a step as a statement of Flask's user.
func (s step) python() string {
	a := func(i int) string {
		if i < len(s.args) {
			return python(s.args[i])
		}
		return ""
	}
	switch s.op {
	case "return":
		return "return " + items(s.args)
	case "raise":
		text := "raise " + str(s.args[0])
		if len(s.args) > 1 {
			text += "(" + a(1) + ")"
		}
		return text
	case "session_set":
		return "session[" + a(0) + "] = " + a(1)
	case "session_get":
		return "session.get(" + a(0) + ")"
	case "session_del":
		return "session.pop(" + a(0) + ", None)"
	case "session_in":
		return a(0) + " in session"
	case "session_len":
		return "len(session)"
	case "session_clear":
		return "session.clear()"
	case "session_permanent":
		return "session.permanent = " + a(0)
	case "session_rotate":
		return "session.rotate()"
	case "g_set":
		return "g." + str(s.args[0]) + " = " + a(1)
	case "g_get":
		return "g.get(" + a(0) + ")"
	case "url_for":
		if len(s.args) > 1 {
			return "url_for(" + a(0) + keywords(s.args[1]) + ")"
		}
		return "url_for(" + a(0) + ")"
	case "header":
		return "response.headers[" + a(0) + "] = " + a(1)
	case "endpoint":
		return "request.endpoint"
	case "blueprints":
		return "request.blueprints"
	case "view_args":
		return "request.view_args"
	case "pop_view_arg":
		return "request.view_args.pop(" + a(0) + ", None)"
	case "flashes":
		return "get_flashed_messages(with_categories=True)"
	case "flash":
		return "flash(" + items(s.args) + ")"
	case "after_this_request":
		return "after_this_request(" + str(s.args[0]) + ")"
	case "stream":
		return "yield " + a(0)
	case "inner_app_context":
		return "with app.app_context():"
	case "panic":
		return "raise RuntimeError(" + a(0) + ")"
	}
	return s.op + "(" + items(s.args) + ")" // log, abort
}

// body writes an action as the lines of a function.
func body(todo []step, indent string) []string {
	var lines []string
	for _, s := range todo {
		lines = append(lines, indent+s.python())
		if s.op == "inner_app_context" {
			inner, err := stepsOf(s.args[0])
			if err == nil {
				lines = append(lines, body(inner, indent+"    ")...)
			}
		}
	}
	return lines
}

// identifier makes a function's name of a label.
func identifier(label string) string {
	name := strings.Map(func(r rune) rune {
		if r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, label)
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "f" + name
	}
	return name
}
