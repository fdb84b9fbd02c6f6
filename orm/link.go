package orm

import "reflect"

// A link is a Rel field whose object is what columns refer to.
type link struct {
	cols   []*column
	target reflect.Type
	refs   []*columnRef
	get    func(object cell) linked
	set    func(object cell, to linked)
}

// A linked is what a Rel holds, without its type.
type linked struct {
	v      any // *U, or nil
	at     cell
	loaded bool
	chosen bool
}

// Link says that a field holds the object which columns refer to, as a foreign key or by
// custom:
//
//	orm.Link(func(p *Picture) *orm.Rel[Painter] { return &p.Painter }, orm.RefersTo(picturePainter, painterID))
//
// A [Session] then fills the columns from the object when it flushes, also when the
// database makes the object's key in that flush. Nothing else reads it. [BelongsTo] is how
// the same field is loaded.
func Link[T, U any](field func(*T) *Rel[U], pairs ...Ref[T]) TableOption[T] {
	return func(s *tableSpec) error {
		s.after = append(s.after, func(m *model) error {
			l := link{target: reflect.TypeFor[U]()}
			if field == nil {
				return &MappingError{Type: m.typ.String(), Problem: "a link of no field"}
			}
			for _, p := range pairs {
				c, err := m.find(p.from)
				if err != nil {
					return err
				}
				if p.to == nil || p.to.owner != l.target {
					return &MappingError{Type: m.typ.String(), Field: c.field, Problem: "a link to " + l.target.String() + " by a column that refers to another table"}
				}
				l.cols, l.refs = append(l.cols, c), append(l.refs, p.to)
			}
			if len(l.cols) == 0 {
				return &MappingError{Type: m.typ.String(), Problem: "a link by no column"}
			}
			l.get = func(object cell) linked {
				r := *field(as[T](object))
				to := linked{loaded: r.loaded, chosen: r.chosen}
				if r.v != nil {
					to.v, to.at = r.v, cellOf(r.v)
				}
				return to
			}
			l.set = func(object cell, to linked) {
				v, _ := to.v.(*U) // nil for none
				*field(as[T](object)) = Rel[U]{v: v, loaded: to.loaded, chosen: to.chosen}
			}
			m.links = append(m.links, l)
			return nil
		})
		return nil
	}
}
