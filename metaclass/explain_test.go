package metaclass_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

func TestExplain(t *testing.T) {
	w := metaclass.New()
	getter := metaclass.Func1("f", func(metaclass.Value) (metaclass.Value, error) { return 1, nil })
	meta := must(w.Class("M", metaclass.Bases(w.Type()), metaclass.Attr("both", metaclass.NewProperty(getter, nil, nil)), metaclass.Attr("m", 1)))(t)
	base := must(w.Class("Base", metaclass.Meta(meta), metaclass.Attr("x", 1), metaclass.Attr("f", getter)))(t)
	c := must(w.Class("C", metaclass.Bases(base), metaclass.Attr("p", metaclass.NewProperty(getter, nil, nil)), metaclass.Attr("both", 2)))(t)
	hooked := must(w.Class("H", metaclass.Bases(c), metaclass.Def(metaclass.Func2("__getattr__", func(_, n metaclass.Value) (metaclass.Value, error) { return n, nil }))))(t)
	all := must(w.Class("All", metaclass.Bases(c), metaclass.Def(metaclass.Func2("__getattribute__", func(_, n metaclass.Value) (metaclass.Value, error) { return n, nil }))))(t)
	o := object(t, c)
	o.Dict().Set("x", 3)
	o.Dict().Set("p", 3)
	tests := []struct {
		v        metaclass.Value
		name     string
		rule     metaclass.Rule
		class    *metaclass.Class
		shadowed int
	}{
		{o, "x", metaclass.RuleOwn, nil, 1},
		{o, "p", metaclass.RuleData, c, 1},
		{o, "f", metaclass.RuleDescriptor, base, 0},
		{o, "both", metaclass.RulePlain, c, 0},
		{o, "zz", metaclass.RuleMissing, nil, 0},
		{o, "m", metaclass.RuleMissing, nil, 0},
		{c, "both", metaclass.RuleData, meta, 1},
		{c, "x", metaclass.RuleOwn, base, 0},
		{c, "m", metaclass.RulePlain, meta, 0},
		{object(t, hooked), "zz", metaclass.RuleGetattr, hooked, 0},
		{object(t, hooked), "x", metaclass.RulePlain, base, 1},
		{object(t, all), "x", metaclass.RuleHook, all, 1},
		{3, "zz", metaclass.RuleMissing, nil, 0},
	}
	for _, tt := range tests {
		e := w.Explain(tt.v, tt.name)
		require.Equal(t, tt.rule, e.Answer.Rule, "%v", e)
		require.Equal(t, tt.class, e.Answer.Class, "%v", e)
		require.Len(t, e.Shadowed, tt.shadowed, "%v", e)
		require.NotEmpty(t, e.Searched)
	}
	require.Equal(t, "zz: nothing has it", w.Explain(o, "zz").String())
}

func TestGraphOfMetaclasses(t *testing.T) {
	w := metaclass.New()
	meta := must(w.Class("M", metaclass.Bases(w.Type())))(t)
	a := must(w.Class("A", metaclass.Meta(meta)))(t)
	b := must(w.Class("B", metaclass.Bases(a)))(t)
	g := w.Graph(a)
	kinds := map[string]bool{}
	for _, n := range g.Nodes {
		kinds[n.Name] = n.Meta
	}
	require.Equal(t, map[string]bool{"object": false, "type": true, "M": true, "A": false, "B": false}, kinds)
	require.Equal(t, g, w.Graph(a))
	require.Equal(t, "B", b.Name())
}
