package lesson

import (
	"slices"
	"strings"

	mc "underhood/metaclass"
)

// hidden are the names that Python puts into namespaces by itself.
var hidden = []string{
	"__module__", "__qualname__", "__doc__", "__dict__", "__weakref__", "__classcell__",
	"__abstractmethods__", "_abc_impl", "__firstlineno__", "__static_attributes__",
}

// render shows a value as the oracle does, without running any code of the program.
func (m *machine) render(v mc.Value, depth int) string {
	if depth > 6 {
		return "..."
	}
	if s, ok := mc.Quote(v); ok {
		return s
	}
	if hashable(v) {
		if name, ok := m.preset[v]; ok && m.env[name] == v {
			return "<" + name + ">"
		}
	}
	switch x := v.(type) {
	case mc.Tuple:
		comma := ""
		if len(x) == 1 {
			comma = ","
		}
		return "(" + m.join(x, depth) + comma + ")"
	case *mc.List:
		return "[" + m.join(x.Items, depth) + "]"
	case *mc.Dict:
		var parts []string
		for k, v := range x.All() {
			parts = m.pair(parts, k, v, depth)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case *mc.MappingProxy:
		var parts []string
		for k, v := range x.All() {
			parts = m.pair(parts, k, v, depth)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case *mc.FrozenSet:
		parts := strings.Split(m.join(x.Items(), depth), ", ")
		slices.Sort(parts)
		return "frozenset(" + strings.Join(parts, ", ") + ")"
	case *mc.Class:
		return "<class " + x.Name() + ">"
	case *mc.BoundMethod:
		tag := m.tags[x.Func]
		if tag == "" {
			tag = "?"
		}
		return "<bound " + tag + " of " + m.render(x.Self, depth+1) + ">"
	}
	typ := m.world.TypeOf(v).Name()
	if tag, ok := m.tags[v]; ok {
		return "<" + typ + " " + tag + ">"
	}
	switch x := v.(type) {
	case *mc.Member:
		return "<member " + x.Name() + " of " + x.Class().Name() + ">"
	case *mc.GetSet:
		if x.IsMember() {
			return "<member " + x.Name() + " of " + x.Class().Name() + ">"
		}
	case *mc.Super:
		return "<super>"
	}
	if name, ok := m.names[v]; ok {
		return "<" + name + ">"
	}
	if n, ok := v.(interface{ Name() string }); ok {
		if _, function := v.(*mc.Function); !function {
			return "<builtin " + n.Name() + ">"
		}
	}
	return "<" + typ + " object>"
}

func (m *machine) join(items []mc.Value, depth int) string {
	parts := make([]string, len(items))
	for i, v := range items {
		parts[i] = m.render(v, depth+1)
	}
	return strings.Join(parts, ", ")
}

func (m *machine) pair(parts []string, k, v mc.Value, depth int) []string {
	key, ok := mc.Quote(k)
	if name, isText := k.(string); isText && slices.Contains(hidden, name) {
		return parts
	}
	if !ok {
		key = m.render(k, depth+1) // the oracle would give its repr
	}
	return append(parts, key+": "+m.render(v, depth+1))
}
