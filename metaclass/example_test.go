package metaclass_test

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"underhood/metaclass"
)

// The three lines of Python, with a world in place of the interpreter.
func Example() {
	w := metaclass.New()
	// A = type('A', (), {})
	v, err := w.Call(w.Type(), "A", metaclass.Tuple{}, metaclass.NewDict())
	if err != nil {
		fmt.Println(err)
		return
	}
	a := v.(*metaclass.Class)
	// a = A()
	o, _ := a.New()
	fmt.Println(w.TypeOf(o).Name(), w.TypeOf(a).Name(), w.TypeOf(w.Type()).Name())
	for _, c := range a.MRO() {
		fmt.Print(c.Name(), " ")
	}
	// Output:
	// A type type
	// A object
}

// A class with a method, a property and a subclass that calls up.
func ExampleWorld_Class() {
	w := metaclass.New()
	shape, _ := w.Class("Shape",
		metaclass.Method("describe", func(c *metaclass.Call) (metaclass.Value, error) {
			area, err := metaclass.Get[int](c.Self(), "area")
			return fmt.Sprint("area ", area), err
		}))
	square, _ := w.Class("Square",
		metaclass.Bases(shape),
		metaclass.Method("__init__", func(c *metaclass.Call) (metaclass.Value, error) {
			side, err := c.Arg(1)
			if err != nil {
				return nil, err
			}
			return metaclass.None, c.World.SetAttr(c.Self(), "side", side)
		}),
		metaclass.Attr("area", metaclass.NewProperty(metaclass.Func1("area", func(self metaclass.Value) (metaclass.Value, error) {
			side, err := metaclass.Get[int](self, "side")
			return side * side, err
		}), nil, nil)),
		metaclass.Method("describe", func(c *metaclass.Call) (metaclass.Value, error) {
			s, err := c.CallSuper("describe")
			return fmt.Sprint("a square of ", s), err
		}))
	s, _ := square.New(3)
	text, _ := w.CallMethod(s, "describe")
	fmt.Println(text)
	_, err := w.GetAttr(s, "radius")
	var missing *metaclass.AttributeError
	fmt.Println(errors.As(err, &missing), missing.Name)
	fmt.Println(err)
	// Output:
	// a square of area 9
	// true radius
	// AttributeError: 'Square' object has no attribute 'radius'
}

// A metaclass that keeps a list of its classes: derived from type, like any class.
func ExampleMeta() {
	w := metaclass.New()
	var registry []string
	registered, _ := w.Class("Registered",
		metaclass.Bases(w.Type()),
		metaclass.Method("__init__", func(c *metaclass.Call) (metaclass.Value, error) {
			name, err := metaclass.As[string](c.Args[1])
			registry = append(registry, name)
			return metaclass.None, err
		}))
	plugin, _ := w.Class("Plugin", metaclass.Meta(registered))
	w.Class("Reader", metaclass.Bases(plugin))
	w.Class("Writer", metaclass.Bases(plugin))
	fmt.Println(registry, w.TypeOf(plugin).Name())
	// Output: [Plugin Reader Writer] Registered
}

// Python's five ways to one instance, on a world.
func Example_singletons() {
	w := metaclass.New()
	same := func(form string, make func() (metaclass.Value, error)) {
		a, err := make()
		if err != nil {
			fmt.Println(form, err)
			return
		}
		b, _ := make()
		fmt.Println(form, metaclass.Is(a, b))
	}
	config, _ := w.Class("Config")

	// 1. A global of a module: made once, when the module is.
	global, _ := config.New()
	same("global:", func() (metaclass.Value, error) { return global, nil })

	// 2. __new__: intercept, ask whether it exists, return it.
	byNew, _ := w.Class("ByNew", metaclass.Attr("instance", metaclass.None),
		metaclass.Method("__new__", func(c *metaclass.Call) (metaclass.Value, error) {
			cls := c.Self()
			if v, err := w.GetAttr(cls, "instance"); err != nil || v != metaclass.None {
				return v, err
			}
			v, err := c.CallSuper("__new__", cls)
			if err != nil {
				return nil, err
			}
			return v, w.SetAttr(cls, "instance", v)
		}))
	same("__new__:", func() (metaclass.Value, error) { return byNew.New() })

	// 3. __call__ of the metaclass: the same three steps, caught at another place.
	single, _ := w.Class("Single", metaclass.Bases(w.Type()), metaclass.Attr("instance", metaclass.None),
		metaclass.Method("__call__", func(c *metaclass.Call) (metaclass.Value, error) {
			cls := c.Self()
			if v, err := w.GetAttr(cls, "instance"); err != nil || v != metaclass.None {
				return v, err
			}
			v, err := c.CallSuper("__call__")
			if err != nil {
				return nil, err
			}
			return v, w.SetAttr(cls, "instance", v)
		}))
	byMeta, _ := w.Class("ByMeta", metaclass.Meta(single))
	same("metaclass:", func() (metaclass.Value, error) { return byMeta.New() })

	// 4. A function as decorator: the name no longer stands for the class.
	decorate := func(cls *metaclass.Class) *metaclass.Function {
		var instance metaclass.Value
		return metaclass.Func0(cls.Name(), func() (metaclass.Value, error) {
			if instance != nil {
				return instance, nil
			}
			var err error
			instance, err = cls.New()
			return instance, err
		})
	}
	decorated := decorate(config)
	same("function decorator:", func() (metaclass.Value, error) { return w.Call(decorated) })

	// 5. A class as decorator: its instance stands for the class.
	keeper, _ := w.Class("Keeper",
		metaclass.Method("__init__", func(c *metaclass.Call) (metaclass.Value, error) {
			return metaclass.None, errors.Join(
				w.SetAttr(c.Self(), "cls", c.Args[1]), w.SetAttr(c.Self(), "instance", metaclass.None))
		}),
		metaclass.Method("__call__", func(c *metaclass.Call) (metaclass.Value, error) {
			if v, err := w.GetAttr(c.Self(), "instance"); err != nil || v != metaclass.None {
				return v, err
			}
			v, err := w.CallMethod(c.Self(), "cls")
			if err != nil {
				return nil, err
			}
			return v, w.SetAttr(c.Self(), "instance", v)
		}))
	kept, _ := keeper.New(config)
	same("class decorator:", func() (metaclass.Value, error) { return w.Call(kept) })
	// Output:
	// global: true
	// __new__: true
	// metaclass: true
	// function decorator: true
	// class decorator: true
}

// celsius is a data descriptor in Go: it answers before the instance's own dict.
type celsius struct{ name string }

func (c *celsius) DescrSetName(_ *metaclass.Class, name string) error {
	c.name = "_" + name
	return nil
}

func (c *celsius) DescrGet(inst metaclass.Value, _ *metaclass.Class) (metaclass.Value, error) {
	if inst == nil {
		return c, nil
	}
	return metaclass.Get[float64](inst, c.name)
}

func (c *celsius) DescrSet(inst, v metaclass.Value) error {
	t, err := metaclass.As[float64](v)
	if err != nil {
		return err
	}
	if t < -273.15 {
		return metaclass.Raise("ValueError", "%.1f is below absolute zero", t)
	}
	return inst.(*metaclass.Object).Set(c.name, t)
}

func ExampleSetter() {
	w := metaclass.New()
	room, _ := w.Class("Room", metaclass.Attr("temperature", &celsius{}))
	v, _ := room.New()
	o := v.(*metaclass.Object)
	fmt.Println(o.Set("temperature", 21.5), o.Set("temperature", -300.0))
	t, _ := o.Get("temperature")
	fmt.Println(t)
	// Output:
	// <nil> ValueError: -300.0 is below absolute zero
	// 21.5
}

// A site remembers what it found, and sees every change.
func ExampleSite() {
	w := metaclass.New()
	c, _ := w.Class("C", metaclass.Def(metaclass.Func1("area", func(metaclass.Value) (metaclass.Value, error) { return 1, nil })))
	o, _ := c.New()
	area := metaclass.NewSite("area")
	for range 3 {
		v, _ := area.Call0(o)
		fmt.Print(v, " ")
	}
	c.Set("area", metaclass.Func1("area", func(metaclass.Value) (metaclass.Value, error) { return 2, nil }))
	v, _ := area.Call0(o)
	fmt.Println(v, w.Stats().SiteMisses)
	// Output: 1 1 1 2 2
}

// The error says which constraints clash, beyond the names Python gives.
func ExampleOrderError() {
	w := metaclass.New()
	x, _ := w.Class("X")
	y, _ := w.Class("Y")
	a, _ := w.Class("A", metaclass.Bases(x, y))
	b, _ := w.Class("B", metaclass.Bases(y, x))
	_, err := w.Class("C", metaclass.Bases(a, b))
	var order *metaclass.OrderError
	errors.As(err, &order)
	fmt.Println(err)
	fmt.Println(order.Clashes[0])
	// Output:
	// TypeError: Cannot create a consistent method resolution
	// order (MRO) for bases X, Y
	// X before Y by A, behind it by B
}

func ExampleLinearize() {
	w := metaclass.New()
	a, _ := w.Class("A")
	b, _ := w.Class("B", metaclass.Bases(a))
	c, _ := w.Class("C", metaclass.Bases(a))
	metaclass.Linearize([]*metaclass.Class{b, c}, func(s metaclass.MergeStep) {
		for _, l := range s.Lists {
			fmt.Print("[")
			for _, c := range l {
				fmt.Print(" ", c.Name())
			}
			fmt.Print(" ] ")
		}
		fmt.Println("take", s.Taken.Name())
	})
	// Output:
	// [ B A object ] [ C A object ] [ B C ] take B
	// [ A object ] [ C A object ] [ C ] take C
	// [ A object ] [ A object ] [ ] take A
	// [ object ] [ object ] [ ] take object
}

func ExampleWorld_Explain() {
	w := metaclass.New()
	base, _ := w.Class("Base", metaclass.Attr("x", 1))
	c, _ := w.Class("C", metaclass.Bases(base), metaclass.Attr("x", metaclass.NewProperty(
		metaclass.Func1("x", func(metaclass.Value) (metaclass.Value, error) { return 2, nil }), nil, nil)))
	v, _ := c.New()
	v.(*metaclass.Object).Dict().Set("x", 3)
	fmt.Println(w.Explain(v, "x"))
	// Output:
	// x: data descriptor of the type, in C
	//   hides: its own
	//   hides: plain attribute of the type, in Base
}

func ExampleGraph_WriteDOT() {
	w := metaclass.New()
	a, _ := w.Class("A")
	o, _ := a.New()
	w.Graph(o).WriteDOT(os.Stdout)
	// Output:
	// digraph classes {
	// 	rankdir=BT
	// 	n0 [label="a A" shape=ellipse]
	// 	n1 [label="object" shape=box]
	// 	n2 [label="type" shape=doubleoctagon]
	// 	n3 [label="A" shape=box]
	// 	n0 -> n3 [style=dashed]
	// 	n1 -> n2 [style=dashed]
	// 	n2 -> n1
	// 	n2 -> n2 [style=dashed]
	// 	n3 -> n1
	// 	n3 -> n2 [style=dashed]
	// }
}

func ExampleWithHook() {
	w := metaclass.New(metaclass.WithHook(func(e metaclass.Event) { fmt.Println(e.Kind, e.Name) }))
	w.Class("A", metaclass.Attr("t", &celsius{}))
	// Output:
	// prepare A
	// new A
	// order A
	// set name t
	// made A
}

func ExampleWithStackLimit() {
	w := metaclass.New(metaclass.WithStackLimit(1 << 20))
	c, _ := w.Class("C", metaclass.Method("__getattr__", func(c *metaclass.Call) (metaclass.Value, error) {
		return c.World.GetAttr(c.Self(), "another")
	}))
	o, _ := c.New()
	_, err := w.GetAttr(o, "x")
	fmt.Println(err)
	// Output: RecursionError: maximum recursion depth exceeded
}

func ExampleClass_SetBases() {
	w := metaclass.New()
	a, _ := w.Class("A", metaclass.Attr("x", "A"))
	b, _ := w.Class("B", metaclass.Attr("x", "B"))
	c, _ := w.Class("C", metaclass.Bases(a))
	d, _ := w.Class("D", metaclass.Bases(c))
	c.SetBases(b)
	x, _ := d.Get("x")
	fmt.Println(x, c.SetBases(d))
	// Output: B TypeError: a __bases__ item causes an inheritance cycle
}

func ExampleAbstract() {
	w := metaclass.New()
	shape, _ := w.Class("Shape", metaclass.Meta(w.BuiltinClass("ABCMeta")), metaclass.Abstract("area"))
	_, err := shape.New()
	fmt.Println(err)
	w.CallMethod(shape, "register", w.BuiltinClass("int"))
	is, _ := w.IsInstance(3, shape)
	fmt.Println(is)
	// Output:
	// TypeError: Can't instantiate abstract class Shape with abstract method area
	// true
}

func ExampleSlots() {
	w := metaclass.New()
	point, _ := w.Class("Point", metaclass.Slots("x", "y"))
	v, _ := point.New()
	o := v.(*metaclass.Object)
	fmt.Println(o.Set("x", 1), o.Set("z", 3))
	// Output: <nil> AttributeError: 'Point' object has no attribute 'z'
}

func ExampleWorld_Super() {
	w := metaclass.New()
	a, _ := w.Class("A", metaclass.Attr("x", "A's"))
	b, _ := w.Class("B", metaclass.Bases(a), metaclass.Attr("x", "B's"))
	o, _ := b.New()
	s, _ := w.Super(b, o)
	x, _ := s.Get("x")
	fmt.Println(x)
	// Output: A's
}

func ExampleWorld_Execute() {
	w := metaclass.New()
	// class C(metaclass=print_name): x = 1
	v, err := w.Execute(metaclass.Statement{
		Name: "C",
		Meta: metaclass.Func3("print_name", func(name, _, ns metaclass.Value) (metaclass.Value, error) {
			x, _ := ns.(*metaclass.Dict).Get("x")
			return fmt.Sprint(name, " with x = ", x), nil
		}),
		Body: func(b *metaclass.Body) error { return b.Set("x", 1) },
	})
	fmt.Println(v, err)
	// Output: C with x = 1 <nil>
}

func ExampleClass_NewNative() {
	type user struct{ name string }
	w := metaclass.New()
	c, _ := w.Class("User", metaclass.Def(metaclass.Func1("hello", func(self metaclass.Value) (metaclass.Value, error) {
		u, err := metaclass.As[*user](self)
		if err != nil {
			return nil, err
		}
		return "hello " + u.name, nil
	})))
	o, _ := c.NewNative(&user{"Ada"})
	fmt.Println(o.Call("hello"))
	// Output: hello Ada <nil>
}

func ExampleNewClassMethod() {
	w := metaclass.New()
	c, _ := w.Class("C",
		metaclass.Attr("make", metaclass.NewClassMethod(metaclass.Func1("make", func(cls metaclass.Value) (metaclass.Value, error) {
			return cls.(*metaclass.Class).New()
		}))),
		metaclass.Attr("twice", metaclass.NewStaticMethod(metaclass.Func1("twice", func(n metaclass.Value) (metaclass.Value, error) {
			return n.(int) * 2, nil
		}))))
	o, _ := c.Call("make")
	n, _ := c.Call("twice", 21)
	fmt.Println(w.TypeOf(o).Name(), n)
	// Output: C 42
}

func ExampleDict() {
	d := metaclass.NewDict()
	d.Set("b", 1)
	d.SetItem(1, "one")
	d.SetItem(true, "one again") // True == 1
	for k, v := range d.All() {
		fmt.Print(k, "=", v, " ")
	}
	fmt.Println(d.SetItem(metaclass.NewList(), 0))
	// Output: b=1 1=one again TypeError: unhashable type: 'list'
}

func ExampleClass_Subclasses() {
	w := metaclass.New()
	a, _ := w.Class("A")
	kept := []*metaclass.Class{}
	for _, name := range []string{"B", "C"} {
		c, _ := w.Class(name, metaclass.Bases(a))
		kept = append(kept, c) // the list is weak
	}
	for c := range a.Subclasses() {
		fmt.Print(c.Name(), " ", slices.Contains(kept, c), " ")
	}
	// Output: B true C true
}
