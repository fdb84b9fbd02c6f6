package metaclass

import (
	"sync"

	"underhood/bench/harness"
	mc "underhood/metaclass"
	"underhood/metaclass/structs"
)

// works are what the library does in the cases the goals bind.
func works() map[string]harness.Work {
	return map[string]harness.Work{
		"attr_get":          ours(func(w *world, n int) int { return gets(w.point, siteX, n) }),
		"attr_set":          ours(sets),
		"method_site":       ours(calls),
		"super":             ours(supers),
		"getattr_hook":      ours(func(w *world, n int) int { return gets(w.hooked, siteMissing, n) }),
		"property":          ours(func(w *world, n int) int { return gets(w.point, siteP, n) }),
		"isinstance":        ours(func(w *world, n int) int { return each * instances(w, w.point, w.pointClass, n) }),
		"isinstance_deep":   ours(func(w *world, n int) int { return each * instances(w, w.deep, w.root, n) }),
		"isinstance_miss":   ours(func(w *world, n int) int { return each * (n - instances(w, w.deep, w.other, n)) }),
		"instantiate":       ours(instantiate),
		"class_create":      ours(createClasses),
		"depth16":           ours(func(w *world, n int) int { return gets(w.deep, siteK, n) }),
		"read_after_writes": readAfter(writes),
		"two_readers":       ours(twoReaders),
		"go_method":         oneIn(1, goMethod),
	}
}

// The sites, one for each place a program would have.
var (
	siteX, siteP, siteK = mc.NewSite("x"), mc.NewSite("p"), mc.NewSite("k")
	siteMissing         = mc.NewSite("missing")
	siteM, siteSuper    = mc.NewSite("m"), mc.NewSite("m")
	siteAdd             = mc.NewSite("Add")
)

func gets(o *mc.Object, site *mc.Site, n int) (sum int) {
	for range n {
		sum += number(site.Get(o))
	}
	return sum
}

func calls(w *world, n int) (sum int) {
	o := w.point
	for range n {
		sum += number(siteM.Call0(o))
	}
	return sum
}

func supers(w *world, n int) (sum int) {
	o := w.derived
	cls := o.Class()
	for range n {
		sum += number(siteSuper.Super0(cls, o))
	}
	return sum
}

func sets(w *world, n int) int {
	o := w.point
	for range n {
		if err := setX.Set(o, each); err != nil {
			panic(err)
		}
	}
	return number(siteX.Get(o)) * n
}

func instances(w *world, o *mc.Object, c *mc.Class, n int) (count int) {
	for range n {
		if is, err := w.IsInstance(o, c); is && err == nil {
			count++
		}
	}
	return count
}

func instantiate(w *world, n int) (sum int) {
	for range n {
		sum += number(siteX.Get(object(w.pointClass)))
	}
	return sum
}

func createClasses(w *world, n int) (sum int) {
	f, bases := mc.Func1("a", threeOf), mc.Tuple{w.pointClass}
	for range n {
		ns := mc.NewDict()
		ns.Set("a", f)
		ns.Set("b", f)
		ns.Set("c", f)
		c := as[*mc.Class](w.Type().New("C", bases, ns))
		if _, ok := c.Own("a"); ok {
			sum += each
		}
	}
	return sum
}

// The yardsticks that are the library itself.

func depthWorks() map[string]harness.Work {
	return map[string]harness.Work{"depth16": ours(func(w *world, n int) int { return gets(w.shallow, siteK, n) })}
}

func beforeWorks() map[string]harness.Work {
	return map[string]harness.Work{"read_after_writes": readAfter(0)}
}

func readerWorks() map[string]harness.Work {
	return map[string]harness.Work{"two_readers": ours(func(w *world, n int) int { return gets(w.point, siteX, n) })}
}

// readAfter reads what has been written so many times, and read each time.
func readAfter(writes int) harness.Work {
	return oneIn(1, func() (loop, error) {
		w := newWorld()
		for i := range writes {
			if err := w.root.Set("k", i); err != nil {
				return nil, err
			}
			gets(w.shallow, siteK, 1)
		}
		return func(n int) int { return gets(w.shallow, siteK, n) }, w.root.Set("k", each)
	})
}

// twoReaders read n times each; their sums must be the same, which is the answer.
func twoReaders(w *world, n int) int {
	var sums [2]int
	var group sync.WaitGroup
	for i := range sums {
		group.Go(func() { sums[i] = gets(w.point, siteX, n) })
	}
	group.Wait()
	if sums[0] != sums[1] {
		return -1
	}
	return sums[0]
}

// goMethod calls a method of a registered struct, with a number that stays one.
func goMethod() (loop, error) {
	class, err := structs.Register[Counter](mc.New(), structs.Method1((*Counter).Add))
	if err != nil {
		return nil, err
	}
	return func(n int) (sum int) {
		o := object(class)
		for range n {
			if sum, err = structs.Call1[int](siteAdd, o, each); err != nil {
				panic(err)
			}
		}
		return sum
	}, nil
}
