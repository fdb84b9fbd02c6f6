package metaclass_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

// chain makes a class that has "x" and "m" behind so many bases, and an instance.
func chain(b testing.TB, w *metaclass.World, depth int) (*metaclass.Class, *metaclass.Object) {
	b.Helper()
	root := must(w.Class("Root",
		metaclass.Attr("k", 1),
		metaclass.Def(metaclass.Func1("m", func(self metaclass.Value) (metaclass.Value, error) { return self, nil })),
		metaclass.Attr("p", metaclass.NewProperty(metaclass.Func1("p", func(metaclass.Value) (metaclass.Value, error) { return 1, nil }), nil, nil))))(b)
	c := root
	for range depth - 1 {
		c = must(w.Class("C", metaclass.Bases(c)))(b)
	}
	o, ok := must(c.New())(b).(*metaclass.Object)
	require.True(b, ok)
	return c, o
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}

func BenchmarkGet(b *testing.B) {
	w := metaclass.New()
	_, o := chain(b, w, 1)
	require.NoError(b, o.Set("a", 1))
	require.NoError(b, o.Set("x", 2))
	site := metaclass.NewSite("x")
	b.Run("impl=site", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := site.Get(o); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("impl=name", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := o.Get("x"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkClassAttribute(b *testing.B) {
	for _, depth := range []int{1, 4, 16} {
		_, o := chain(b, metaclass.New(), depth)
		site := metaclass.NewSite("k")
		b.Run(fmt.Sprintf("impl=site/depth=%d", depth), func(b *testing.B) {
			for b.Loop() {
				if _, err := site.Get(o); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("impl=name/depth=%d", depth), func(b *testing.B) {
			for b.Loop() {
				if _, err := o.Get("k"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMethod(b *testing.B) {
	_, o := chain(b, metaclass.New(), 4)
	site := metaclass.NewSite("m")
	b.Run("impl=site", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := site.Call0(o); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("impl=name", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := o.Call("m"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkProperty(b *testing.B) {
	_, o := chain(b, metaclass.New(), 4)
	site := metaclass.NewSite("p")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := site.Get(o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSuper(b *testing.B) {
	w := metaclass.New()
	base, _ := chain(b, w, 2)
	up := metaclass.NewSite("m")
	var derived *metaclass.Class
	derived = must(w.Class("D", metaclass.Bases(base),
		metaclass.Def(metaclass.Func1("m", func(self metaclass.Value) (metaclass.Value, error) { return up.Super0(derived, self) }))))(b)
	o := must(derived.New())(b)
	site := metaclass.NewSite("m")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := site.Call0(o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGetattrHook(b *testing.B) {
	w := metaclass.New()
	c := must(w.Class("C", metaclass.Def(metaclass.Func2("__getattr__", func(self, name metaclass.Value) (metaclass.Value, error) { return self, nil }))))(b)
	o, ok := must(c.New())(b).(*metaclass.Object)
	require.True(b, ok)
	site := metaclass.NewSite("dynamic")
	b.Run("impl=site", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := site.Get(o); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("impl=name", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := o.Get("dynamic"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkIsInstance(b *testing.B) {
	w := metaclass.New()
	for _, depth := range []int{1, 16} {
		c, o := chain(b, w, depth)
		root := c.MRO()[depth-1]
		b.Run(fmt.Sprintf("hit/depth=%d", depth), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if is, err := w.IsInstance(o, root); err != nil || !is {
					b.Fatal(err)
				}
			}
		})
	}
	_, o := chain(b, w, 16)
	other := must(w.Class("Other"))(b)
	b.Run("miss/depth=16", func(b *testing.B) {
		for b.Loop() {
			if is, err := w.IsInstance(o, other); err != nil || is {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCreateClass(b *testing.B) {
	w := metaclass.New()
	base := must(w.Class("Base"))(b)
	m := metaclass.Def(metaclass.Func1("m", func(self metaclass.Value) (metaclass.Value, error) { return self, nil }))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Class("C", metaclass.Bases(base), metaclass.Attr("a", 1), metaclass.Attr("b", 2), m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	w := metaclass.New()
	c := must(w.Class("C"))(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.New(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkClassWrite(b *testing.B) {
	for _, below := range []int{0, 1, 100} {
		w := metaclass.New()
		base := must(w.Class("Base"))(b)
		for range below {
			must(w.Class("C", metaclass.Bases(base)))(b)
		}
		b.Run(fmt.Sprintf("below=%d", below), func(b *testing.B) {
			for b.Loop() {
				if err := base.Set("x", 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReadAfterWrites(b *testing.B) {
	for _, writes := range []int{0, 100_000} {
		w := metaclass.New()
		c, o := chain(b, w, 2)
		site := metaclass.NewSite("k")
		for i := range writes {
			require.NoError(b, c.Set("k", i))
			_, err := site.Get(o)
			require.NoError(b, err)
		}
		b.Run(fmt.Sprintf("writes=%d", writes), func(b *testing.B) {
			for b.Loop() {
				if _, err := site.Get(o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTwoReaders(b *testing.B) {
	_, o := chain(b, metaclass.New(), 2)
	site := metaclass.NewSite("m")
	for _, readers := range []int{1, 2} {
		b.Run(fmt.Sprintf("readers=%d", readers), func(b *testing.B) {
			var group sync.WaitGroup
			for range readers {
				group.Go(func() {
					for range b.N {
						if _, err := site.Call0(o); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			group.Wait()
		})
	}
}
