package metaclass_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

// Readers of every kind run beside writers of every kind. What each reader finds must be
// one of the values that were ever there; the race detector sees to the rest.
func TestReadersAndWriters(t *testing.T) {
	w := metaclass.New()
	self := metaclass.Def(metaclass.Func1("m", func(self metaclass.Value) (metaclass.Value, error) { return "m", nil }))
	a := must(w.Class("A", self, metaclass.Attr("x", 0)))(t)
	b := must(w.Class("B", self, metaclass.Attr("x", 0)))(t)
	c := must(w.Class("C", metaclass.Bases(a)))(t)
	d := must(w.Class("D", metaclass.Bases(c)))(t)
	e := must(w.Class("E", metaclass.Bases(d)))(t)
	o, ok := must(e.New())(t).(*metaclass.Object)
	require.True(t, ok)
	require.NoError(t, o.Set("own", 0))

	const rounds = 200
	var group sync.WaitGroup
	errs := make(chan error, 64)
	start := func(name string, f func(i int) error) {
		group.Go(func() {
			for i := range rounds {
				if err := f(i); err != nil {
					errs <- fmt.Errorf("%s: %w", name, err)
					return
				}
			}
		})
	}
	number := func(v metaclass.Value, err error) error {
		if err != nil {
			return err
		}
		if n, err := metaclass.As[int](v); err != nil || n < 0 || n >= rounds {
			return fmt.Errorf("%v, %w", v, err)
		}
		return nil
	}
	x, own, m := metaclass.NewSite("x"), metaclass.NewSite("own"), metaclass.NewSite("m")

	start("attribute by site", func(int) error { return number(x.Get(o)) })
	start("attribute by name", func(int) error { return number(o.Get("x")) })
	start("own by site", func(int) error { return number(own.Get(o)) })
	start("class attribute", func(int) error { return number(e.Get("x")) })
	start("method", func(int) error { _, err := m.Call0(o); return err })
	start("super", func(int) error { _, err := w.CallSuper(e, o, "m"); return err })
	start("isinstance", func(int) error {
		is, err := w.IsInstance(o, d)
		if err == nil && !is {
			err = errors.New("no instance of D")
		}
		return err
	})
	start("explain and draw", func(int) error { w.Explain(o, "x"); w.Graph(a); return nil })
	start("dict", func(int) error { o.Dict().Keys(); e.CacheStats(); w.Stats(); return nil })
	start("subclasses", func(int) error {
		for s := range d.Subclasses() {
			s.MRO()
		}
		return nil
	})

	start("set on the class", func(i int) error { return a.Set("x", i) })
	start("set on the other", func(i int) error { return b.Set("x", i) })
	start("bases", func(i int) error { return c.SetBases([]*metaclass.Class{a, b}[i%2]) })
	start("own attribute", func(i int) error { return o.Set("own", i) })
	start("own by site, written", func(i int) error { return own.Set(o, i) })
	start("other attributes", func(i int) error {
		name := fmt.Sprintf("n%d", i%90) // more than a shape has
		if err := o.Set(name, i); err != nil {
			return err
		}
		return o.Delete(name)
	})
	start("class attributes come and go", func(i int) error {
		name := fmt.Sprintf("n%d", i)
		return errors.Join(d.Set(name, i), d.Delete(name))
	})
	start("new classes", func(i int) error {
		s, err := w.Class("S", metaclass.Bases(d), metaclass.Attr("y", i))
		if err != nil {
			return err
		}
		_, err = s.New()
		return err
	})
	shared := metaclass.Method("shared", func(c *metaclass.Call) (metaclass.Value, error) { return c.Defining(), nil })
	for range 2 {
		start("one function in many classes", func(int) error {
			_, err := metaclass.New().Class("S", shared)
			if err == nil {
				_, err = w.Class("S", shared)
			}
			return err
		})
	}
	start("class of an object", func(i int) error { return o.SetClass([]*metaclass.Class{d, e}[i%2]) })
	group.Wait()
	close(errs)
	for err := range errs {
		// super(E, o) is an error while o is a D.
		if te := new(metaclass.TypeError); errors.As(err, &te) {
			continue
		}
		t.Error(err)
	}
}

// When a write has returned, all see it, in subclasses too.
func TestWriteIsSeenByAll(t *testing.T) {
	w := metaclass.New()
	a := must(w.Class("A", metaclass.Attr("x", 0)))(t)
	b := must(w.Class("B", metaclass.Bases(a)))(t)
	o := must(b.New())(t)
	x := metaclass.NewSite("x")
	const readers = 4
	for i := range 200 {
		require.NoError(t, a.Set("x", i))
		var group sync.WaitGroup
		var got [readers]metaclass.Value
		for r := range readers {
			group.Go(func() {
				v, err := x.Get(o)
				if err == nil {
					got[r] = v
				}
			})
		}
		group.Wait()
		for _, v := range got {
			require.Equal(t, i, v)
		}
	}
}
