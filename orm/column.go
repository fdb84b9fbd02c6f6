package orm

import (
	"database/sql"
	"fmt"
	"reflect"
	"strconv"
)

// A Col is a column of T whose values are V. It is made by [C], [CNull] or [CPtr],
// carries no name, and fits only where T does: a column of another table, a value of
// another type and a field that is not there are errors of the compiler. It is a value,
// safe for concurrent use.
type Col[T, V any] struct {
	Expr[T, V]
	ref *columnRef
}

// A Column is a Col of T, whatever its V. There are no others.
type Column[T any] interface{ column(*T) *columnRef }

// C makes the column of a field from a function that selects it:
//
//	var Age = orm.C(func(u *User) *int64 { return &u.Age })
//
// The function is called once, here, with an object whose embedded pointers are set.
// Fields of embedded structs are selected as in Go. Whether the field is mapped is seen
// when a query uses it, or at once by [Register] for columns that indexes name.
//
// It panics if the function is nil or returns anything but the address of a field of its
// object.
func C[T, V any](field func(*T) *V) Col[T, V] { return locate[T, V, V](field, false) }

// CNull is C for a field that is sql.Null[V]: its values are V, beside NULL.
func CNull[T, V any](field func(*T) *sql.Null[V]) Col[T, V] {
	return locate[T, sql.Null[V], V](field, true)
}

// CPtr is C for a field that is *V, whose nil is NULL.
func CPtr[T, V any](field func(*T) **V) Col[T, V] { return locate[T, *V, V](field, true) }

// A columnRef is a field, before its model is known. inner says that values come
// without the NULL that the field's type has.
type columnRef struct {
	owner reflect.Type
	fieldKey
	inner bool
}

func (c Col[T, V]) column(*T) *columnRef { return c.ref }

// locate finds the field whose address a selector returns.
func locate[T, F, V any](field func(*T) *F, inner bool) Col[T, V] {
	t := reflect.TypeFor[T]()
	if field == nil {
		panic(fmt.Sprintf("orm: C: the function that selects a field of %s is nil", t))
	}
	probe := new(T)
	spaces := []space{}
	if t.Kind() == reflect.Struct {
		spaces = fill(reflect.ValueOf(probe).Elem(), cellOf(probe), "", []reflect.Type{t}, nil)
	}
	got := field(probe)
	if got != nil {
		for _, s := range spaces {
			if offset, ok := cellOf(got).within(s.base, s.size); ok {
				ref := &columnRef{owner: t, fieldKey: fieldKey{s.path, offset, reflect.TypeFor[F]()}, inner: inner}
				return Col[T, V]{Expr[T, V]{ref}, ref}
			}
		}
	}
	panic(fmt.Sprintf("orm: C: the function returns no field of its %s", t))
}

// A space is the memory of the probe, or of a struct that it points to.
type space struct {
	path string
	base cell
	size uintptr
}

// fill sets the pointers to structs in a probe, so that selectors can go through them.
func fill(v reflect.Value, base cell, path string, seen []reflect.Type, spaces []space) []space {
	spaces = append(spaces, space{path, base, v.Type().Size()})
	return fillFields(v, 0, path, seen, spaces)
}

func fillFields(v reflect.Value, offset uintptr, path string, seen []reflect.Type, spaces []space) []space {
	t := v.Type()
	for i := range t.NumField() {
		f, at := t.Field(i), offset+t.Field(i).Offset
		switch {
		case f.Type.Kind() == reflect.Struct && !isNull(f.Type) && f.Type != timeType:
			spaces = fillFields(v.Field(i), at, path, seen, spaces)
		case f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct && v.Field(i).CanSet():
			inner := f.Type.Elem()
			deep := false
			for _, s := range seen {
				deep = deep || s == inner
			}
			if deep {
				continue
			}
			p := reflect.New(inner)
			v.Field(i).Set(p)
			spaces = fill(p.Elem(), cellOfValue(p), path+strconv.FormatUint(uint64(at), 10)+">", append(seen[:len(seen):len(seen)], inner), spaces)
		}
	}
	return spaces
}

// find gives the column of a reference, or says why there is none.
func (m *model) find(ref *columnRef) (*column, error) {
	if ref == nil {
		return nil, &MappingError{Type: m.typ.String(), Problem: "the zero Col is no column; make one with C"}
	}
	if ref.owner != m.typ {
		return nil, &MappingError{Type: m.typ.String(), Problem: fmt.Sprintf("the column is one of %s", ref.owner)}
	}
	c, ok := m.byField[ref.fieldKey]
	if !ok {
		return nil, &MappingError{Type: m.typ.String(), Problem: fmt.Sprintf("the selected field (%s at byte %d) is not mapped", ref.typ, ref.offset)}
	}
	return c, nil
}

// columnsOf finds several.
func columnsOf[T any](m *model, cols []Column[T]) ([]*column, error) {
	return appendColumns(make([]*column, 0, len(cols)), m, cols)
}

func appendColumns[T any](found []*column, m *model, cols []Column[T]) ([]*column, error) {
	for _, col := range cols {
		var ref *columnRef
		if col != nil {
			ref = col.column(nil)
		}
		c, err := m.find(ref)
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	return found, nil
}
