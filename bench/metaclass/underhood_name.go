package metaclass

import (
	"underhood/bench/harness"
	mc "underhood/metaclass"
	"underhood/metaclass/structs"
)

// nameWorks are the library asked by name.
func nameWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"attr_get":     ours(func(w *world, n int) int { return namedGets(w.point, "x", n) }),
		"getattr_hook": ours(func(w *world, n int) int { return namedGets(w.hooked, "missing", n) }),
		"property":     ours(func(w *world, n int) int { return namedGets(w.point, "p", n) }),
		"depth16":      ours(func(w *world, n int) int { return namedGets(w.deep, "k", n) }),
		"method_site":  ours(namedCalls),
		"super":        ours(namedSupers),
		"attr_set":     ours(namedSets),
		"go_method":    oneIn(1, namedGoMethod),
	}
}

// ours measures a loop on a world of its own.
func ours(work func(w *world, n int) int) harness.Work {
	return oneIn(1, func() (loop, error) {
		w := newWorld()
		return func(n int) int { return work(w, n) }, nil
	})
}

func namedGets(o *mc.Object, name string, n int) (sum int) {
	for range n {
		sum += number(o.Get(name))
	}
	return sum
}

func namedCalls(w *world, n int) (sum int) {
	for range n {
		sum += number(w.point.Call("m"))
	}
	return sum
}

func namedSupers(w *world, n int) (sum int) {
	cls := w.derived.Class()
	for range n {
		sum += number(w.CallSuper(cls, w.derived, "m"))
	}
	return sum
}

func namedSets(w *world, n int) int {
	o := w.point
	for range n {
		if err := o.Set("x", each); err != nil {
			panic(err)
		}
	}
	return number(o.Get("x")) * n
}

func namedGoMethod() (loop, error) {
	class, err := structs.Register[Counter](mc.New(), structs.Method1((*Counter).Add))
	return func(n int) (sum int) {
		o := object(class)
		for range n {
			sum = number(o.Call("Add", each))
		}
		return sum
	}, err
}
