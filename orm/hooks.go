package orm

import (
	"context"
	"fmt"
	"reflect"
)

// Hooks of an object are called around operations on that object: Insert, Update,
// Delete and Upsert of rows. No hook runs for a query's Update or Delete, which touch
// rows that are no objects, nor for loading. An error of a Before hook ends the
// operation before anything is sent; one of an After hook is returned by it, and in a
// transaction rolls that back. No connection is held meanwhile, so that a hook may use the
// DB, or the transaction.
//
// They are methods with a pointer receiver. [Register] refuses a type whose method has
// the name of a hook and another signature, or a value receiver, which would change a
// copy.
type (
	// BeforeInserter is called before a row is inserted, also by Upsert.
	BeforeInserter interface {
		BeforeInsert(ctx context.Context) error
	}
	// AfterInserter is called when the row is there and generated columns are set.
	AfterInserter interface {
		AfterInsert(ctx context.Context) error
	}
	// BeforeUpdater is called before Update of the object.
	BeforeUpdater interface {
		BeforeUpdate(ctx context.Context) error
	}
	// AfterUpdater is called after it, with the new version set.
	AfterUpdater interface {
		AfterUpdate(ctx context.Context) error
	}
	// BeforeDeleter is called before Delete of the object, soft or not.
	BeforeDeleter interface {
		BeforeDelete(ctx context.Context) error
	}
	// AfterDeleter is called after it.
	AfterDeleter interface {
		AfterDelete(ctx context.Context) error
	}
)

// A hookSet is which hooks a type has.
type hookSet uint8

const (
	beforeInsert hookSet = 1 << iota
	afterInsert
	beforeUpdate
	afterUpdate
	beforeDelete
	afterDelete
)

var hookNames = [...]string{"BeforeInsert", "AfterInsert", "BeforeUpdate", "AfterUpdate", "BeforeDelete", "AfterDelete"}

var hookSignature = reflect.TypeFor[func(context.Context) error]()

// hooksOf finds the hooks of a struct type, and methods that look like one and are none.
func hooksOf(t reflect.Type) (set hookSet, problems []string) {
	ptr := reflect.PointerTo(t)
	for i, name := range hookNames {
		m, ok := ptr.MethodByName(name)
		if !ok {
			continue
		}
		bound := reflect.Zero(ptr).Method(m.Index).Type()
		_, byValue := t.MethodByName(name)
		switch {
		case bound != hookSignature:
			problems = append(problems, fmt.Sprintf("hook %s is %s, not %s", name, bound, hookSignature))
		case byValue:
			problems = append(problems, fmt.Sprintf("hook %s has a value receiver and would see a copy; make it (*%s)", name, t.Name()))
		default:
			set |= 1 << i
		}
	}
	return set, problems
}

// of gives what runs a hook of an object, or nil if its type has none.
func (s hookSet) of(which hookSet, object any) func(o *op) error {
	if s&which == 0 {
		return nil
	}
	return func(o *op) error { return s.call(o.ctx, which, object) }
}

// call runs one hook of an object if its type has it.
func (s hookSet) call(ctx context.Context, which hookSet, object any) error {
	if s&which == 0 {
		return nil
	}
	var f func(context.Context) error
	switch which {
	case beforeInsert:
		if h, ok := object.(BeforeInserter); ok {
			f = h.BeforeInsert
		}
	case afterInsert:
		if h, ok := object.(AfterInserter); ok {
			f = h.AfterInsert
		}
	case beforeUpdate:
		if h, ok := object.(BeforeUpdater); ok {
			f = h.BeforeUpdate
		}
	case afterUpdate:
		if h, ok := object.(AfterUpdater); ok {
			f = h.AfterUpdate
		}
	case beforeDelete:
		if h, ok := object.(BeforeDeleter); ok {
			f = h.BeforeDelete
		}
	case afterDelete:
		if h, ok := object.(AfterDeleter); ok {
			f = h.AfterDelete
		}
	}
	if f == nil {
		return nil
	}
	return f(ctx)
}
