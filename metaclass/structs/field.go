package structs

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"underhood/metaclass"
)

// A field is an exported field of T, or one promoted from a struct embedded in T.
type field struct {
	of       *binding
	name     string // in the world
	goName   string
	steps    []uintptr // a pointer is followed between two of them
	codec    codec
	readonly bool
	typ      reflect.Type
}

// fieldsOf lists the fields that become members.
func (p *plan) fieldsOf() ([]*field, error) {
	var fields []*field
	hidden := map[int]bool{}
	if p.base != nil {
		hidden[0] = true // the base's members are inherited
	}
	for _, f := range reflect.VisibleFields(p.typ) {
		tag, hide, readonly, err := parseTag(f.Tag.Get("py"))
		if err != nil {
			return nil, refusef("%s: field %s: %w", p.typ, f.Name, err)
		}
		if len(f.Index) == 1 && hide {
			hidden[f.Index[0]] = true
		}
		if hide || hidden[f.Index[0]] || !f.IsExported() {
			continue
		}
		if tag == "" {
			tag = p.rename(f.Name)
		}
		fields = append(fields, &field{
			of: p.binding, name: tag, goName: f.Name, readonly: readonly, typ: f.Type,
			steps: stepsTo(p.typ, f.Index), codec: codecOf(p.world, f.Type),
		})
	}
	return fields, nil
}

// parseTag reads `py:"name,readonly"`, `py:",readonly"` and `py:"-"`.
func parseTag(tag string) (name string, hide, readonly bool, err error) {
	name, rest, _ := strings.Cut(tag, ",")
	switch rest {
	case "readonly":
		readonly = true
	case "":
	default:
		return "", false, false, fmt.Errorf("tag py has %q, which is not readonly", rest)
	}
	return name, name == "-", readonly, nil
}

// stepsTo are the offsets on the way to a field.
func stepsTo(t reflect.Type, path []int) []uintptr {
	steps := []uintptr{0}
	for _, i := range path {
		if t.Kind() == reflect.Pointer {
			steps = append(steps, 0)
			t = t.Elem()
		}
		f := t.Field(i)
		steps[len(steps)-1] += f.Offset
		t = f.Type
	}
	return steps
}

// at is where the field of an instance is.
func (f *field) at(w *metaclass.World, inst metaclass.Value) (unsafe.Pointer, error) {
	p := f.of.pointer(inst)
	if p == nil {
		return nil, f.of.stranger(w, f.name, inst)
	}
	p = unsafe.Add(p, f.steps[0])
	for _, step := range f.steps[1:] {
		if p = *(*unsafe.Pointer)(p); p == nil {
			return nil, metaclass.Raise("AttributeError", "'%s' object has no attribute '%s': the embedded pointer is nil", f.of.name, f.name)
		}
		p = unsafe.Add(p, step)
	}
	return p, nil
}

func (f *field) get(w *metaclass.World, inst metaclass.Value) (metaclass.Value, error) {
	p, err := f.at(w, inst)
	if err != nil {
		return nil, err
	}
	return f.codec.load(p), nil
}

func (f *field) set(w *metaclass.World, inst, v metaclass.Value) error {
	p, err := f.at(w, inst)
	if err != nil {
		return err
	}
	if v == nil {
		if !f.codec.nilable {
			return metaclass.Raise("TypeError", "can't delete attribute '%s': a field of %s always has a value", f.name, f.typ)
		}
		v = metaclass.None
	}
	if bad := f.codec.store(p, v); bad != stored {
		return f.codec.refuse(w, bad, "attribute '"+f.name+"'", v)
	}
	return nil
}

func (f *field) member() metaclass.NativeMember {
	m := metaclass.NativeMember{Name: f.name, Get: f.get}
	if !f.readonly {
		m.Set = f.set
	}
	return m
}
