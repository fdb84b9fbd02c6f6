package structs_test

import (
	"errors"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
	"underhood/metaclass/structs"
)

type Counter struct {
	N    int
	Name string
	Tag  int8 `py:"tag"`
}

func (c *Counter) Add(n int) int   { c.N += n; return c.N & 127 }
func (c *Counter) Title() string   { return c.Name + "!" }
func (c *Counter) Full() string   { return c.Name }
func (c *Counter) Fail(s string) error { if s == "" { return errEmpty }; return nil }
func (c *Counter) Self() *Counter { return c }

var errEmpty = errors.New("empty")

func make1(t testing.TB) (*metaclass.World, *metaclass.Class, *metaclass.Object) {
	w := metaclass.New()
	var rep structs.Report
	c, err := structs.Register[Counter](w, structs.ReportTo(&rep), structs.Method1((*Counter).Add), structs.Method0((*Counter).Title), structs.Method0((*Counter).Full), structs.Method1((*Counter).Fail), structs.Method0((*Counter).Self))
	require.NoError(t, err)
	o, err := c.New(1, "Ann")
	require.NoError(t, err)
	return w, c, o.(*metaclass.Object)
}

func TestQuick(t *testing.T) {
	_, c, o := make1(t)
	v, err := o.Call("Add", 3)
	require.NoError(t, err)
	require.Equal(t, 4, v)
	for _, f := range []func() (any, error){
		func() (any, error) { return o.Call("Add") },
		func() (any, error) { return o.Call("Add", "x") },
		func() (any, error) { return o.Call("Add", 1, 2) },
		func() (any, error) { return o.Call("Title", 1, 2) },
		func() (any, error) { return o.Call("Fail", 1) },
		func() (any, error) { return o.Call("Fail", "") },
		func() (any, error) { return nil, o.Set("tag", 128) },
		func() (any, error) { return nil, o.Set("Name", 128) },
		func() (any, error) { return nil, o.Set("x", 128) },
		func() (any, error) { return nil, o.Delete("Name") },
		func() (any, error) { return c.New(1, "a", 3, 4) },
		func() (any, error) { return c.Call("Add", 3, 3) },
	} {
		v, err := f()
		t.Log(v, err)
	}
	s, err := o.Call("Self")
	require.NoError(t, err)
	require.Same(t, o, s)
}

func BenchmarkByName(b *testing.B) {
	_, _, o := make1(b)
	defer cpu(b)()
	for b.Loop() {
		o.Call("Add", 1)
	}
}
func BenchmarkSite(b *testing.B) {
	_, _, o := make1(b)
	s := metaclass.NewSite("Add")
	defer cpu(b)()
	for b.Loop() {
		s.Call1(o, 1)
	}
}
func BenchmarkTyped(b *testing.B) {
	_, _, o := make1(b)
	s := metaclass.NewSite("Add")
	defer cpu(b)()
	for b.Loop() {
		structs.Call1[int](s, o, 1)
	}
}
func BenchmarkTypedString(b *testing.B) {
	_, _, o := make1(b)
	s := metaclass.NewSite("Full")
	defer cpu(b)()
	for b.Loop() {
		structs.Call0[string](s, o)
	}
}
func BenchmarkNameString(b *testing.B) {
	_, _, o := make1(b)
	defer cpu(b)()
	for b.Loop() {
		o.Call("Full")
	}
}
func BenchmarkFieldGet(b *testing.B) {
	_, _, o := make1(b)
	defer cpu(b)()
	for b.Loop() {
		o.Get("N")
	}
}
func BenchmarkFieldSite(b *testing.B) {
	_, _, o := make1(b)
	s := metaclass.NewSite("N")
	defer cpu(b)()
	for b.Loop() {
		s.Get(o)
	}
}
func BenchmarkFieldSet(b *testing.B) {
	_, _, o := make1(b)
	defer cpu(b)()
	for b.Loop() {
		o.Set("N", 3)
	}
}
func BenchmarkDirect(b *testing.B) {
	c := &Counter{}
	f := (*Counter).Add
	defer cpu(b)()
	for b.Loop() {
		f(c, 1)
	}
}

func cpu(b *testing.B) func() {
	runtime.LockOSThread()
	var r0, r1 syscall.Rusage
	syscall.Getrusage(1, &r0)
	return func() {
		syscall.Getrusage(1, &r1)
		b.ReportMetric(float64(r1.Utime.Nano()-r0.Utime.Nano())/float64(b.N), "cpu-ns/op")
	}
}
