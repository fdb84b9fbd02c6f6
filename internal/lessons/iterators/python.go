package lesson

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// literal is a value as Python writes it.
func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(v) + "'"
	case tuple:
		if len(v) == 1 {
			return "(" + literal(v[0]) + ",)"
		}
		return "(" + literals(v) + ")"
	case list:
		return "[" + literals(v) + "]"
	case []any:
		return "[" + literals(v) + "]"
	}
	return "?"
}

func literals(l []any) string {
	texts := make([]string, len(l))
	for i, v := range l {
		texts[i] = literal(v)
	}
	return strings.Join(texts, ", ")
}

// call is a stage as Python writes it, on inputs of these names. Without names it
// is the short form that a picture has room for.
func call(n *node, names []string) string {
	name := strings.TrimPrefix(strings.TrimPrefix(n.op, "r_"), "m_")
	switch n.op {
	case "chain_from_iterable":
		name = "chain.from_iterable"
	case "iter_sentinel":
		name = "iter"
		for i := range names {
			names[i] += ".__next__"
		}
	}
	before, after := settingsOf(n)
	args := slices.Concat(before, names, after)
	if len(args) == 0 && names == nil && len(n.in) > 0 {
		return name
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}

// settingsOf are the arguments of a stage that go before its inputs and after them.
func settingsOf(n *node) (before, after []string) {
	k := n.kw
	rest := maps.Clone(k)
	if rest == nil {
		rest = kwargs{}
	}
	if fn, ok := k["fn"]; ok {
		delete(rest, "fn")
		name := "None"
		if s, ok := fn.(string); ok {
			name = s
		}
		if n.op == "accumulate" {
			after = append(after, name)
		} else {
			before = append(before, name)
		}
	}
	for _, plainly := range []string{"args", "n", "v", "start", "step", "sentinel", "r", "times"} {
		v, ok := rest[plainly]
		if !ok || plainly == "step" && n.op == "count" && v == int64(1) {
			delete(rest, plainly)
			continue
		}
		delete(rest, plainly)
		if l, ok := v.(list); ok && plainly == "args" {
			after = append(after, literals(l))
		} else {
			after = append(after, literal(v))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		v := rest[name]
		if v == nil || v == false {
			continue
		}
		text := literal(v)
		if s, ok := v.(string); ok && name == "key" {
			text = s
		}
		word := name
		if name == "fill" {
			word = "fillvalue"
		}
		after = append(after, word+"="+text)
	}
	return before, after
}

// variables are what the results of stages are called.
var variables = map[string]string{
	"map": "mapped", "filter": "passed", "filterfalse": "rejected", "takewhile": "head", "dropwhile": "rest",
	"islice": "sliced", "chain": "chained", "chain_from_iterable": "chained", "zip": "pairs", "zip_longest": "pairs",
	"batched": "batches", "enumerate": "numbered", "accumulate": "totals", "pairwise": "pairs", "cycle": "cycled",
	"count": "numbers", "range": "numbers", "repeat": "repeated", "compress": "selected", "starmap": "mapped",
	"iter": "it", "sorted": "ordered", "reversed": "backwards", "product": "products",
}
