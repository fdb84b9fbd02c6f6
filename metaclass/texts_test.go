package metaclass_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	mc "underhood/metaclass"
)

// TestTexts: what values without a __repr__ of their own are printed as. The addresses
// are left out.
func TestTexts(t *testing.T) {
	w := mc.New()
	c, err := w.Class("C", mc.Method("m", func(*mc.Call) (mc.Value, error) { return mc.None, nil }),
		mc.Attr("shared", mc.NewStaticMethod(1)), mc.Attr("__repr__", mc.Func("__repr__", func(*mc.Call) (mc.Value, error) { return "<c>", nil })))
	require.NoError(t, err)
	o, err := c.New()
	require.NoError(t, err)
	m, ok := c.Own("m")
	require.True(t, ok)
	bound, err := w.GetAttr(o, "m")
	require.NoError(t, err)
	super, err := w.Super(c, o)
	require.NoError(t, err)
	length, ok := w.Builtin("len")
	require.True(t, ok)
	slot, err := w.GetAttr(1, "__add__")
	require.NoError(t, err)
	for want, v := range map[string]mc.Value{
		`^<function C\.m at 0x[0-9a-f]+>$|^<function m at 0x[0-9a-f]+>$`: m,
		`^<bound method (C\.)?m of <c>>$`:                                bound,
		`^<super: <class '(__main__\.)?C'>, <C object>>$`:                super,
		`^<built-in function len>$`:                                      length,
		`__add__.* of int object at 0x[0-9a-f]+>$`:                       slot,
	} {
		text, err := w.Repr(v)
		require.NoError(t, err)
		require.Regexp(t, want, text)
	}
}

// TestFloat: float() of all it takes, with CPython's words for what it does not.
func TestFloat(t *testing.T) {
	w := mc.New()
	float := w.BuiltinClass("float")
	for _, c := range []struct {
		args []mc.Value
		want mc.Value
	}{
		{nil, 0.0}, {[]mc.Value{2.5}, 2.5}, {[]mc.Value{7}, 7.0}, {[]mc.Value{true}, 1.0}, {[]mc.Value{" 1e3 "}, 1000.0},
	} {
		got, err := w.Call(float, c.args...)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	_, err := w.Call(float, "x")
	require.ErrorContains(t, err, "could not convert string to float: 'x'")
	_, err = w.Call(float, mc.None)
	require.ErrorContains(t, err, "float() argument must be a string or a real number, not 'NoneType'")
}

// TestDir: the names that a lookup could find, sorted, each once.
func TestDir(t *testing.T) {
	w := mc.New()
	base, err := w.Class("Base", mc.Attr("b", 1), mc.Attr("both", 1))
	require.NoError(t, err)
	c, err := w.Class("C", mc.Bases(base), mc.Attr("both", 2))
	require.NoError(t, err)
	made, err := c.New()
	require.NoError(t, err)
	require.NoError(t, w.SetAttr(made, "own", 1))
	names := func(v mc.Value) (names []mc.Value) {
		l, err := w.CallMethod(v, "__dir__")
		require.NoError(t, err)
		list, ok := l.(*mc.List)
		require.True(t, ok)
		for _, n := range list.Items {
			if s, ok := n.(string); ok && s[0] != '_' {
				names = append(names, n)
			}
		}
		return names
	}
	require.Equal(t, []mc.Value{"b", "both", "own"}, names(made))
}
