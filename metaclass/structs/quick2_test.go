package structs_test

import (
	"testing"

	"underhood/metaclass"
)

func plainObj() *metaclass.Object {
	w := metaclass.New()
	c, _ := w.Class("X", metaclass.Def(metaclass.Func2("Add", func(a, b metaclass.Value) (metaclass.Value, error) { return b, nil })))
	o, _ := c.New()
	return o.(*metaclass.Object)
}

func BenchmarkPlainName(b *testing.B) {
	o := plainObj()
	defer cpu(b)()
	for b.Loop() {
		o.Call("Add", 1)
	}
}
func BenchmarkPlainSite(b *testing.B) {
	o := plainObj()
	s := metaclass.NewSite("Add")
	defer cpu(b)()
	for b.Loop() {
		s.Call1(o, 1)
	}
}
