package metaclass_test

import (
	"errors"
	"fmt"
	"time"

	"underhood/metaclass"
)

func ExampleRaise() {
	err := fmt.Errorf("loading: %w", metaclass.Raise("ValueError", "%d is too old", 1900))
	var v *metaclass.ValueError
	fmt.Println(errors.As(err, &v), v.Message(), metaclass.Kind(err))
	// Output: true 1900 is too old ValueError
}

func ExamplePanicError() {
	w := metaclass.New()
	_, err := w.Call(metaclass.Func0("f", func() (metaclass.Value, error) { panic("out of cheese") }))
	var p *metaclass.PanicError
	fmt.Println(errors.As(err, &p), p.Value, err)
	// Output: true out of cheese SystemError: panic: out of cheese
}

func ExampleGet() {
	w := metaclass.New()
	c, _ := w.Class("C", metaclass.Attr("n", 42))
	n, err := metaclass.Get[int](c, "n")
	_, wrong := metaclass.Get[string](c, "n")
	fmt.Println(n, err, wrong)
	// Output: 42 <nil> TypeError: int is no string
}

func ExampleNewList() {
	w := metaclass.New()
	l := metaclass.NewList(1, "two", metaclass.Tuple{metaclass.None})
	w.CallMethod(l, "append", true)
	fmt.Println(w.Repr(l))
	// Output: [1, 'two', (None,), True] <nil>
}

func ExampleNewFrozenSet() {
	s, _ := metaclass.NewFrozenSet("a", "b", "a")
	_, err := metaclass.NewFrozenSet(metaclass.NewList())
	fmt.Println(s.Items(), err)
	// Output: [a b] TypeError: unhashable type: 'list'
}

func ExampleNewBuiltin() {
	w := metaclass.New()
	now := metaclass.NewBuiltin("year", func(*metaclass.World, []metaclass.Value, []metaclass.Kw) (metaclass.Value, error) {
		return time.Date(1991, 2, 20, 0, 0, 0, 0, time.UTC).Year(), nil
	})
	c, _ := w.Class("C", metaclass.Attr("year", now))
	o, _ := c.New()
	fmt.Println(w.CallMethod(o, "year")) // it does not bind
	// Output: 1991 <nil>
}

func ExampleBoundMethod() {
	w := metaclass.New()
	c, _ := w.Class("C", metaclass.Def(metaclass.Func1("m", func(self metaclass.Value) (metaclass.Value, error) {
		return w.TypeOf(self).Name(), nil
	})))
	o, _ := c.New()
	m, _ := w.GetAttr(o, "m")
	fmt.Println(m.(*metaclass.BoundMethod).Self == o)
	fmt.Println(w.Call(m))
	// Output:
	// true
	// C <nil>
}

// The class a function was written in travels with it.
func ExampleFunction_In() {
	w := metaclass.New()
	a, _ := w.Class("A", metaclass.Attr("x", "A's"))
	var f *metaclass.Function
	w.Execute(metaclass.Statement{Name: "B", Bases: []metaclass.Value{a}, UsesCell: true, Body: func(b *metaclass.Body) error {
		f = metaclass.Func("up", func(c *metaclass.Call) (metaclass.Value, error) {
			s, err := c.Super()
			if err != nil {
				return nil, err
			}
			return s.Get("x")
		}).In(b.Cell)
		return b.Set("up", f)
	}})
	fmt.Println(f.Cell().Class().Name())
	other, _ := w.Class("Other", metaclass.Attr("up", f))
	o, _ := other.New()
	_, err := w.CallMethod(o, "up")
	fmt.Println(err)
	// Output:
	// B
	// TypeError: super(type, obj): obj must be an instance or subtype of type
}

func ExampleMangle() {
	fmt.Println(metaclass.Mangle("Account", "__balance"), metaclass.Mangle("Account", "__init__"))
	// Output: _Account__balance __init__
}

func ExampleClass_Dict() {
	w := metaclass.New()
	c, _ := w.Class("C", metaclass.Attr("x", 1))
	x, _ := c.Dict().Get("x")
	err := w.SetItem(c.Dict(), "x", 2)
	fmt.Println(x, err)
	// Output: 1 TypeError: 'mappingproxy' object does not support item assignment
}

func ExampleClass_CacheStats() {
	w := metaclass.New()
	c, _ := w.Class("C", metaclass.Attr("x", 1))
	o, _ := c.New()
	w.GetAttr(o, "x")
	w.HasAttr(o, "y")
	fmt.Printf("%+v\n", c.CacheStats())
	c.Set("x", 2)
	fmt.Println(c.CacheStats().Names, w.Stats().Published > 0)
	// Output:
	// {Names:4 Found:3 Sited:0}
	// 0 true
}

// A list of ints as a base stands for list.
func ExampleGenericAlias() {
	w := metaclass.New()
	ints, _ := w.GetItem(w.BuiltinClass("list"), w.BuiltinClass("int"))
	c, _ := w.Class("Ints", metaclass.BaseValues(ints))
	fmt.Println(w.Repr(ints))
	fmt.Println(c.Bases()[0].Name())
	// Output:
	// list[int] <nil>
	// list
}

// Go values of a type become instances of a class.
func ExampleWorld_Adopt() {
	w := metaclass.New()
	c, _ := w.Class("Duration", metaclass.Def(metaclass.Func1("hours", func(self metaclass.Value) (metaclass.Value, error) {
		return self.(time.Duration).Hours(), nil
	})))
	w.Adopt(time.Second, c)
	fmt.Println(w.CallMethod(90*time.Minute, "hours"))
	// Output: 1.5 <nil>
}

func ExampleWorld_CallKw() {
	w := metaclass.New()
	f := metaclass.Func("f", func(c *metaclass.Call) (metaclass.Value, error) {
		unit, _ := c.Keyword("unit")
		return fmt.Sprint(c.Args[0], unit), nil
	})
	fmt.Println(w.CallKw(f, []metaclass.Value{3}, []metaclass.Kw{{Name: "unit", Value: "kg"}}))
	// Output: 3kg <nil>
}
