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

func newWorld() *world {
	w := &world{World: mc.New()}
	three := mc.Func1("m", threeOf)
	w.pointClass = w.class("Point", mc.Def(three), mc.Attr("p", mc.NewProperty(three, nil, nil)), mc.Def(mc.Func1("__init__", initPoint)))
	w.other = w.class("Other")
	w.root = w.class("Root", mc.Attr("k", each))
	chain := []*mc.Class{w.root}
	for depth := range 16 {
		chain = append(chain, w.class("Chain", mc.Bases(chain[depth])))
	}
	w.point, w.shallow, w.deep = object(w.pointClass), object(chain[1]), object(chain[16])
	w.derived = object(w.class("Derived", mc.Bases(w.pointClass), mc.Def(mc.Func1("m", zeroOf))))
	w.hooked = object(w.class("Hooked", mc.Def(mc.Func2("__getattr__", hook))))
	return w
}

func (w *world) class(name string, opts ...mc.ClassOption) *mc.Class {
	return must(w.Class(name, opts...))
}

// The bodies of the functions.

func threeOf(mc.Value) (mc.Value, error)   { return each, nil }
func zeroOf(mc.Value) (mc.Value, error)    { return 0, nil }
func hook(_, _ mc.Value) (mc.Value, error) { return each, nil }

var setX, setY = mc.NewSite("x"), mc.NewSite("y")

func initPoint(self mc.Value) (mc.Value, error) {
	if err := setY.Set(self, 1); err != nil {
		return nil, err
	}
	return mc.None, setX.Set(self, each)
}

func object(c *mc.Class) *mc.Object { return as[*mc.Object](c.New()) }

// number is what an operation gives. It is small, so that it is inlined.
func number(v mc.Value, err error) int {
	n, ok := v.(int)
	if !ok {
		panic(err)
	}
	return n
}

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
