package models_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
	"underhood/metaclass/models"
)

type option = metaclass.ClassOption

func newModels(t testing.TB) (*metaclass.World, *models.Models) {
	t.Helper()
	w := metaclass.New()
	m, err := models.New(w)
	require.NoError(t, err)
	return w, m
}

func class(t testing.TB, w *metaclass.World, name string, opts ...option) *metaclass.Class {
	t.Helper()
	c, err := w.Class(name, opts...)
	require.NoError(t, err)
	return c
}

func object(t testing.TB, v metaclass.Value) *metaclass.Object {
	t.Helper()
	o, ok := v.(*metaclass.Object)
	require.True(t, ok)
	return o
}

var errOdd = errors.New("must be even")

// shop defines an abstract base and two models.
func shop(t testing.TB) (w *metaclass.World, m *models.Models, named, item *metaclass.Class) {
	w, m = newModels(t)
	named = class(t, w, "Named", metaclass.Bases(m.Base()), metaclass.Keyword("abstract", true),
		metaclass.Attr("name", models.Str().MaxLen(5)),
		metaclass.Attr("note", models.Str().Optional()))
	item = class(t, w, "Item", metaclass.Bases(named),
		metaclass.Attr("price", models.Float().Min(0).Default(1)),
		metaclass.Attr("count", models.Int().Min(1).Max(10).Check(func(v metaclass.Value) error {
			if n, ok := v.(int); !ok || n%2 == 1 {
				return errOdd
			}
			return nil
		})),
		metaclass.Attr("size", models.Str().OneOf("S", "M").Default("M")),
		metaclass.Attr("fresh", models.Bool().Default(true)))
	return w, m, named, item
}

func kws(pairs ...any) []metaclass.Kw {
	var kw []metaclass.Kw
	for i := 0; i < len(pairs); i += 2 {
		kw = append(kw, metaclass.Kw{Name: fmt.Sprint(pairs[i]), Value: pairs[i+1]})
	}
	return kw
}

func TestInstances(t *testing.T) {
	w, _, _, item := shop(t)
	v, err := w.CallKw(item, nil, kws("count", 2, "name", "nut"))
	require.NoError(t, err)
	text, err := w.Repr(v)
	require.NoError(t, err)
	require.Equal(t, "Item(name='nut', note=None, price=1.0, count=2, size='M', fresh=True)", text)
	o := object(t, v)
	require.NoError(t, o.Set("price", 7))
	price, err := o.Get("price")
	require.NoError(t, err)
	require.Equal(t, 7.0, price, "an integer becomes a float")
	site := metaclass.NewSite("price")
	price, err = site.Get(o)
	require.NoError(t, err)
	require.Equal(t, 7.0, price)
	require.NoError(t, site.Set(o, 8))
	price, err = site.Get(o)
	require.NoError(t, err)
	require.Equal(t, 8.0, price)
	require.EqualError(t, site.Set(o, -8), "ValueError: Item: price must be at least 0")
	require.EqualError(t, o.Set("price", "x"), "ValueError: Item: price must be float")
	require.EqualError(t, o.Set("count", 3), "ValueError: Item: count must be even")
	require.EqualError(t, o.Set("count", true), "ValueError: Item: count must be int")
	require.EqualError(t, o.Set("name", metaclass.None), "ValueError: Named: name must not be None")
	require.EqualError(t, o.Set("price", math.NaN()), "ValueError: Item: price must be at least 0")
	require.ErrorContains(t, o.Delete("price"), "cannot be deleted")
	price, err = o.Get("price")
	require.NoError(t, err)
	require.Equal(t, 8.0, price)
}

func TestAllProblemsAtOnce(t *testing.T) {
	w, _, named, item := shop(t)
	_, err := w.CallKw(item, nil, kws("name", "too long", "price", -1, "count", 11, "size", "L", "fresh", 1, "colour", "red"))
	var bad *models.ValidationError
	require.ErrorAs(t, err, &bad)
	require.Equal(t, "ValueError", metaclass.Kind(err))
	require.Equal(t, []models.Problem{
		{"name", "must have at most 5 characters"},
		{"price", "must be at least 0"},
		{"count", "must be at most 10"},
		{"size", "must be one of [S M]"},
		{"fresh", "must be bool"},
		{"colour", "is no field"},
	}, bad.Problems)
	_, err = w.CallKw(item, nil, nil)
	require.EqualError(t, err, "ValueError: Item: name is missing; count is missing")
	_, err = w.Call(item, "nut")
	require.EqualError(t, err, "TypeError: Item() takes keyword arguments only")
	_, err = named.New()
	require.EqualError(t, err, "TypeError: Can't instantiate abstract model Named")
}

func TestClean(t *testing.T) {
	w, m := newModels(t)
	span := class(t, w, "Span", metaclass.Bases(m.Base()),
		metaclass.Attr("lo", models.Int()), metaclass.Attr("hi", models.Int()),
		metaclass.Method("clean", func(c *metaclass.Call) (metaclass.Value, error) {
			lo, err := metaclass.Get[int](c.Self(), "lo")
			if err != nil {
				return nil, err
			}
			hi, err := metaclass.Get[int](c.Self(), "hi")
			if err == nil && lo > hi {
				err = metaclass.Raise("ValueError", "%d is above %d", lo, hi)
			}
			return metaclass.None, err
		}))
	_, err := w.CallKw(span, nil, kws("lo", 2, "hi", 1))
	require.EqualError(t, err, "ValueError: 2 is above 1")
	_, err = w.CallKw(span, nil, kws("lo", 1, "hi", 2))
	require.NoError(t, err)
}

func TestInheritance(t *testing.T) {
	w, m, named, item := shop(t)
	special := class(t, w, "Special", metaclass.Bases(item),
		metaclass.Attr("note", models.Str()),   // declared anew: keeps its place
		metaclass.Attr("size", metaclass.None), // dropped
		metaclass.Attr("extra", models.Int().Default(0)))
	fields := func(c *metaclass.Class) (names []string) {
		for _, f := range models.Of(c).Fields() {
			names = append(names, f.Name())
		}
		return names
	}
	require.Equal(t, []string{"name", "note"}, fields(named))
	require.Equal(t, []string{"name", "note", "price", "count", "size", "fresh"}, fields(item))
	require.Equal(t, []string{"name", "note", "price", "count", "fresh", "extra"}, fields(special))
	_, err := w.CallKw(special, nil, kws("name", "x", "count", 2))
	require.EqualError(t, err, "ValueError: Special: note is missing")
	names, err := special.Get("__fields__")
	require.NoError(t, err)
	require.Equal(t, metaclass.Tuple{"name", "note", "price", "count", "fresh", "extra"}, names)

	other := class(t, w, "Other", metaclass.Bases(m.Base()), metaclass.Keyword("abstract", true), metaclass.Attr("id", models.Int()))
	both := class(t, w, "Both", metaclass.Bases(item, other))
	require.Equal(t, []string{"id", "name", "note", "price", "count", "size", "fresh"}, fields(both), "from the end of the MRO")

	var registered []string
	for model := range m.All() {
		registered = append(registered, model.Name())
	}
	require.Equal(t, []string{"Item", "Special", "Both"}, registered)
	require.Same(t, item, m.Model("Item").Class())
	require.Nil(t, m.Model("Named"))
	require.True(t, models.Of(named).Abstract())
	require.Nil(t, models.Of(m.Base()))
}

func TestBadDeclarations(t *testing.T) {
	w, m, _, item := shop(t)
	used := models.Of(item).Fields()[0]
	tests := []struct {
		name string
		opts []option
		want string
	}{
		{"A", []option{metaclass.Attr("x", models.Int()), metaclass.Attr("x", models.Int())}, "TypeError: field x is declared twice"},
		{"A", []option{metaclass.Attr("__init__", models.Int())}, "TypeError: __init__ cannot be a field of A"},
		{"A", []option{metaclass.Attr("clean", models.Int())}, "TypeError: clean cannot be a field of A"},
		{"A", []option{metaclass.Attr("x", used)}, "field name of Named is declared again as x of A"},
		{"A", []option{metaclass.Attr("x", models.Int().Default("x"))}, "must be int"},
		{"A", []option{metaclass.Keyword("table", "x")}, "A.__init_subclass__() got an unexpected keyword argument 'table'"},
		{"Item", nil, "TypeError: a model Item is registered already"},
	}
	for _, tt := range tests {
		_, err := w.Class(tt.name, append(tt.opts, metaclass.Bases(m.Base()))...)
		require.Error(t, err)
		text := err.Error()
		if cause := errors.Unwrap(err); cause != nil { // what __set_name__ raises is wrapped
			text += ": " + cause.Error()
		}
		require.Contains(t, text, tt.want)
	}
	require.Nil(t, m.Model("A"))
	require.Same(t, item, m.Model("Item").Class())
}

func TestDerived(t *testing.T) {
	_, _, _, item := shop(t)
	require.Equal(t, []models.Column{
		{Name: "name", Type: "TEXT"},
		{Name: "note", Type: "TEXT", Null: true},
		{Name: "price", Type: "REAL", Default: 1.0},
		{Name: "count", Type: "INTEGER"},
		{Name: "size", Type: "TEXT", Default: "M"},
		{Name: "fresh", Type: "BOOLEAN", Default: true},
	}, models.Of(item).Columns())
	schema, err := models.Of(item).Schema()
	require.NoError(t, err)
	require.True(t, json.Valid(schema))
	require.Equal(t, strings.Join([]string{
		`{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Item","type":"object","properties":{`,
		`"name":{"type":"string","maxLength":5},"note":{"type":["string","null"]},"price":{"type":"number","minimum":0,"default":1},`,
		`"count":{"type":"integer","minimum":1,"maximum":10},"size":{"type":"string","enum":["S","M"],"default":"M"},`,
		`"fresh":{"type":"boolean","default":true}},"required":["name","count"],"additionalProperties":false}`,
	}, ""), string(schema))
}

type itemView struct {
	Name  string  `py:"name"`
	Note  *string `py:"note"`
	Price float64 `py:"price"`
	Count int     `py:"count"`
	Size  string  `py:"size"`
	Fresh bool    `py:"fresh"`
}

func TestViewRoundTrip(t *testing.T) {
	w, _, named, item := shop(t)
	view, err := models.NewView[itemView](models.Of(item))
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		want := itemView{fmt.Sprint(r.IntN(1000)), nil, r.Float64(), 2 * (1 + r.IntN(5)), "S", r.IntN(2) == 0}
		if r.IntN(2) == 0 {
			note := fmt.Sprint(r.Uint64())
			want.Note = &note
		}
		o, err := view.New(want)
		require.NoError(t, err)
		got, err := view.Of(o)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err = view.New(itemView{Name: "too long", Count: 3, Size: "S"})
	require.EqualError(t, err, "ValueError: Item: name must have at most 5 characters; count must be even")
	_, err = view.Of(1)
	require.EqualError(t, err, "TypeError: not an instance of model Item")
	bare, err := w.CallMethod(w.Object(), "__new__", item)
	require.NoError(t, err)
	_, err = view.Of(bare)
	require.EqualError(t, err, "AttributeError: 'Item' object has no attribute 'name'")
	o, err := view.New(itemView{Name: "x", Count: 2, Size: "S"})
	require.NoError(t, err)
	o.Dict().Set("price", "past the field")
	_, err = view.Of(o)
	require.EqualError(t, err, "TypeError: a string where the model says float64")

	type few struct {
		Name string `py:"name"`
	}
	_, err = models.NewView[few](models.Of(item))
	require.ErrorContains(t, err, "has no field note of Item")
	type wrong struct {
		Name int     `py:"name"`
		Note *string `py:"note"`
	}
	_, err = models.NewView[wrong](models.Of(named))
	require.ErrorContains(t, err, "field name of models_test.wrong must be string")
	type more struct{ Extra int }
	_, err = models.NewView[more](models.Of(named))
	require.ErrorContains(t, err, "has a field Extra, which Named has not")
	_, err = models.NewView[int](models.Of(named))
	require.ErrorContains(t, err, "needs a struct")
}

// TestRandomModels declares models of random fields and holds their instances against
// what was declared.
func TestRandomModels(t *testing.T) {
	kinds := []struct {
		field func() *models.Field
		good  metaclass.Value
		bad   metaclass.Value
	}{
		{models.Str, "x", 1}, {models.Int, 3, "x"}, {models.Float, 2.5, "x"}, {models.Bool, true, 1},
	}
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 3))
		w, m := newModels(t)
		base := m.Base()
		var names []string
		values := map[string]metaclass.Value{}
		var given []metaclass.Kw
		var problems []models.Problem
		for level := range 1 + r.IntN(3) {
			opts := []option{metaclass.Bases(base)}
			for i := range r.IntN(5) {
				k := kinds[r.IntN(len(kinds))]
				f, name := k.field(), fmt.Sprintf("f%d_%d", level, i)
				names = append(names, name)
				switch r.IntN(4) {
				case 0:
					f.Default(k.good)
					values[name] = k.good
				case 1:
					f.Optional()
					values[name] = metaclass.None
				case 2:
					given = append(given, metaclass.Kw{Name: name, Value: k.good})
					values[name] = k.good
				default:
					problems = append(problems, models.Problem{Field: name, Text: "is missing"})
				}
				opts = append(opts, metaclass.Attr(name, f))
			}
			base = class(t, w, fmt.Sprintf("M%d", level), opts...)
		}
		v, err := w.CallKw(base, nil, given)
		if problems != nil {
			var bad *models.ValidationError
			require.ErrorAs(t, err, &bad)
			require.Equal(t, problems, bad.Problems)
			continue
		}
		require.NoError(t, err)
		require.Len(t, models.Of(base).Fields(), len(names))
		for i, f := range models.Of(base).Fields() {
			require.Equal(t, names[i], f.Name())
			got, err := object(t, v).Get(f.Name())
			require.NoError(t, err)
			require.Equal(t, values[f.Name()], got)
		}
	}
}

func TestConcurrentDefinitions(t *testing.T) {
	w, m := newModels(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			c, err := w.Class(fmt.Sprintf("M%d", i/2), metaclass.Bases(m.Base()), metaclass.Attr("n", models.Int().Default(i)))
			if err != nil {
				return // the other one was first
			}
			v, err := c.New()
			if err != nil {
				t.Error(err)
				return
			}
			if err := object(t, v).Set("n", 7); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			for model := range m.All() {
				if m.Model(model.Name()) != model {
					t.Error("the registry changed its mind")
				}
			}
		})
	}
	wg.Wait()
	n := 0
	for range m.All() {
		n++
	}
	require.Equal(t, 4, n)
}
