package orm

import (
	"reflect"
	"slices"
)

// An index is one of a table, unique or not.
type index struct {
	cols   []*column
	unique bool
}

// A foreign is a foreign key.
type foreign struct {
	cols     []*column
	target   reflect.Type
	refs     []*columnRef
	onDelete string
}

// fieldIndexes makes the indexes that tags ask for.
func (m *model) fieldIndexes() {
	for _, c := range m.cols {
		if c.opts.unique || c.opts.index {
			m.indexes = append(m.indexes, index{[]*column{c}, c.opts.unique})
		}
	}
}

// indexed reports whether a column is part of an index.
func (m *model) indexed(c *column) bool {
	return slices.ContainsFunc(m.indexes, func(i index) bool { return slices.Contains(i.cols, c) })
}

// Unique says that no two rows have the same values in the columns. In a table with
// soft delete, deleted rows do not count, where the engine has partial indexes.
func Unique[T any](cols ...Column[T]) TableOption[T] { return indexOption(true, cols) }

// Index makes an index over the columns.
func Index[T any](cols ...Column[T]) TableOption[T] { return indexOption(false, cols) }

func indexOption[T any](unique bool, cols []Column[T]) TableOption[T] {
	return func(s *tableSpec) error {
		s.after = append(s.after, func(m *model) error {
			found, err := columnsOf(m, cols)
			if err == nil && len(found) == 0 {
				err = &MappingError{Type: m.typ.String(), Problem: "an index over no column"}
			}
			m.indexes = append(m.indexes, index{found, unique})
			return err
		})
		return nil
	}
}

// An OnDelete says what happens to rows that refer to one that is deleted.
type OnDelete string

// What a foreign key can do. The zero OnDelete is NoAction.
const (
	NoAction OnDelete = ""
	Restrict OnDelete = "RESTRICT"
	Cascade  OnDelete = "CASCADE"
	SetNull  OnDelete = "SET NULL"
)

// A Ref is one pair of columns of a foreign key.
type Ref[T any] struct {
	from *columnRef
	to   *columnRef
}

// RefersTo pairs a column with that of another table, of the same type, which it
// refers to.
func RefersTo[T, U, V any](from Col[T, V], to Col[U, V]) Ref[T] { return Ref[T]{from.ref, to.ref} }

// Foreign makes a foreign key, of as many columns as there are pairs.
func Foreign[T any](on OnDelete, pairs ...Ref[T]) TableOption[T] {
	return func(s *tableSpec) error {
		s.after = append(s.after, func(m *model) error {
			f := foreign{onDelete: string(on)}
			for _, p := range pairs {
				c, err := m.find(p.from)
				if err != nil {
					return err
				}
				if p.to == nil || f.target != nil && f.target != p.to.owner {
					return &MappingError{Type: m.typ.String(), Field: c.field, Problem: "a foreign key refers to one table"}
				}
				f.cols, f.refs, f.target = append(f.cols, c), append(f.refs, p.to), p.to.owner
			}
			if len(f.cols) == 0 {
				return &MappingError{Type: m.typ.String(), Problem: "a foreign key of no column"}
			}
			m.foreign = append(m.foreign, f)
			return nil
		})
		return nil
	}
}
