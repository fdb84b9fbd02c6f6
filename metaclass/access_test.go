package metaclass_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	mc "underhood/metaclass"
)

// TestAccessors: what the values of a world say of themselves.
func TestAccessors(t *testing.T) {
	var heard mc.Value
	w := mc.New()
	base, err := w.Class("Base", mc.Module("shapes"), mc.Method("__init_subclass__", func(c *mc.Call) (mc.Value, error) {
		heard = c.Kw[0].Value
		return mc.None, nil
	}), mc.Method("who", func(*mc.Call) (mc.Value, error) { return "base", nil }))
	require.NoError(t, err)
	c, err := w.Class("C", mc.Bases(base), mc.Keyword("colour", "red"), mc.Slots("x"), mc.Method("who", func(c *mc.Call) (mc.Value, error) {
		s, err := c.Super()
		if err != nil {
			return nil, err
		}
		return s.Call("who")
	}))
	require.NoError(t, err)
	require.Equal(t, "red", heard)
	require.Same(t, w, c.World())
	require.Same(t, w.Type(), c.Class())

	module, ok := base.Own("__module__")
	require.True(t, ok)
	require.Equal(t, "shapes", module)
	_, ok = c.Own("nothing")
	require.False(t, ok)

	before := c.Version()
	require.NoError(t, base.Set("y", 1))
	require.NotEqual(t, before, c.Version(), "a subclass sees the change")
	y, owner, ok := c.Find("y")
	require.True(t, ok)
	require.Equal(t, 1, y)
	require.Same(t, base, owner)

	who, _ := base.Own("who")
	f, ok := who.(*mc.Function)
	require.True(t, ok)
	require.Equal(t, "who", f.Name())
	require.Equal(t, "x", mc.NewSite("x").Name())
	x, _ := c.Own("x")
	m, ok := x.(*mc.Member)
	require.True(t, ok)
	require.Equal(t, "x", m.Name())
	require.Same(t, c, m.Class())

	o, err := c.New()
	require.NoError(t, err)
	answer, err := w.CallMethod(o, "who")
	require.NoError(t, err)
	require.Equal(t, "base", answer)
	s, err := w.Super(c, o)
	require.NoError(t, err)
	require.Same(t, c, s.Class())

	held, err := base.NewNative(7)
	require.NoError(t, err)
	require.Equal(t, 7, held.Native())
	bare, err := base.New()
	require.NoError(t, err)
	object, ok := bare.(*mc.Object)
	require.True(t, ok)
	require.Nil(t, object.Native())
	require.Positive(t, c.Dict().Len())
}

// TestDictKeys: keys of every hashable kind, equal ones being one key as in Python.
func TestDictKeys(t *testing.T) {
	w := mc.New()
	d := mc.NewDict()
	keys := []mc.Value{"a", 1, 2.5, mc.None, mc.Tuple{1, "b"}, w.Object()}
	for i, k := range keys {
		require.NoError(t, d.SetItem(k, i))
	}
	require.Equal(t, len(keys), d.Len())
	for i, k := range keys {
		v, ok, err := d.GetItem(k)
		require.NoError(t, err)
		require.True(t, ok, "%v", k)
		require.Equal(t, i, v)
	}
	require.NoError(t, d.SetItem(true, "one")) // True == 1, and they hash alike
	v, ok, err := d.GetItem(1)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, "one", v)
	require.Equal(t, len(keys), d.Len())

	copied := d.Copy()
	for _, k := range keys {
		ok, err := d.DelItem(k)
		require.NoError(t, err)
		require.True(t, ok, "%v", k)
	}
	require.Zero(t, d.Len())
	require.Equal(t, len(keys), copied.Len(), "a copy is a dict of its own")

	_, _, err = d.GetItem(mc.NewList())
	var wrong *mc.TypeError
	require.ErrorAs(t, err, &wrong)
	require.Error(t, d.SetItem(mc.NewDict(), 1))
	_, err = d.DelItem(mc.NewList())
	require.Error(t, err)
	require.NoError(t, errors.Unwrap(wrong))
}
