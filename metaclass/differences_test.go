package metaclass_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

// The rows of the table in doc.go. What CPython 3.11 does is said beside each.
func TestDifferences(t *testing.T) {
	t.Run("stranger", func(t *testing.T) {
		w := metaclass.New()
		stranger := must(w.Class("S", metaclass.Attr("x", 1)))(t)
		meta := must(w.Class("M", metaclass.Bases(w.Type()),
			metaclass.Method("mro", func(c *metaclass.Call) (metaclass.Value, error) {
				return metaclass.NewList(c.Self(), stranger, w.Object()), nil
			})))(t)
		c := must(w.Class("C", metaclass.Meta(meta)))(t)
		require.Equal(t, 1, must(c.Get("x"))(t))
		require.NoError(t, stranger.Set("x", 2))
		require.Equal(t, 2, must(c.Get("x"))(t)) // CPython, 3.13 too: 1
	})
	t.Run("integers", func(t *testing.T) {
		w := metaclass.New()
		_, err := w.Call(w.BuiltinClass("int"), "9223372036854775808")
		require.Equal(t, "ValueError", metaclass.Kind(err)) // CPython: 9223372036854775808
	})
	t.Run("keys", func(t *testing.T) {
		w := metaclass.New()
		c := must(w.Class("C",
			metaclass.Def(metaclass.Func1("__hash__", func(metaclass.Value) (metaclass.Value, error) { return 1, nil })),
			metaclass.Def(metaclass.Func2("__eq__", func(_, _ metaclass.Value) (metaclass.Value, error) { return true, nil }))))(t)
		d := metaclass.NewDict()
		require.NoError(t, d.SetItem(must(c.New())(t), 1))
		require.NoError(t, d.SetItem(must(c.New())(t), 2))
		require.Equal(t, 2, d.Len()) // CPython: 1
	})
	t.Run("namespace-keys", func(t *testing.T) {
		w := metaclass.New()
		ns := metaclass.NewDict()
		require.NoError(t, ns.SetItem(1, "one"))
		v := must(w.Call(w.Type(), "C", metaclass.Tuple{}, ns))(t)
		d := must(w.Vars(v))(t)
		in := must(w.CallMethod(d, "__contains__", 1))(t)
		require.Equal(t, false, in) // CPython: True
	})
	t.Run("recursion", func(t *testing.T) {
		w := metaclass.New()
		depth := 0
		c := must(w.Class("C", metaclass.Def(metaclass.Func1("m", func(self metaclass.Value) (metaclass.Value, error) {
			if depth++; depth == 5000 {
				return "the end", nil
			}
			return w.CallMethod(self, "m")
		}))))(t)
		v := must(w.CallMethod(must(c.New())(t), "m"))(t)
		require.Equal(t, "the end", v) // CPython: RecursionError at about 1,000
	})
	t.Run("weakref", func(t *testing.T) {
		w := metaclass.New()
		o := must(must(w.Class("C"))(t).New())(t)
		require.Equal(t, metaclass.None, must(w.GetAttr(o, "__weakref__"))(t)) // CPython: None, or a reference
	})
	t.Run("functions", func(t *testing.T) {
		w := metaclass.New()
		f := metaclass.Func1("f", func(a metaclass.Value) (metaclass.Value, error) { return a, nil })
		_, err := w.GetAttr(f, "__code__")
		require.EqualError(t, err, "AttributeError: 'function' object has no attribute '__code__'")
		_, err = w.CallKw(f, nil, []metaclass.Kw{{Name: "a", Value: 1}})
		require.EqualError(t, err, "TypeError: f() got an unexpected keyword argument 'a'") // CPython: 1
	})
	t.Run("built-ins", func(t *testing.T) {
		w := metaclass.New()
		for _, name := range []string{"set", "bytes", "complex", "slice", "Exception"} {
			_, ok := w.Builtin(name)
			require.False(t, ok, name)
		}
		for class, names := range map[string][]string{"list": {"index", "remove", "sort"}, "int": {"bit_length"}, "dict": {"popitem"}} {
			for _, name := range names {
				_, ok, err := w.LookupAttr(w.BuiltinClass(class), name)
				require.NoError(t, err)
				require.False(t, ok, name)
			}
		}
		_, err := w.CallMethod(w.BuiltinClass("int"), "__or__", w.BuiltinClass("str"))
		require.EqualError(t, err, "AttributeError: type object 'int' has no attribute '__or__'") // CPython: int | str
	})
	t.Run("addresses", func(t *testing.T) {
		w := metaclass.New()
		s := must(w.Repr(must(must(w.Class("C"))(t).New())(t)))(t)
		require.True(t, strings.HasPrefix(s, "<__main__.C object at 0x"), s)
	})
	t.Run("super", func(t *testing.T) {
		w := metaclass.New()
		f := metaclass.Func("m", func(c *metaclass.Call) (metaclass.Value, error) { return c.Super() })
		c := must(w.Class("C"))(t)
		require.NoError(t, c.Set("m", f))
		_, err := w.CallMethod(must(c.New())(t), "m")
		re := new(metaclass.RuntimeError)
		require.True(t, errors.As(err, &re))
		require.Equal(t, "super(): __class__ cell not found", re.Message()) // as CPython's super() outside of a class body
	})
}
