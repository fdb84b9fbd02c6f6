package models

import (
	"fmt"
	"reflect"

	"underhood/metaclass"
)

// A View shows the instances of a model as structs of type T: a T has an exported field
// for each of the model's, named by a tag `py:"name"` or, without one, by its own name.
// Types are string, int, float64 and bool, or pointers to them for optional fields.
// Safe for concurrent use.
type View[T any] struct {
	model *Model
	paths []int // field of T, for each of the model's
}

// NewView looks once at T and the model. A field of either that the other lacks, or of
// another type, is an error, and so is a nil model.
func NewView[T any](m *Model) (*View[T], error) {
	t := reflect.TypeFor[T]()
	if m == nil {
		return nil, fmt.Errorf("models: a view by %s of a nil model", t)
	}
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("models: a view of %s needs a struct, not %s", m.name, t)
	}
	byName := map[string]int{}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		name := f.Tag.Get("py")
		if name == "" {
			name = f.Name
		}
		if _, ok := m.place[name]; !ok {
			return nil, fmt.Errorf("models: %s has a field %s, which %s has not", t, name, m.name)
		}
		byName[name] = i
	}
	v := &View[T]{model: m}
	for _, f := range m.fields {
		i, ok := byName[f.name]
		if !ok {
			return nil, fmt.Errorf("models: %s has no field %s of %s", t, f.name, m.name)
		}
		want := f.goType()
		if t.Field(i).Type != want {
			return nil, fmt.Errorf("models: field %s of %s must be %s", f.name, t, want)
		}
		v.paths = append(v.paths, i)
	}
	return v, nil
}

func (f *Field) goType() reflect.Type {
	t := [...]reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[float64](), reflect.TypeFor[bool]()}[f.kind]
	if f.optional {
		return reflect.PointerTo(t)
	}
	return t
}

// Of copies what an instance holds. One of another model, or without one of its
// attributes, is a [*metaclass.TypeError] or [*metaclass.AttributeError].
func (v *View[T]) Of(inst metaclass.Value) (t T, err error) {
	o, ok := inst.(*metaclass.Object)
	if !ok || !o.Class().IsSubclassOf(v.model.class) {
		return t, metaclass.Raise("TypeError", "not an instance of model %s", v.model.name)
	}
	to := reflect.ValueOf(&t).Elem()
	for i, f := range v.model.fields {
		x, ok := o.Own(f.name)
		if !ok {
			var none T
			return none, metaclass.Raise("AttributeError", "'%s' object has no attribute '%s'", o.Class().Name(), f.name)
		}
		if err := put(to.Field(v.paths[i]), x); err != nil {
			var none T
			return none, err
		}
	}
	return t, nil
}

// put stores a value, which the field has checked. A program can have written past the
// field, to the instance's __dict__.
func put(to reflect.Value, x metaclass.Value) error {
	if to.Kind() == reflect.Pointer {
		if x == metaclass.None {
			return nil
		}
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	switch x := x.(type) {
	case string:
		if to.Kind() == reflect.String {
			to.SetString(x)
			return nil
		}
	case int:
		if to.Kind() == reflect.Int {
			to.SetInt(int64(x))
			return nil
		}
	case float64:
		if to.Kind() == reflect.Float64 {
			to.SetFloat(x)
			return nil
		}
	case bool:
		if to.Kind() == reflect.Bool {
			to.SetBool(x)
			return nil
		}
	}
	return metaclass.Raise("TypeError", "a %T where the model says %s", x, to.Type())
}

// New makes an instance from a T, as a program would: with all checks.
func (v *View[T]) New(t T) (*metaclass.Object, error) {
	from := reflect.ValueOf(t)
	kw := make([]metaclass.Kw, len(v.paths))
	for i, f := range v.model.fields {
		x := from.Field(v.paths[i])
		kw[i] = metaclass.Kw{Name: f.name, Value: metaclass.None}
		if x.Kind() == reflect.Pointer {
			if x.IsNil() {
				continue
			}
			x = x.Elem()
		}
		kw[i].Value = x.Interface()
	}
	made, err := v.model.class.World().CallKw(v.model.class, nil, kw)
	if err != nil {
		return nil, err
	}
	return metaclass.As[*metaclass.Object](made)
}
