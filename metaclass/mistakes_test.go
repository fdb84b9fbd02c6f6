package metaclass_test

import (
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
