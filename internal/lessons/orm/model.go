package lesson

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"underhood/orm"
)

// A model is a mapped type for programs, whose steps name it by a word. The objects are
// those that fresh made or that were read.
type model interface {
	fresh() any
	text(v any) string
	set(v any, words []string) error
	columns(words []string) error // says which does not exist
	reads(words []string) error   // … what is wrong with a query
	sets(words []string) error    // … with assignments
	written() bool                // false for a join

	insert(ctx context.Context, r orm.Runner, objects []any) error
	get(ctx context.Context, r orm.Runner, key int64) (any, error)
	update(ctx context.Context, r orm.Runner, v any, columns []string) error
	remove(ctx context.Context, r orm.Runner, v any, hard bool) error
	upsert(ctx context.Context, r orm.Runner, v any, target string, columns []string) (int64, error)
	list(ctx context.Context, r orm.Runner, query []string) ([]any, error)
	first(ctx context.Context, r orm.Runner, query []string) (any, error)
	each(ctx context.Context, r orm.Runner, query []string, yield func(v any) bool) error
	count(ctx context.Context, r orm.Runner, query []string) (int64, error)
	change(ctx context.Context, r orm.Runner, sets, query []string) (int64, error)
	drop(ctx context.Context, r orm.Runner, query []string) (int64, error)

	relates(field string) (table string, err error)
	relate(v any, field string, to any)
	add(s *orm.Session, objects []any) error
	part(s *orm.Session, objects []any) error
	meet(ctx context.Context, s *orm.Session, key int64) (any, error)
}

// A source is what can be queried: a table or a join.
type source[T any] interface {
	All() orm.Query[T]
	Where(p orm.Pred[T], more ...orm.Pred[T]) orm.Query[T]
}

// mapped is the model of T; every method is one call of package orm.
type mapped[T any] struct {
	table  *orm.Table[T] // nil for a join
	source source[T]
	say    func(v *T) string
	fields []field[T]

	relations []relation[T]
}

// own is the object as its type, which the plan's check has seen to.
func (m *mapped[T]) own(v any) *T {
	own, ok := v.(*T)
	if !ok {
		panic(fmt.Sprintf("lesson: %T is no object of this model", v))
	}
	return own
}

func (m *mapped[T]) fresh() any        { return new(T) }
func (m *mapped[T]) text(v any) string { return m.say(m.own(v)) }
func (m *mapped[T]) written() bool     { return m.table != nil }

func (m *mapped[T]) field(name string) (field[T], error) {
	i := slices.IndexFunc(m.fields, func(f field[T]) bool { return f.name == name })
	if i < 0 {
		names := make([]string, len(m.fields))
		for i, f := range m.fields {
			names[i] = f.name
		}
		return field[T]{}, fmt.Errorf("%q is none of the columns %s", name, strings.Join(names, ", "))
	}
	return m.fields[i], nil
}

// set writes fields of an object, from words like age=36.
func (m *mapped[T]) set(v any, words []string) error {
	for _, w := range words {
		name, text, ok := strings.Cut(w, "=")
		if !ok {
			return fmt.Errorf("%q is not like age=36", w)
		}
		f, err := m.field(name)
		if err == nil {
			err = f.set(m.own(v), text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *mapped[T]) columns(words []string) error {
	_, err := m.named(words)
	return err
}

func (m *mapped[T]) named(words []string) ([]orm.Column[T], error) {
	var out []orm.Column[T]
	for _, w := range words {
		f, err := m.field(w)
		if err != nil {
			return nil, err
		}
		out = append(out, f.column)
	}
	return out, nil
}

func (m *mapped[T]) insert(ctx context.Context, r orm.Runner, objects []any) error {
	return m.table.Insert(ctx, r, m.all(objects)...)
}

func (m *mapped[T]) get(ctx context.Context, r orm.Runner, key int64) (any, error) {
	return found(m.table.Get(ctx, r, key))
}

// found keeps a nil *T from becoming an any that is not nil.
func found[T any](v *T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (m *mapped[T]) update(ctx context.Context, r orm.Runner, v any, columns []string) error {
	cols, err := m.named(columns)
	if err != nil {
		return err
	}
	return m.table.Update(ctx, r, m.own(v), cols...)
}

func (m *mapped[T]) remove(ctx context.Context, r orm.Runner, v any, hard bool) error {
	if hard {
		return m.table.HardDelete(ctx, r, m.own(v))
	}
	return m.table.Delete(ctx, r, m.own(v))
}

func (m *mapped[T]) upsert(ctx context.Context, r orm.Runner, v any, target string, columns []string) (int64, error) {
	on, err := m.named([]string{target})
	if err != nil {
		return 0, err
	}
	cols, err := m.named(columns)
	if err != nil {
		return 0, err
	}
	conflict := orm.OnConflict(on...).Nothing()
	if len(cols) > 0 {
		conflict = orm.OnConflict(on...).Update(cols...)
	}
	return m.table.Upsert(ctx, r, conflict, m.own(v))
}

func (m *mapped[T]) change(ctx context.Context, r orm.Runner, sets, query []string) (int64, error) {
	q, err := m.query(query, true)
	if err != nil {
		return 0, err
	}
	assigns, err := m.assigns(sets)
	if err != nil {
		return 0, err
	}
	return q.Update(ctx, r, assigns...)
}

func (m *mapped[T]) drop(ctx context.Context, r orm.Runner, query []string) (int64, error) {
	q, err := m.query(query, true)
	if err != nil {
		return 0, err
	}
	return q.Delete(ctx, r)
}

func (m *mapped[T]) sets(words []string) error {
	_, err := m.assigns(words)
	return err
}

// assigns reads words like age=0 and age+1.
func (m *mapped[T]) assigns(words []string) ([]orm.Assign[T], error) {
	var out []orm.Assign[T]
	for _, w := range words {
		i := strings.IndexAny(w, "=+")
		if i < 0 {
			return nil, fmt.Errorf("%q is like neither age=36 nor age+1", w)
		}
		f, err := m.field(w[:i])
		if err != nil {
			return nil, err
		}
		a, err := f.assign(w[i:i+1], w[i+1:])
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// whole reads a number that counts something.
func whole(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is no count", text)
	}
	return n, nil
}
