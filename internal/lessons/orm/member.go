package lesson

import (
	"context"
	"fmt"
	"slices"

	"underhood/orm"
)

// A relation is a field of T that holds another object.
type relation[T any] struct {
	name, table string
	set         func(v *T, to any)
}

func related[T, U any](name, table string, at func(*T) *orm.Rel[U]) relation[T] {
	return relation[T]{name, table, func(v *T, to any) {
		object, _ := to.(*U) // nil for none
		*at(v) = orm.To(object)
	}}
}

// relates says which table a field leads to.
func (m *mapped[T]) relates(name string) (table string, err error) {
	i := slices.IndexFunc(m.relations, func(r relation[T]) bool { return r.name == name })
	if i < 0 {
		return "", fmt.Errorf("%q is no field for another object", name)
	}
	return m.relations[i].table, nil
}

func (m *mapped[T]) relate(v any, name string, to any) {
	i := slices.IndexFunc(m.relations, func(r relation[T]) bool { return r.name == name })
	m.relations[i].set(m.own(v), to)
}

func (m *mapped[T]) add(s *orm.Session, objects []any) error {
	return m.table.In(s).Add(m.all(objects)...)
}

func (m *mapped[T]) part(s *orm.Session, objects []any) error {
	return m.table.In(s).Remove(m.all(objects)...)
}

func (m *mapped[T]) meet(ctx context.Context, s *orm.Session, key int64) (any, error) {
	return found(m.table.In(s).Get(ctx, key))
}

func (m *mapped[T]) all(objects []any) []*T {
	rows := make([]*T, len(objects))
	for i, v := range objects {
		rows[i] = m.own(v)
	}
	return rows
}
