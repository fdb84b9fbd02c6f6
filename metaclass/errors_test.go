package metaclass_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

func TestPanicBecomesError(t *testing.T) {
	w := metaclass.New()
	bad := func() { panic("boom") }
	c := must(w.Class("C",
		metaclass.Method("general", func(*metaclass.Call) (metaclass.Value, error) { bad(); return metaclass.None, nil }),
		metaclass.Def(metaclass.Func1("one", func(metaclass.Value) (metaclass.Value, error) { bad(); return metaclass.None, nil })),
		metaclass.Def(metaclass.Func2("__getattr__", func(_, _ metaclass.Value) (metaclass.Value, error) { bad(); return metaclass.None, nil })),
		metaclass.Attr("d", panicking{})))(t)
	o := object(t, c)
	for name, f := range map[string]func() error{
		"general": func() error { _, err := o.Call("general"); return err },
		"one":     func() error { _, err := o.Call("one"); return err },
		"hook":    func() error { _, err := o.Get("zz"); return err },
		"get":     func() error { _, err := o.Get("d"); return err },
		"set":     func() error { return o.Set("d", 1) },
		"delete":  func() error { return o.Delete("d") },
		"name": func() error {
			_, err := w.Class("E", metaclass.Attr("d", panicking{name: true}))
			return err
		},
	} {
		var p *metaclass.PanicError
		require.True(t, errors.As(f(), &p), name)
		require.Equal(t, "boom", p.Value)
		require.NotEmpty(t, p.Stack)
		require.Equal(t, "SystemError: panic: boom", p.Error())
	}
}

type panicking struct{ name bool }

func (panicking) DescrGet(metaclass.Value, *metaclass.Class) (metaclass.Value, error) { panic("boom") }

func (panicking) DescrSet(metaclass.Value, metaclass.Value) error { panic("boom") }

func (panicking) DescrDelete(metaclass.Value) error { panic("boom") }

func (p panicking) DescrSetName(*metaclass.Class, string) error {
	if p.name {
		panic("boom")
	}
	return nil
}

// Every way a program can recurse without end is an error, not the end of the process.
func TestEndlessRecursion(t *testing.T) {
	w := metaclass.New(metaclass.WithStackLimit(4 << 20))
	again := func(name string) metaclass.ClassOption {
		return metaclass.Method(name, func(c *metaclass.Call) (metaclass.Value, error) {
			switch name {
			case "__getattr__", "__getattribute__":
				return c.World.GetAttr(c.Self(), "other")
			case "__setattr__":
				return metaclass.None, c.World.SetAttr(c.Self(), "other", 1)
			case "__call__":
				return c.World.Call(c.Self())
			case "__repr__":
				s, err := c.World.Repr(c.Self())
				return s, err
			case "__init__":
				return c.World.Call(c.World.TypeOf(c.Self()))
			case "__len__":
				n, err := c.World.Len(c.Self())
				return n, err
			case "__eq__":
				b, err := c.World.Equal(c.Self(), 1)
				return b, err
			}
			return c.World.CallMethod(c.Self(), name)
		})
	}
	for name, f := range map[string]func(o metaclass.Value) error{
		"__getattr__":      func(o metaclass.Value) error { _, err := w.GetAttr(o, "x"); return err },
		"__getattribute__": func(o metaclass.Value) error { _, err := w.GetAttr(o, "x"); return err },
		"__setattr__":      func(o metaclass.Value) error { return w.SetAttr(o, "x", 1) },
		"__call__":         func(o metaclass.Value) error { _, err := w.Call(o); return err },
		"__repr__":         func(o metaclass.Value) error { _, err := w.Repr(o); return err },
		"__len__":          func(o metaclass.Value) error { _, err := w.Len(o); return err },
		"__eq__":           func(o metaclass.Value) error { _, err := w.Equal(o, 1); return err },
		"method":           func(o metaclass.Value) error { _, err := w.CallMethod(o, "method"); return err },
	} {
		o := object(t, must(w.Class("C", again(name)))(t))
		re := new(metaclass.RecursionError)
		require.True(t, errors.As(f(o), &re), name)
	}
	init := must(w.Class("C", again("__init__")))(t)
	_, err := init.New()
	require.Equal(t, "RecursionError", metaclass.Kind(err))

	// No function takes part: an object that is its own __call__.
	own := must(w.Class("C"))(t)
	o := object(t, own)
	require.NoError(t, own.Set("__call__", o))
	_, err = w.Call(o)
	require.Equal(t, "RecursionError", metaclass.Kind(err))
	l := metaclass.NewList()
	l.Items = append(l.Items, metaclass.Tuple{l})
	require.Equal(t, "[([...],)]", must(w.Repr(l))(t))
}

func TestWrappedAttributeErrorAsksGetattr(t *testing.T) {
	w := metaclass.New()
	prop := func(err error) *metaclass.Property {
		return metaclass.NewProperty(metaclass.Func1("p", func(metaclass.Value) (metaclass.Value, error) { return nil, err }), nil, nil)
	}
	c := must(w.Class("C",
		metaclass.Attr("plain", prop(metaclass.Raise("AttributeError", "no"))),
		metaclass.Attr("wrapped", prop(fmt.Errorf("context: %w", metaclass.Raise("AttributeError", "no")))),
		metaclass.Attr("other", prop(errors.New("a Go error"))),
		metaclass.Def(metaclass.Func2("__getattr__", func(_, _ metaclass.Value) (metaclass.Value, error) { return "asked", nil }))))(t)
	o := object(t, c)
	require.Equal(t, "asked", must(o.Get("plain"))(t))
	require.Equal(t, "asked", must(o.Get("wrapped"))(t))
	_, err := o.Get("other")
	require.EqualError(t, err, "a Go error")
	require.Equal(t, "Exception", metaclass.Kind(err))
}

func TestMisuse(t *testing.T) {
	w := metaclass.New()
	c := must(w.Class("C"))(t)
	require.PanicsWithValue(t, "metaclass: nil is no value", func() { _ = c.Set("x", nil) })
	require.PanicsWithValue(t, "metaclass: nil is no value", func() { metaclass.Attr("x", nil)(nil, nil) })
	require.Panics(t, func() { w.TypeOf(nil) })
	require.Panics(t, func() { metaclass.WithStackLimit(0) })
	require.Panics(t, func() { w.BuiltinClass("no such class") })
	require.Panics(t, func() { _ = metaclass.Raise("NoSuchError", "") })
	_, err := metaclass.Get[int](3, "x")
	require.Error(t, err)
	_, err = metaclass.As[int]("text")
	require.EqualError(t, err, "TypeError: string is no int")
	_, err = w.Class("D", metaclass.Meta(metaclass.Func3("meta", func(_, _, _ metaclass.Value) (metaclass.Value, error) { return 3, nil })))
	require.EqualError(t, err, "TypeError: the class statement of D made a int, not a class")
}

func TestErrorKinds(t *testing.T) {
	for _, kind := range []string{
		"AttributeError", "TypeError", "ValueError", "RuntimeError", "RecursionError", "NameError", "KeyError",
		"IndexError", "AssertionError", "NotImplementedError", "ZeroDivisionError",
	} {
		err := metaclass.Raise(kind, "%d", 1)
		require.Equal(t, kind, metaclass.Kind(fmt.Errorf("wrapped: %w", err)))
		require.EqualError(t, err, kind+": 1")
	}
}
