package metaclass

import (
	"sync"

	"underhood/bench/harness"
	mc "underhood/metaclass"
)

// works are what the library does in the cases the goals bind.
func works() map[string]harness.Work {
	return map[string]harness.Work{
		"attr_get":          ours(func(w *world, n int) int { return gets(w.point, "x", n) }),
		"attr_set":          ours(sets),
		"method_site":       ours(calls),
		"super":             ours(supers),
		"getattr_hook":      ours(func(w *world, n int) int { return gets(w.hooked, "missing", n) }),
		"property":          ours(func(w *world, n int) int { return gets(w.point, "p", n) }),
		"isinstance":        ours(func(w *world, n int) int { return each * instances(w, w.point, w.pointClass, n) }),
		"isinstance_deep":   ours(func(w *world, n int) int { return each * instances(w, w.deep, w.root, n) }),
		"isinstance_miss":   ours(func(w *world, n int) int { return each * (n - instances(w, w.deep, w.other, n)) }),
		"instantiate":       ours(instantiate),
		"class_create":      ours(createClasses),
		"depth16":           ours(func(w *world, n int) int { return gets(w.deep, "k", n) }),
		"read_after_writes": readAfter(writes),
		"two_readers":       ours(twoReaders),
		"go_method":         oneIn(1, goMethod),
	}
}

// The yardsticks that are the library itself.

func depthWorks() map[string]harness.Work {
	return map[string]harness.Work{"depth16": ours(func(w *world, n int) int { return gets(w.shallow, "k", n) })}
}

func beforeWorks() map[string]harness.Work {
	return map[string]harness.Work{"read_after_writes": readAfter(0)}
}

func readerWorks() map[string]harness.Work {
	return map[string]harness.Work{"two_readers": ours(func(w *world, n int) int { return gets(w.point, "x", n) })}
}

// readAfter reads what has been written so many times, and read each time.
func readAfter(writes int) harness.Work {
	return oneIn(1, func() (loop, error) {
		w, err := newWorld()
		if err != nil {
			return nil, err
		}
		for i := range writes {
			if err := w.root.Set("k", i); err != nil {
				return nil, err
			}
			gets(w.shallow, "k", 1)
		}
		return func(n int) int { return gets(w.shallow, "k", n) }, w.root.Set("k", each)
	})
}

// twoReaders read n times each; their sums must be the same, which is the answer.
func twoReaders(w *world, n int) int {
	var sums [2]int
	var group sync.WaitGroup
	for i := range sums {
		group.Go(func() { sums[i] = gets(w.point, "x", n) })
	}
	group.Wait()
	if sums[0] != sums[1] {
		return -1
	}
	return sums[0]
}

func gets(o *mc.Object, name string, n int) int { return namedGets(o, name, n) }
func calls(w *world, n int) int                 { return namedCalls(w, n) }
func supers(w *world, n int) int                { return namedSupers(w, n) }
func sets(w *world, n int) int                  { return namedSets(w, n) }

// goMethod calls the method of the Go struct that an object holds.
func goMethod() (loop, error) {
	w := mc.New()
	ns := mc.NewDict()
	ns.Set("Add", mc.Func2("Add", func(self, n mc.Value) (mc.Value, error) {
		c, err := mc.As[*Counter](self)
		if err != nil {
			return nil, err
		}
		by, err := mc.As[int](n)
		return c.Add(by), err
	}))
	class := as[*mc.Class](w.Type().New("Counter", mc.Tuple{w.Object()}, ns))
	return func(n int) int {
		o := must(class.NewNative(new(Counter)))
		sum := 0
		for range n {
			sum = as[int](o.Call("Add", each))
		}
		return sum
	}, nil
}
