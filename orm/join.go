package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A View is a join: a struct whose fields are objects of several tables. It is read by
// queries like a table, and its columns are made by [C] as a table's are:
//
//	type UserOrder struct {
//		User  User
//		Order *Order // nil for a user without one
//	}
//
//	var (
//		joinedID   = orm.C(func(j *UserOrder) *int64 { return &j.User.ID })
//		joinedUser = orm.C(func(j *UserOrder) *int64 { return &j.Order.UserID })
//	)
//
// It is immutable and safe for concurrent use.
type View[J any] struct{ m *model }

// A joinSpec is the tables of a join and what joins them.
type joinSpec struct {
	parts []joinPart
	on    []node // of the second part and so on
}

type joinPart struct {
	model *model
	alias string
	left  bool
}

// Join maps a struct whose fields are registered types to a join of their tables, in
// the order of the fields. A field that is a pointer is joined from the left: nil where
// there is no row. on are the conditions of the second table and so on. Rows that are
// softly deleted are left out of every part; WithDeleted of a query concerns the first.
// Mistakes are reported here, joined.
func Join[J any](s *Schema, on ...Pred[J]) (*View[J], error) {
	t := reflect.TypeFor[J]()
	m := &model{typ: t, name: "", byField: map[fieldKey]*column{}, byName: map[string]*column{}, join: &joinSpec{}}
	w := &fieldWalk{m: m}
	if t.Kind() != reflect.Struct {
		return nil, &MappingError{Type: t.String(), Problem: "not a struct"}
	}
	for f := range t.Fields() {
		w.part(s, f)
	}
	if want := len(m.join.parts) - 1; want < 1 {
		w.fail("", "a join has two tables or more")
	} else if len(on) != want {
		w.fail("", "%d conditions for %d tables", len(on), want+1)
	}
	for _, p := range on {
		m.join.on = append(m.join.on, p.n)
	}
	if len(m.join.parts) > 0 && m.join.parts[0].left {
		w.fail(m.join.parts[0].alias, "the first table of a join is no pointer")
	}
	if err := errors.Join(w.errs...); err != nil {
		return nil, err
	}
	return &View[J]{m}, nil
}

// MustJoin is Join for package variables.
//
// It panics with all that is wrong.
func MustJoin[J any](s *Schema, on ...Pred[J]) *View[J] {
	v, err := Join(s, on...)
	if err != nil {
		panic(err)
	}
	return v
}

// Where chooses the rows for which all of the conditions hold.
func (v *View[J]) Where(p Pred[J], more ...Pred[J]) Query[J] {
	return Query[J]{query{m: v.m}}.Where(p, more...)
}

// All chooses every row.
func (v *View[J]) All() Query[J] { return Query[J]{query{m: v.m, whole: true}} }

// part adds a table's columns, moved to where the field lies.
func (w *fieldWalk) part(s *Schema, f reflect.StructField) {
	t, left := f.Type, false
	if t.Kind() == reflect.Pointer {
		t, left = t.Elem(), true
	}
	table, ok := s.model(t)
	if !ok || !f.IsExported() {
		w.fail(f.Name, "not an exported field of a registered type, but %s", f.Type)
		return
	}
	m := w.m
	for _, c := range table.cols {
		own := *c
		own.model, own.alias, own.field, own.index = m, f.Name, f.Name+"."+c.field, len(m.cols)
		switch {
		case left:
			own.path = append([]step{{f.Offset, t}}, c.path...)
		case len(c.path) > 0:
			own.path = slices.Clone(c.path)
			own.path[0].offset += f.Offset
		default:
			own.offset += f.Offset
		}
		m.cols = append(m.cols, &own)
		m.byField[fieldKey{pathOf(own.path), own.offset, own.typ}] = &own
		m.byName[f.Name+"."+c.name] = &own
		if table.soft == c && len(m.join.parts) == 0 {
			m.soft = &own
		}
	}
	m.join.parts = append(m.join.parts, joinPart{table, f.Name, left})
}

// pathOf is how a fieldKey writes the pointers on the way.
func pathOf(steps []step) string {
	var path strings.Builder
	for _, s := range steps {
		path.WriteString(strconv.FormatUint(uint64(s.offset), 10) + ">")
	}
	return path.String()
}

// joinTables writes what stands behind FROM.
func (p *plan) joinTables() error {
	r := renderer{plan: p}
	for i, part := range p.join.parts {
		table, err := p.d.Quote(part.model.name)
		if err != nil {
			return err
		}
		alias, err := p.d.Quote(part.alias)
		if err != nil {
			return err
		}
		if i > 0 {
			r.write(map[bool]string{false: " JOIN ", true: " LEFT JOIN "}[part.left])
		}
		r.write(table + " AS " + alias)
		if i == 0 {
			continue
		}
		r.write(" ON ")
		r.node(p.join.on[i-1])
		if part.model.soft != nil {
			ident, err := p.d.Quote(part.model.soft.name)
			if err != nil {
				return err
			}
			r.write(fmt.Sprintf(" AND %s.%s IS NULL", alias, ident))
		}
	}
	p.from, p.fromArgs = string(r.buf), r.args
	return r.err
}
