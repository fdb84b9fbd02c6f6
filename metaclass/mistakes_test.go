package metaclass_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

type nilGetter struct{}

func (nilGetter) DescrGet(metaclass.Value, *metaclass.Class) (metaclass.Value, error) {
	return nil, nil
}

// A body without a result has returned None, wherever it is called from.
func TestNilResultIsNone(t *testing.T) {
	w := metaclass.New()
	nothing := func(name string) metaclass.ClassOption {
		return metaclass.Method(name, func(*metaclass.Call) (metaclass.Value, error) { return nil, nil })
	}
	c := must(w.Class("C", nothing("__init__"), nothing("general"), nothing("__bool__"), nothing("__len__"),
		metaclass.Attr("got", nilGetter{}),
		metaclass.Def(metaclass.Func1("one", func(metaclass.Value) (metaclass.Value, error) { return nil, nil })),
		metaclass.Def(metaclass.Func2("two", func(_, _ metaclass.Value) (metaclass.Value, error) { return nil, nil })),
		metaclass.Def(metaclass.Func3("three", func(_, _, _ metaclass.Value) (metaclass.Value, error) { return nil, nil })),
	))(t)
	o := object(t, c)
	for name, args := range map[string][]metaclass.Value{"general": nil, "one": nil, "two": {1}, "three": {1, 2}} {
		require.Equal(t, metaclass.None, must(o.Call(name, args...))(t), name)
		require.Equal(t, metaclass.None, must(w.CallKw(must(o.Get(name))(t), args, nil))(t), name)
	}
	require.Equal(t, metaclass.None, must(o.Get("got"))(t))
	zero := metaclass.Func0("zero", func() (metaclass.Value, error) { return nil, nil })
	require.Equal(t, metaclass.None, must(w.Call(zero))(t))
	require.Equal(t, metaclass.None, must(metaclass.NewSite("one").Call0(o))(t))

	_, err := w.Truth(o)
	require.EqualError(t, err, "TypeError: __bool__ should return bool, returned NoneType")
	made := must(must(w.Class("N", nothing("__new__")))(t).New())(t)
	require.Equal(t, metaclass.None, made)
	for _, hook := range []string{"__prepare__", "mro"} {
		f := metaclass.Func(hook, func(*metaclass.Call) (metaclass.Value, error) { return nil, nil })
		var v metaclass.Value = f
		if hook == "__prepare__" {
			v = metaclass.NewClassMethod(f)
		}
		meta := must(w.Class("Meta", metaclass.Bases(w.Type()), metaclass.Attr(hook, v)))(t)
		_, err = w.Class("D", metaclass.Meta(meta))
		require.Equal(t, "TypeError", metaclass.Kind(err), "%s: %v", hook, err)
	}
}

// A panic of what the package calls back is an error where one can be returned.
func TestCallbacksPanic(t *testing.T) {
	w := metaclass.New()
	a := must(w.Class("A"))(t)
	_, err := w.Execute(metaclass.Statement{Name: "B", Body: func(*metaclass.Body) error { panic("boom") }})
	var e *metaclass.PanicError
	require.ErrorAs(t, err, &e)
	_, err = metaclass.Linearize([]*metaclass.Class{a}, func(metaclass.MergeStep) { panic("boom") })
	require.ErrorAs(t, err, &e)
}

func TestNilAndForeignClasses(t *testing.T) {
	w, other := metaclass.New(), metaclass.New()
	foreign := must(other.Class("F"))(t)
	meta := must(other.Class("M", metaclass.Bases(other.Type())))(t)
	a := must(w.Class("A"))(t)
	o := object(t, a)
	class := func(opts ...metaclass.ClassOption) error { _, err := w.Class("B", opts...); return err }
	call := func(_ any, err error) error { return err }
	for want, err := range map[string]error{
		"a base is a nil class":               class(metaclass.Bases(nil)),
		"a base is nil":                       class(metaclass.BaseValues(nil)),
		"the metaclass is a nil class":        class(metaclass.Meta((*metaclass.Class)(nil))),
		"option 0 of class B is nil":          class(nil),
		"F is a class of another world":       class(metaclass.Bases(foreign)),
		"M is a class of another world":       class(metaclass.Meta(meta)),
		"a base is a nil class (set)":         a.SetBases(nil),
		"F is a class of another world (set)": a.SetBases(foreign),
		"the class is a nil class":            o.SetClass(nil),
		"F is a class of another world (obj)": o.SetClass(foreign),
		"a base is nil (order)":               call(metaclass.Linearize([]*metaclass.Class{nil}, nil)),
		"F is a class of another world (mro)": call(metaclass.Linearize([]*metaclass.Class{a, foreign}, nil)),
		"the class of super is a nil class":   call(w.Super(nil, o)),
		"F is a class of another world (sup)": call(w.Super(foreign, o)),
		"F is a class of another world (new)": call(w.Call(w.Type(), "B", metaclass.Tuple{foreign}, metaclass.NewDict())),
	} {
		want, _, _ = strings.Cut(want, " (")
		require.EqualError(t, err, "TypeError: "+want)
	}
	require.PanicsWithValue(t, "metaclass: Def of a nil function", func() { metaclass.Def(nil) })
	require.PanicsWithValue(t, "metaclass: New with a nil option", func() { metaclass.New(nil) })
	require.PanicsWithValue(t, "metaclass: function m has no body", func() { metaclass.Method("m", nil) })
	require.PanicsWithValue(t, "metaclass: function m has no body", func() { metaclass.Func1("m", nil) })
	require.EqualError(t, a.Set("__qualname__", 5), "TypeError: can only assign string to A.__qualname__, not 'int'")
}

func TestKindsOfRuntimeError(t *testing.T) {
	for _, kind := range []string{"RecursionError", "NotImplementedError"} {
		err := error(metaclass.Raise(kind, "too %s", "much"))
		var e *metaclass.RuntimeError
		require.ErrorAs(t, err, &e, kind)
		require.Equal(t, "too much", e.Message())
		require.Equal(t, kind, metaclass.Kind(err))
	}
	require.Empty(t, metaclass.Kind(nil))
}

func TestTextsForGo(t *testing.T) {
	w := metaclass.New()
	a := must(w.Class("A"))(t)
	b := must(w.Class("B", metaclass.Bases(a)))(t)
	require.Equal(t, "<class A> <B object> <super of A for B> <world>",
		fmt.Sprint(a, " ", object(t, b), " ", must(w.Super(a, object(t, b)))(t), " ", w))
	require.Equal(t, "<nil class> <nil object> <nil super>", (*metaclass.Class)(nil).String()+" "+
		(*metaclass.Object)(nil).String()+" "+(*metaclass.Super)(nil).String())
}

func TestExplainWhatDelegates(t *testing.T) {
	w := metaclass.New()
	def := func() metaclass.ClassOption { return metaclass.Method("m", nothing) }
	a := must(w.Class("A", def(), metaclass.Attr("x", 1)))(t)
	b := must(w.Class("B", metaclass.Bases(a), def(), metaclass.Attr("x", 2)))(t)
	o := object(t, b)
	m, _ := a.Own("m")
	super := must(w.Super(b, o))(t)
	bound := must(o.Get("m"))(t)
	method, ok := bound.(*metaclass.BoundMethod)
	require.True(t, ok)
	f, ok := method.Func.(*metaclass.Function)
	require.True(t, ok)
	f.Dict().Set("note", "n")
	alias := &metaclass.GenericAlias{Origin: must(w.Class("G", metaclass.Attr("x", 3)))(t), Args: metaclass.Tuple{1}}
	for _, tt := range []struct {
		v     metaclass.Value
		name  string
		rule  metaclass.Rule
		value metaclass.Value
	}{
		{super, "x", metaclass.RulePlain, 1},
		{super, "m", metaclass.RuleDescriptor, m},
		{super, "zz", metaclass.RuleMissing, nil},
		{bound, "note", metaclass.RuleOwn, "n"},
		{bound, "zz", metaclass.RuleMissing, nil},
		{alias, "x", metaclass.RuleOwn, 3},
	} {
		e := w.Explain(tt.v, tt.name)
		require.Equal(t, tt.rule, e.Answer.Rule, "%s: %v", tt.name, e)
		require.True(t, tt.value == nil && e.Answer.Value == nil || metaclass.Is(tt.value, e.Answer.Value), tt.name)
	}
}

func nothing(*metaclass.Call) (metaclass.Value, error) { return metaclass.None, nil }

// An __init_subclass__ that derives from what it is told of never ends by itself. The bound
// is far below that of calls: the orders grow with the depth.
func TestEndlessClasses(t *testing.T) {
	w := metaclass.New()
	made := 0
	base := must(w.Class("Base", metaclass.Method("__init_subclass__", func(c *metaclass.Call) (metaclass.Value, error) {
		made++
		_, err := w.Class("X", metaclass.BaseValues(c.Self()))
		return nil, err
	})))(t)
	_, err := w.Class("Y", metaclass.Bases(base))
	require.Equal(t, "RecursionError", metaclass.Kind(err))
	require.Less(t, made, 5_000)
	require.Greater(t, made, 300)
}
