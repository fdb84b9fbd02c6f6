package metaclass

import (
	"fmt"

	mc "underhood/metaclass"
)

// world is what the library's loops work on: the classes of the twin.
type world struct {
	*mc.World
	point, derived, hooked, shallow, deep *mc.Object
	pointClass, other, root               *mc.Class
}

// threeOf is the body of a function that gives three, whatever it is called on.
func threeOf(mc.Value) (mc.Value, error) { return each, nil }

func newWorld() (*world, error) {
	w := &world{World: mc.New()}
	class := func(name string, base *mc.Class, ns map[string]mc.Value) *mc.Class {
		d := mc.NewDict()
		for name, v := range ns {
			d.Set(name, v)
		}
		return as[*mc.Class](w.Type().New(name, mc.Tuple{base}, d))
	}
	three := mc.Func1("m", threeOf)
	w.pointClass = class("Point", w.Object(), map[string]mc.Value{
		"__init__": mc.Func1("__init__", func(self mc.Value) (mc.Value, error) {
			if err := w.SetAttr(self, "y", 1); err != nil {
				return nil, err
			}
			return mc.None, w.SetAttr(self, "x", each)
		}),
		"m": three, "p": mc.NewProperty(three, nil, nil),
	})
	w.other = class("Other", w.Object(), nil)
	w.root = class("Root", w.Object(), map[string]mc.Value{"k": each})
	chain := []*mc.Class{w.root}
	for depth := range 16 {
		chain = append(chain, class("Chain", chain[depth], nil))
	}
	w.point, w.shallow, w.deep = object(w.pointClass), object(chain[1]), object(chain[16])
	w.derived = object(class("Derived", w.pointClass, map[string]mc.Value{
		"m": mc.Func1("m", func(mc.Value) (mc.Value, error) { return 0, nil }),
	}))
	w.hooked = object(class("Hooked", w.Object(), map[string]mc.Value{
		"__getattr__": mc.Func2("__getattr__", func(_, _ mc.Value) (mc.Value, error) { return each, nil }),
	}))
	return w, nil
}

func object(c *mc.Class) *mc.Object { return as[*mc.Object](c.New()) }

// as is for results whose type the benchmark knows.
func as[T any](v mc.Value, err error) T {
	if err != nil {
		panic(err)
	}
	t, ok := v.(T)
	if !ok {
		panic(fmt.Sprintf("%v is a %[1]T", v))
	}
	return t
}
