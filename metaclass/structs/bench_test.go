package structs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
	"underhood/metaclass/structs"
)

// BenchmarkCall calls the same Go method in every way there is. plain is a function of the
// world that does the same, and shows what the registration adds.
func BenchmarkCall(b *testing.B) {
	w := metaclass.New()
	class, err := structs.Register[Person](w, structs.Method2((*Person).Between), structs.Reflect((*Person).Between).Named("Slow"))
	require.NoError(b, err)
	require.NoError(b, class.Set("plain", metaclass.Func3("plain", func(_, a, b metaclass.Value) (metaclass.Value, error) {
		return a == 1 && b == 1990, nil
	})))
	o := object(b, class, "Ann", 1990)
	p, err := metaclass.As[*Person](o)
	require.NoError(b, err)
	between, plain := metaclass.NewSite("Between"), metaclass.NewSite("plain")
	direct := (*Person).Between
	cases := []struct {
		name string
		call func() (any, error)
	}{
		{"by=name", func() (any, error) { return o.Call("Between", 1, 200) }},
		{"by=site", func() (any, error) { return between.Call2(o, 1, 200) }},
		{"by=typed", func() (any, error) { return structs.Call2[bool](between, o, 1, 200) }},
		{"by=reflect", func() (any, error) { return o.Call("Slow", 1, 200) }},
		{"by=name/plain", func() (any, error) { return o.Call("plain", 1, 200) }},
		{"by=site/plain", func() (any, error) { return plain.Call2(o, 1, 200) }},
		{"by=go", func() (any, error) { return direct(p, 1, 200), nil }},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if v, err := c.call(); v != false || err != nil {
					b.Fatal(v, err)
				}
			}
		})
	}
}

// BenchmarkField reads and writes a field.
func BenchmarkField(b *testing.B) {
	_, _, user := registered(b)
	o := object(b, user, "Ann", 1990)
	site := metaclass.NewSite("Admin")
	b.Run("get/by=name", func(b *testing.B) {
		for b.Loop() {
			_, _ = o.Get("Admin")
		}
	})
	b.Run("get/by=site", func(b *testing.B) {
		for b.Loop() {
			_, _ = site.Get(o)
		}
	})
	b.Run("set/by=name", func(b *testing.B) {
		for b.Loop() {
			_ = o.Set("Admin", true)
		}
	})
}
