package metaclass_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

// pair is a Go value that a class is made over by hand.
type pair struct{ a, b int }

// held is the T in a value, which the tests know to be there.
func held[T any](v metaclass.Value) T {
	x, err := metaclass.As[T](v)
	if err != nil {
		panic(err)
	}
	return x
}

func pairClass(t *testing.T, w *metaclass.World, name string, base *metaclass.Class) *metaclass.Class {
	t.Helper()
	of := func(v metaclass.Value) *pair { return held[*pair](v) }
	c, err := w.NativeClass(metaclass.Native{
		Name: name, Base: base, New: func() any { return &pair{1, 2} }, Data: name,
		Members: []metaclass.NativeMember{
			{Name: "a", Get: func(_ *metaclass.World, v metaclass.Value) (metaclass.Value, error) { return of(v).a, nil }},
			{
				Name: "b", Get: func(_ *metaclass.World, v metaclass.Value) (metaclass.Value, error) { return of(v).b, nil },
				Set: func(_ *metaclass.World, v, x metaclass.Value) error { of(v).b = held[int](x); return nil },
			},
		},
		Methods: []*metaclass.Function{metaclass.FuncOf("sum", metaclass.Forms{
			F1:      func(v metaclass.Value) (metaclass.Value, error) { return of(v).a + of(v).b, nil },
			General: func(c *metaclass.Call) (metaclass.Value, error) { return len(c.Args), nil },
			Typed:   "typed",
		})},
	})
	require.NoError(t, err)
	return c
}

func TestNativeClass(t *testing.T) {
	w := metaclass.New()
	c := pairClass(t, w, "Pair", nil)
	require.Equal(t, "Pair", c.NativeData())
	v, err := c.New()
	require.NoError(t, err)
	o := held[*metaclass.Object](v)
	require.Equal(t, &pair{1, 2}, o.Native())
	require.NoError(t, o.Set("b", 5))
	require.EqualError(t, o.Set("a", 5), "AttributeError: attribute 'a' of 'Pair' objects is not writable")
	require.EqualError(t, o.Set("c", 5), "AttributeError: 'Pair' object has no attribute 'c'")
	site := metaclass.NewSite("b")
	for range 2 {
		b, err := site.Get(o)
		require.NoError(t, err)
		require.Equal(t, 5, b)
	}
	sum, err := o.Call("sum")
	require.NoError(t, err)
	require.Equal(t, 6, sum)
	n, err := o.Call("sum", 1, 2, 3)
	require.NoError(t, err)
	require.Equal(t, 4, n, "other calls get the general form")
	f := o.FindMethod("sum")
	require.Equal(t, "typed", f.Typed())
	require.Same(t, f, metaclass.NewSite("sum").FindMethod(o))
	require.Nil(t, o.FindMethod("a"))
	require.Nil(t, o.FindMethod("nothing"))

	sub, err := w.Class("Sub", metaclass.Bases(c), metaclass.Attr("__getattr__", metaclass.Func2("__getattr__",
		func(_, name metaclass.Value) (metaclass.Value, error) { return name, nil })))
	require.NoError(t, err)
	require.Nil(t, sub.NativeData())
	v, err = sub.New()
	require.NoError(t, err)
	b, err := site.Get(v)
	require.NoError(t, err)
	require.Equal(t, 2, b)
	require.NoError(t, held[*metaclass.Object](v).SetOwn("sum", 1))
	require.Nil(t, held[*metaclass.Object](v).FindMethod("sum"), "the instance's own hides it")
}

func TestNativeClassRefuses(t *testing.T) {
	w, other := metaclass.New(), metaclass.New()
	fresh := func() any { return new(pair) }
	for _, base := range []*metaclass.Class{other.Object(), w.BuiltinClass("int"), w.Type()} {
		_, err := w.NativeClass(metaclass.Native{Name: "P", Base: base, New: fresh})
		require.ErrorContains(t, err, "TypeError: the base "+base.Name()+" of P is no class over Go values of this world")
	}
	_, err := w.NativeClass(metaclass.Native{Name: "P"})
	require.EqualError(t, err, "TypeError: class P has no New")
	panics, err := w.NativeClass(metaclass.Native{Name: "P", New: func() any { panic("no") }})
	require.NoError(t, err)
	_, err = panics.New()
	var p *metaclass.PanicError
	require.ErrorAs(t, err, &p)
	require.Panics(t, func() { metaclass.FuncOf("f", metaclass.Forms{}) })
}

func TestNativeLayouts(t *testing.T) {
	w := metaclass.New()
	a, b := pairClass(t, w, "A", nil), pairClass(t, w, "B", nil)
	derived := pairClass(t, w, "Derived", a)
	_, err := w.Class("C", metaclass.Bases(a, b))
	require.EqualError(t, err, "TypeError: multiple bases have instance lay-out conflict")
	_, err = w.Class("C", metaclass.Bases(derived, a))
	require.NoError(t, err)
	v, err := a.New()
	require.NoError(t, err)
	require.ErrorContains(t, w.SetAttr(v, "__class__", derived), "object layout differs")
	for _, of := range []*metaclass.Class{w.Object(), a} {
		_, err = of.Call("__new__", derived)
		require.ErrorContains(t, err, "__new__(Derived) is not safe, use Derived.__new__()")
	}
}

func TestAdopted(t *testing.T) {
	w := metaclass.New()
	require.Nil(t, w.Adopted(new(pair)))
	c := pairClass(t, w, "Pair", nil)
	require.True(t, w.Adopt(new(pair), c))
	require.Same(t, c, w.Adopted(new(pair)))
	require.Same(t, c, w.TypeOf(new(pair)))
}

func TestOwn(t *testing.T) {
	w := metaclass.New()
	c, err := w.Class("C", metaclass.Attr("x", metaclass.NewProperty(nil, nil, nil)))
	require.NoError(t, err)
	slotted, err := w.Class("S", metaclass.Slots("x"))
	require.NoError(t, err)
	object := func(c *metaclass.Class) *metaclass.Object {
		v, err := c.New()
		require.NoError(t, err)
		return held[*metaclass.Object](v)
	}
	o := object(c)
	require.NoError(t, o.SetOwn("x", 1))
	x, ok := o.Own("x")
	require.True(t, ok)
	require.Equal(t, 1, x)
	_, ok = o.Own("y")
	require.False(t, ok)
	require.EqualError(t, object(slotted).SetOwn("y", 1), "AttributeError: 'S' object has no attribute 'y'")
	require.Panics(t, func() { _ = o.SetOwn("x", nil) })

	r := w.NewRecord("x", "y")
	require.NoError(t, o.SetOwn("w", 0))
	require.NoError(t, r.Fill(o, []metaclass.Value{2, 3}), "an instance that has attributes")
	require.Equal(t, []metaclass.Value{"x", "w", "y"}, o.Dict().Keys())
	require.NoError(t, o.Delete("w"))
	empty := object(c)
	require.NoError(t, r.Fill(empty, []metaclass.Value{2, 3}))
	for _, o := range []*metaclass.Object{o, empty} {
		require.Equal(t, []metaclass.Value{"x", "y"}, o.Dict().Keys())
		y, _ := o.Own("y")
		require.Equal(t, 3, y)
		require.NoError(t, o.SetOwn("z", 4))
	}
	require.Error(t, r.Fill(object(slotted), []metaclass.Value{2, 3}))
	require.Panics(t, func() { _ = r.Fill(o, []metaclass.Value{1}) })
	require.Panics(t, func() { _ = r.Fill(object(c), []metaclass.Value{1, nil}) })

	names := make([]string, 100) // more than a shape has
	values := make([]metaclass.Value, len(names))
	for i := range names {
		names[i], values[i] = string(rune('a'+i%26))+string(rune('a'+i/26)), i
	}
	wide := object(c)
	require.NoError(t, w.NewRecord(names...).Fill(wide, values))
	require.Equal(t, 100, wide.Dict().Len())
}

// halfway has __set__ alone.
type halfway struct{}

func (halfway) DescrSet(inst, v metaclass.Value) error {
	return held[*metaclass.Object](inst).SetOwn("x", v)
}

func TestSiteReadsPastHalfDescriptor(t *testing.T) {
	w := metaclass.New()
	c, err := w.Class("C", metaclass.Attr("x", halfway{}))
	require.NoError(t, err)
	v, err := c.New()
	require.NoError(t, err)
	site := metaclass.NewSite("x")
	for range 2 {
		x, err := site.Get(v)
		require.NoError(t, err)
		require.Equal(t, halfway{}, x, "the descriptor itself, as long as the instance has none")
	}
	for n := range 3 {
		require.NoError(t, site.Set(v, n))
		x, err := site.Get(v)
		require.NoError(t, err)
		require.Equal(t, n, x)
	}
}
