package orm

import (
	"reflect"
	"unsafe"
)

// A cell is where a value of a column lies: a field of an object, or a variable that
// a caller's value was copied to.
//
// This file is all the unsafe code of the package. Its invariants:
//
//   - A cell is made from a pointer of the right type (cellOf) and moved only by
//     offsets that reflect gave for a field of that type (at), so it stays inside
//     its allocation, and checkptr agrees.
//   - It holds an unsafe.Pointer, never a uintptr, so the collector sees it and the
//     object lives as long as the cell.
//   - as[V] is called for a field whose type has V's kind and layout: the model chose
//     the codec by reflect.Kind when it was compiled.
//   - A cell into a slice's array is not kept across append.
type cell struct{ p unsafe.Pointer }

// cellOf is the place of a variable.
func cellOf[V any](v *V) cell { return cell{unsafe.Pointer(v)} }

// cellOfValue is the place a reflected pointer points to.
func cellOfValue(ptr reflect.Value) cell { return cell{ptr.UnsafePointer()} }

// as is the place as a variable of a type.
func as[V any](c cell) *V { return (*V)(c.p) }

// at is the place some bytes further in the same object.
func (c cell) at(offset uintptr) cell { return cell{unsafe.Add(c.p, offset)} }

// pointee is where the pointer in this place points; its p is nil for a nil pointer.
func (c cell) pointee() cell { return cell{*(*unsafe.Pointer)(c.p)} }

// point stores a pointer to another place in this one.
func (c cell) point(to cell) { *(*unsafe.Pointer)(c.p) = to.p }

// isNil reports whether the cell is nowhere.
func (c cell) isNil() bool { return c.p == nil }

// inPlace is the variable in this place as an interface value, without the copy that a
// conversion allocates: its data word points into the object. That word must not be
// changed through, and the variable not while the value is in use, so such a value goes
// to the driver's Exec or Query and is forgotten when that returns (conn.forget); a
// trace gets copies. V is int64, float64 or string, which an interface holds by pointer.
func inPlace[V int64 | float64 | string](c cell) any {
	var zero V
	var v any = zero
	(*[2]unsafe.Pointer)(unsafe.Pointer(&v))[1] = c.p
	return v
}

// value is a reflected pointer to the place, as one to a variable of a type.
func (c cell) value(t reflect.Type) reflect.Value { return reflect.NewAt(t, c.p) }

// within gives how far the place is behind another and whether it is one of the size
// bytes there. Both are pointers; their difference is a number and never made one.
func (c cell) within(base cell, size uintptr) (offset uintptr, ok bool) {
	a, b := uintptr(c.p), uintptr(base.p)
	return a - b, a >= b && a-b < size
}
