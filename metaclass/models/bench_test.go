package models_test

import (
	"fmt"
	"reflect"
	"strconv"
	"testing"

	"underhood/metaclass"
	"underhood/metaclass/models"
)

// tagged is what Go programs declare instead.
type tagged struct {
	Name  string  `max:"20"`
	Age   int     `min:"0"`
	Score float64 `min:"0"`
	Admin bool
}

// byTags fills a struct from named values and checks it by its tags, each time anew, as
// validators on package reflect do.
func byTags(to any, values map[string]any) error {
	v := reflect.ValueOf(to).Elem()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		x, ok := values[f.Name]
		if !ok {
			return fmt.Errorf("%s is missing", f.Name)
		}
		if reflect.TypeOf(x) != f.Type {
			return fmt.Errorf("%s must be %s", f.Name, f.Type)
		}
		v.Field(i).Set(reflect.ValueOf(x))
		if most, err := strconv.Atoi(f.Tag.Get("max")); err == nil && v.Field(i).Len() > most {
			return fmt.Errorf("%s is too long", f.Name)
		}
		if least, err := strconv.ParseFloat(f.Tag.Get("min"), 64); err == nil {
			n := v.Field(i)
			if n.CanInt() && float64(n.Int()) < least || n.CanFloat() && n.Float() < least {
				return fmt.Errorf("%s is too small", f.Name)
			}
		}
	}
	return nil
}

func BenchmarkValidate(b *testing.B) {
	b.Run("impl=models", func(b *testing.B) {
		w, m := newModels(b)
		c := class(b, w, "User", metaclass.Bases(m.Base()), metaclass.Attr("Name", models.Str().MaxLen(20)),
			metaclass.Attr("Age", models.Int().Min(0)), metaclass.Attr("Score", models.Float().Min(0)), metaclass.Attr("Admin", models.Bool()))
		values := kws("Name", "Ann", "Age", 35, "Score", 1.5, "Admin", true)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := w.CallKw(c, nil, values); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("impl=tags", func(b *testing.B) {
		values := map[string]any{"Name": "Ann", "Age": 35, "Score": 1.5, "Admin": true}
		b.ReportAllocs()
		for b.Loop() {
			if err := byTags(new(tagged), values); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAssign(b *testing.B) {
	w, m := newModels(b)
	c := class(b, w, "User", metaclass.Bases(m.Base()), metaclass.Attr("age", models.Int().Min(0)))
	v, err := w.CallKw(c, nil, kws("age", 1))
	if err != nil {
		b.Fatal(err)
	}
	o, site := object(b, v), metaclass.NewSite("age")
	b.Run("set", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = o.Set("age", 7)
		}
	})
	b.Run("get", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = site.Get(o)
		}
	})
}
