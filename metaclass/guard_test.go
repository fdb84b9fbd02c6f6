package metaclass_test

import (
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

// A panic becomes an error also where a site calls a function itself.
func TestPanicAtSites(t *testing.T) {
	w := metaclass.New()
	one := metaclass.Func1("one", func(metaclass.Value) (metaclass.Value, error) { panic("boom") })
	base := must(w.Class("Base", metaclass.Def(one), metaclass.Attr("p", metaclass.NewProperty(one, nil, nil)),
		metaclass.Def(metaclass.Func2("two", func(_, _ metaclass.Value) (metaclass.Value, error) { panic("boom") })),
		metaclass.Def(metaclass.Func3("three", func(_, _, _ metaclass.Value) (metaclass.Value, error) { panic("boom") }))))(t)
	c := must(w.Class("C", metaclass.Bases(base)))(t)
	o := object(t, c)
	s1, s2, s3, p := metaclass.NewSite("one"), metaclass.NewSite("two"), metaclass.NewSite("three"), metaclass.NewSite("p")
	for name, f := range map[string]func() (metaclass.Value, error){
		"Call0":    func() (metaclass.Value, error) { return s1.Call0(o) },
		"Call1":    func() (metaclass.Value, error) { return s2.Call1(o, 1) },
		"Call2":    func() (metaclass.Value, error) { return s3.Call2(o, 1, 2) },
		"Super0":   func() (metaclass.Value, error) { return s1.Super0(c, o) },
		"Super1":   func() (metaclass.Value, error) { return s2.Super1(c, o, 1) },
		"property": func() (metaclass.Value, error) { return p.Get(o) },
	} {
		for range 3 { // the first time it learns
			v, err := f()
			var e *metaclass.PanicError
			require.True(t, errors.As(err, &e), name)
			require.Nil(t, v, name)
			require.Equal(t, "boom", e.Value, name)
			require.Contains(t, string(e.Stack), "TestPanicAtSites", name)
		}
	}
}

// A function that ends its goroutine ends it: that is no panic.
func TestGoexit(t *testing.T) {
	w := metaclass.New()
	c := must(w.Class("C", metaclass.Def(metaclass.Func1("m", func(metaclass.Value) (metaclass.Value, error) {
		runtime.Goexit()
		return metaclass.None, nil
	}))))(t)
	o, site, returned := object(t, c), metaclass.NewSite("m"), make(chan bool, 1)
	go func() {
		defer func() { returned <- false }()
		_, _ = site.Call0(o)
		returned <- true
	}()
	require.False(t, <-returned)
}

// Deep calls by a site are refused as those by name are.
func TestRecursionAtSites(t *testing.T) {
	w := metaclass.New(metaclass.WithStackLimit(1 << 20))
	s1, s2 := metaclass.NewSite("one"), metaclass.NewSite("two")
	c := must(w.Class("C",
		metaclass.Def(metaclass.Func1("one", func(self metaclass.Value) (metaclass.Value, error) { return s1.Call0(self) })),
		metaclass.Def(metaclass.Func2("two", func(self, a metaclass.Value) (metaclass.Value, error) { return s2.Call1(self, a) }))))(t)
	o := object(t, c)
	var deep *metaclass.RecursionError
	_, err := s1.Call0(o)
	require.ErrorAs(t, err, &deep)
	_, err = s2.Call1(o, 1)
	require.ErrorAs(t, err, &deep)
}

// What a site remembers costs no allocation either where a hook or a getter answers.
func TestAllocationsOfHooks(t *testing.T) {
	w := metaclass.New()
	three := metaclass.Func1("three", func(metaclass.Value) (metaclass.Value, error) { return 3, nil })
	c := must(w.Class("C", metaclass.Def(three), metaclass.Attr("p", metaclass.NewProperty(three, nil, nil))))(t)
	d := must(w.Class("D", metaclass.Def(metaclass.Func2("__getattr__", func(_, name metaclass.Value) (metaclass.Value, error) { return name, nil }))))(t)
	o, hooked := object(t, c), object(t, d)
	p, missing := metaclass.NewSite("p"), metaclass.NewSite("missing")
	require.Equal(t, "missing", must(missing.Get(hooked))(t))
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = p.Get(o) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = missing.Get(hooked) }))
}
