package orm

import (
	"fmt"
	"reflect"
	"slices"
)

// A Rel is a field for the one object that is related to its own: what a foreign key
// refers to, or the one row that refers to this. It is no column. It knows whether it has
// been loaded, and never asks the database by itself: what has not been loaded by [Load]
// is unknown, which is not the same as none. The zero Rel is not loaded.
type Rel[T any] struct {
	v      *T
	loaded bool
	chosen bool // by To, which a session takes for a wish
}

// To makes a Rel of an object that a program relates to another one, nil for none:
//
//	picture.Painter = orm.To(ada)
//
// It is loaded, and changes no column by itself. A [Session] reads it when it flushes, if the
// field was declared by [Link].
func To[T any](v *T) Rel[T] { return Rel[T]{v: v, loaded: true, chosen: true} }

// Loaded reports whether the object is known.
func (r Rel[T]) Loaded() bool { return r.loaded }

// Get gives the object, nil if there is none; loaded is whether that is known.
func (r Rel[T]) Get() (v *T, loaded bool) { return r.v, r.loaded }

func (Rel[T]) related() {}

// A RelMany is a field for the objects that refer to its own. It is no column, and is
// like [Rel] in all else.
type RelMany[T any] struct {
	vs     []*T
	loaded bool
}

// Loaded reports whether the objects are known.
func (r RelMany[T]) Loaded() bool { return r.loaded }

// Get gives the objects, in the order of the relation; loaded is whether they are known.
func (r RelMany[T]) Get() (vs []*T, loaded bool) { return r.vs, r.loaded }

func (RelMany[T]) related() {}

var relatedType = reflect.TypeFor[interface{ related() }]()

// A Pair is a column of one table and that of another, which are equal in related rows.
type Pair[T, U any] struct{ own, other *columnRef }

// On pairs columns of one type. A NULL is related to nothing.
func On[T, U, V any](own Col[T, V], other Col[U, V]) Pair[T, U] {
	return Pair[T, U]{own.ref, other.ref}
}

// An Edge is a [Relation] of T to whatever table.
type Edge[T any] interface {
	load(l loader, rows []*T) error
}

// A Relation is how objects of T are related to those of U, and which of them [Load]
// brings. It is an immutable value, as a [Query] is, and safe for concurrent use.
type Relation[T, U any] struct {
	one   func(*T) *Rel[U]
	many  func(*T) *RelMany[U]
	pairs []Pair[T, U]
	q     Query[U]
	inner []Edge[U]
}

// BelongsTo is the relation to what columns of T refer to:
//
//	orm.BelongsTo(func(o *Order) *orm.Rel[User] { return &o.User }, users, orm.On(orderUser, userID))
//
// A key of several columns has a pair for each.
func BelongsTo[T, U any](field func(*T) *Rel[U], to *Table[U], pairs ...Pair[T, U]) Relation[T, U] {
	return Relation[T, U]{one: field, q: to.All(), pairs: slices.Clone(pairs)}
}

// HasOne is the relation to the one object that refers to T. More than one is ErrTooMany.
func HasOne[T, U any](field func(*T) *Rel[U], of *Table[U], pairs ...Pair[T, U]) Relation[T, U] {
	return BelongsTo(field, of, pairs...)
}

// HasMany is the relation to the objects that refer to T. Many to many is HasMany of the
// table between, whose rows have what else is to say about each link, and from there
// [BelongsTo]: Links.With(LinkTarget).
func HasMany[T, U any](field func(*T) *RelMany[U], of *Table[U], pairs ...Pair[T, U]) Relation[T, U] {
	return Relation[T, U]{many: field, q: of.All(), pairs: slices.Clone(pairs)}
}

// Where narrows the related objects.
func (l Relation[T, U]) Where(p Pred[U], more ...Pred[U]) Relation[T, U] {
	l.q = l.q.Where(p, more...)
	return l
}

// OrderBy sorts the related objects of each.
func (l Relation[T, U]) OrderBy(orders ...Order[U]) Relation[T, U] {
	l.q = l.q.OrderBy(orders...)
	return l
}

// Limit gives n related objects to each at most: the first in the order, and by their key
// where that leaves it open. A negative n is an error of Load.
func (l Relation[T, U]) Limit(n int64) Relation[T, U] {
	l.q = l.q.Limit(n)
	return l
}

// WithDeleted brings related rows that are softly deleted, too.
func (l Relation[T, U]) WithDeleted() Relation[T, U] { l.q = l.q.WithDeleted(); return l }

// With loads relations of the related objects as well.
func (l Relation[T, U]) With(edges ...Edge[U]) Relation[T, U] {
	l.inner = append(slices.Clip(l.inner), edges...)
	return l
}

// check says what is wrong with a relation before anything is sent.
func (l Relation[T, U]) check() error {
	switch {
	case l.one == nil && l.many == nil:
		return fmt.Errorf("%w: the zero Relation, or one of no field", ErrValue)
	case len(l.pairs) == 0:
		return fmt.Errorf("%w: a relation on no column", ErrValue)
	}
	return l.q.q.plain()
}
