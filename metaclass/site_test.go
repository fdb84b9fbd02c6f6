package metaclass_test

import (
	"errors"
	"fmt"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

func returning(name string, v metaclass.Value) metaclass.ClassOption {
	return metaclass.Attr(name, metaclass.Func1(name, func(metaclass.Value) (metaclass.Value, error) { return v, nil }))
}

func object(t testing.TB, c *metaclass.Class) *metaclass.Object {
	t.Helper()
	o, ok := must(c.New())(t).(*metaclass.Object)
	require.True(t, ok)
	return o
}

// Whatever changes after a site has remembered, it answers what an access by name does.
func TestSiteSees(t *testing.T) {
	prop := func(v metaclass.Value) *metaclass.Property {
		return metaclass.NewProperty(metaclass.Func1("x", func(metaclass.Value) (metaclass.Value, error) { return v, nil }), nil, nil)
	}
	changes := []struct {
		name   string
		change func(t *testing.T, w *metaclass.World, base, c *metaclass.Class, o *metaclass.Object)
	}{
		{"nothing", func(*testing.T, *metaclass.World, *metaclass.Class, *metaclass.Class, *metaclass.Object) {}},
		{"an attribute of the base", func(t *testing.T, _ *metaclass.World, base, _ *metaclass.Class, _ *metaclass.Object) {
			require.NoError(t, base.Set("x", 2))
		}},
		{"an attribute of the class", func(t *testing.T, _ *metaclass.World, _, c *metaclass.Class, _ *metaclass.Object) {
			require.NoError(t, c.Set("x", 3))
		}},
		{"a property", func(t *testing.T, _ *metaclass.World, _, c *metaclass.Class, _ *metaclass.Object) {
			require.NoError(t, c.Set("x", prop(4)))
		}},
		{"its own", func(t *testing.T, _ *metaclass.World, _, _ *metaclass.Class, o *metaclass.Object) {
			require.NoError(t, o.Set("x", 5))
		}},
		{"its own, gone again", func(t *testing.T, _ *metaclass.World, _, _ *metaclass.Class, o *metaclass.Object) {
			require.NoError(t, o.Set("x", 6))
			require.NoError(t, o.Delete("x"))
		}},
		{"the base's gone", func(t *testing.T, _ *metaclass.World, base, _ *metaclass.Class, _ *metaclass.Object) {
			require.NoError(t, base.Delete("x"))
		}},
		{"a __getattr__", func(t *testing.T, _ *metaclass.World, base, _ *metaclass.Class, _ *metaclass.Object) {
			require.NoError(t, base.Delete("x"))
			require.NoError(t, base.Set("__getattr__", metaclass.Func2("__getattr__", func(_, n metaclass.Value) (metaclass.Value, error) { return n, nil })))
		}},
		{"a __getattribute__", func(t *testing.T, _ *metaclass.World, base, _ *metaclass.Class, _ *metaclass.Object) {
			require.NoError(t, base.Set("__getattribute__", metaclass.Func2("__getattribute__", func(_, n metaclass.Value) (metaclass.Value, error) { return "all", nil })))
		}},
		{"another class", func(t *testing.T, w *metaclass.World, _, _ *metaclass.Class, o *metaclass.Object) {
			require.NoError(t, o.SetClass(must(w.Class("Other", metaclass.Attr("x", 7)))(t)))
		}},
		{"other bases", func(t *testing.T, w *metaclass.World, _, c *metaclass.Class, _ *metaclass.Object) {
			require.NoError(t, c.SetBases(must(w.Class("Other", metaclass.Attr("x", 8)))(t)))
		}},
		{"another dict", func(t *testing.T, _ *metaclass.World, _, _ *metaclass.Class, o *metaclass.Object) {
			d := metaclass.NewDict()
			d.Set("x", 9)
			require.NoError(t, o.Set("__dict__", d))
			d.Set("x", 10)
		}},
		{"a dict too wide for a shape", func(t *testing.T, _ *metaclass.World, _, _ *metaclass.Class, o *metaclass.Object) {
			for i := range 100 {
				require.NoError(t, o.Set(fmt.Sprint("n", i), i))
			}
			require.NoError(t, o.Set("x", 11))
		}},
		{"a function", func(t *testing.T, _ *metaclass.World, base, _ *metaclass.Class, _ *metaclass.Object) {
			require.NoError(t, base.Set("x", metaclass.Func1("x", func(metaclass.Value) (metaclass.Value, error) { return 12, nil })))
		}},
	}
	starts := map[string]metaclass.Value{
		"plain": 1, "property": prop(1), "function": metaclass.Func1("x", func(metaclass.Value) (metaclass.Value, error) { return 0, nil }),
		"class method": metaclass.NewClassMethod(metaclass.Func1("x", func(metaclass.Value) (metaclass.Value, error) { return 0, nil })),
	}
	for start, v := range starts {
		for _, tt := range changes {
			t.Run(start+"/"+tt.name, func(t *testing.T) {
				w := metaclass.New()
				base := must(w.Class("Base", metaclass.Attr("x", v)))(t)
				c := must(w.Class("C", metaclass.Bases(base)))(t)
				o := object(t, c)
				get, call := metaclass.NewSite("x"), metaclass.NewSite("x")
				for range 2 { // remembered
					_, err := get.Get(o)
					require.NoError(t, err)
					_, _ = call.Call0(o)
				}
				if start == "property" && (tt.name == "its own" || tt.name == "its own, gone again" || tt.name == "a dict too wide for a shape") {
					return // has no setter
				}
				tt.change(t, w, base, c, o)
				want, wantErr := o.Get("x")
				got, err := get.Get(o)
				require.Equal(t, wantErr == nil, err == nil)
				if m, bound := want.(*metaclass.BoundMethod); bound {
					require.Equal(t, m, got)
				} else {
					require.Equal(t, want, got)
				}
				want, wantErr = o.Call("x")
				got, err = call.Call0(o)
				require.Equal(t, wantErr == nil, err == nil)
				require.Equal(t, want, got)
			})
		}
	}
}

// A descriptor's own class may get __set__ later; then it comes before the instance.
func TestSiteSeesDescriptorsChange(t *testing.T) {
	w := metaclass.New()
	d := must(w.Class("D", metaclass.Def(metaclass.Func3("__get__", func(_, _, _ metaclass.Value) (metaclass.Value, error) { return "got", nil }))))(t)
	c := must(w.Class("C", metaclass.Attr("x", object(t, d))))(t)
	o := object(t, c)
	require.NoError(t, o.Set("x", 1))
	site := metaclass.NewSite("x")
	require.Equal(t, 1, must(site.Get(o))(t))
	require.NoError(t, d.Set("__set__", metaclass.Func3("__set__", func(_, _, _ metaclass.Value) (metaclass.Value, error) { return metaclass.None, nil })))
	require.Equal(t, "got", must(site.Get(o))(t))
}

func TestSiteOfManyClasses(t *testing.T) {
	site := metaclass.NewSite("x")
	var all []*metaclass.Object
	for i := range 10 {
		w := metaclass.New() // worlds may share a site
		all = append(all, object(t, must(w.Class("C", metaclass.Attr("x", i)))(t)))
	}
	for range 3 {
		for i, o := range all {
			require.Equal(t, i, must(site.Get(o))(t))
		}
	}
}

func TestSiteCalls(t *testing.T) {
	w := metaclass.New()
	base := must(w.Class("Base", returning("m", "base"),
		metaclass.Def(metaclass.Func2("one", func(_, a metaclass.Value) (metaclass.Value, error) { return a, nil })),
		metaclass.Def(metaclass.Func3("two", func(_, a, b metaclass.Value) (metaclass.Value, error) { return metaclass.NewList(a, b), nil }))))(t)
	c := must(w.Class("C", metaclass.Bases(base), returning("m", "c")))(t)
	o := object(t, c)
	m, one, two := metaclass.NewSite("m"), metaclass.NewSite("one"), metaclass.NewSite("two")
	for range 2 {
		require.Equal(t, "c", must(m.Call0(o))(t))
		require.Equal(t, "base", must(m.Super0(c, o))(t))
		require.Equal(t, 1, must(one.Call1(o, 1))(t))
		require.Equal(t, 2, must(one.Super1(c, o, 2))(t))
		require.Equal(t, metaclass.NewList(1, 2), must(two.Call2(o, 1, 2))(t))
	}
	_, err := m.Super0(base, o)
	require.EqualError(t, err, "AttributeError: 'super' object has no attribute 'm'")
	_, err = m.Call0(3)
	require.Error(t, err)
	_, err = metaclass.NewSite("nothing").Call0(o)
	require.EqualError(t, err, "AttributeError: 'C' object has no attribute 'nothing'")
}

func TestAllocations(t *testing.T) {
	w := metaclass.New()
	c := must(w.Class("C", returning("m", "m"), metaclass.Attr("k", 1), metaclass.Slots("s")))(t)
	d := must(w.Class("D", metaclass.Bases(c)))(t)
	o := object(t, d)
	require.NoError(t, o.Set("x", 1))
	require.NoError(t, o.Set("s", 1))
	m, x, k, s := metaclass.NewSite("m"), metaclass.NewSite("x"), metaclass.NewSite("k"), metaclass.NewSite("s")
	for name, f := range map[string]func(){
		"method by site":     func() { _, _ = m.Call0(o) },
		"method by name":     func() { _, _ = o.Call("m") },
		"super by site":      func() { _, _ = m.Super0(d, o) },
		"attribute by site":  func() { _, _ = x.Get(o) },
		"attribute by name":  func() { _, _ = o.Get("x") },
		"class attribute":    func() { _, _ = k.Get(o) },
		"slot":               func() { _, _ = s.Get(o) },
		"isinstance":         func() { _, _ = w.IsInstance(o, c) },
		"hasattr of a miss":  func() { _, _ = w.HasAttr(o, "missing") },
		"attribute of class": func() { _, _ = k.Get(d) },
	} {
		require.Zero(t, testing.AllocsPerRun(100, f), name)
	}
}

// Nothing keeps a class alive that the program has dropped: no site, no cache, no list
// of subclasses, no registry.
func TestNothingPins(t *testing.T) {
	w := metaclass.New()
	base := must(w.Class("Base", metaclass.Attr("x", 1), returning("m", 1)))(t)
	abc := must(w.Class("A", metaclass.Bases(w.BuiltinClass("ABC"))))(t)
	x, m := metaclass.NewSite("x"), metaclass.NewSite("m")
	gone := func() weak.Pointer[metaclass.Class] {
		c := must(w.Class("C", metaclass.Bases(base)))(t)
		o := object(t, c)
		_, err1 := x.Get(o)
		_, err2 := m.Call0(o)
		_, err3 := w.IsInstance(o, abc)
		_, err4 := w.CallMethod(abc, "register", c)
		_, err5 := w.GetAttr(o, "y")
		require.NoError(t, errors.Join(err1, err2, err3, err4))
		require.Error(t, err5)
		return weak.Make(c)
	}()
	runtime.GC()
	require.Nil(t, gone.Value())
	for range base.Subclasses() {
		t.Error("a dead class is listed")
	}
}

// CPython 3.13 stops remembering a class that has changed 1,000 times. Here the read
// behind the hundred-thousandth write is remembered as the first was.
func TestNeverForgetsHowToRemember(t *testing.T) {
	w := metaclass.New()
	base := must(w.Class("Base", metaclass.Attr("x", 0)))(t)
	o := object(t, must(w.Class("C", metaclass.Bases(base)))(t))
	x := metaclass.NewSite("x")
	for i := range 100_000 {
		require.NoError(t, base.Set("x", i))
		if v, err := x.Get(o); err != nil || v != i {
			t.Fatal(v, err)
		}
	}
	before := w.Stats().SiteMisses
	for range 1000 {
		_, err := x.Get(o)
		require.NoError(t, err)
	}
	require.Equal(t, before, w.Stats().SiteMisses)
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = x.Get(o) }))
}
