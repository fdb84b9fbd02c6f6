package structs

import (
	"sync/atomic"
	"unsafe"

	"underhood/metaclass"
)

// This file has the pointer arithmetic of the package. Invariants:
//
//   - An eface is laid out as the runtime lays out the empty interface: type word, data
//     word. The data word of a pointer, map, channel or function is the value itself.
//   - A pointer that leaves this file points to a live T, because it came out of an
//     interface whose type word was that of *T, or of a *U whose U holds a T at the
//     offset that was registered for it. Interfaces keep what they point to alive.
type eface struct{ typ, data unsafe.Pointer }

func word(v any) unsafe.Pointer { return (*eface)(unsafe.Pointer(&v)).typ }

func data(v any) unsafe.Pointer { return (*eface)(unsafe.Pointer(&v)).data }

// fromWords puts an interface together. typ is the type word of a pointer-shaped type
// and p is a value of it.
func fromWords(typ, p unsafe.Pointer) (v any) {
	e := (*eface)(unsafe.Pointer(&v))
	e.typ, e.data = typ, p
	return v
}

// erased is a func of a *T as one of a bare pointer, so that callers need not know T: F
// is func(*T, …) and G func(unsafe.Pointer, …), with all else alike. Go passes all
// pointers alike, whatever they point to (abi-internal.md, "Argument and result
// passing"), and methodOf has checked that *T is what the binding's pointers are.
func erased[F, G any](f F) G { return *(*G)(unsafe.Pointer(&f)) }

// A binding ties a struct type T to its class in one world.
type binding struct {
	ptr     unsafe.Pointer // type word of *T
	name    string
	fields  []*field // in the order of __init__, those of the base first
	base    *binding
	offset  uintptr                  // of the base in T
	derived atomic.Pointer[[]upcast] // structs that hold a T as their base
	names   map[string]bool          // of the class's own members and methods
	goNames map[string]bool          // of its methods
}

// An upcast leads from a derived struct to the T inside.
type upcast struct {
	ptr    unsafe.Pointer // type word of *U
	offset uintptr
}

// direct is the *T in a value that holds just that, nil otherwise. It is small enough to be
// inlined.
func (b *binding) direct(v metaclass.Value) unsafe.Pointer {
	if o, ok := v.(*metaclass.Object); ok {
		return b.held(o)
	}
	if e := (*eface)(unsafe.Pointer(&v)); e.typ == b.ptr {
		return e.data
	}
	return nil
}

// held is direct for an object.
func (b *binding) held(o *metaclass.Object) unsafe.Pointer {
	v := o.Native()
	if e := (*eface)(unsafe.Pointer(&v)); e.typ == b.ptr {
		return e.data
	}
	return nil
}

// pointer is the *T in a value: in an instance of the class or of one derived from it,
// or a Go pointer itself. Nil if there is none.
func (b *binding) pointer(v metaclass.Value) unsafe.Pointer {
	if o, ok := v.(*metaclass.Object); ok {
		v = o.Native()
	}
	e := (*eface)(unsafe.Pointer(&v))
	if e.typ == b.ptr {
		return e.data
	}
	return b.up(e.typ, e.data)
}

func (b *binding) up(typ, p unsafe.Pointer) unsafe.Pointer {
	list := b.derived.Load()
	if list == nil || p == nil {
		return nil
	}
	for _, u := range *list {
		if u.ptr == typ {
			return unsafe.Add(p, u.offset)
		}
	}
	return nil
}

// derive makes a binding's values those of its bases too.
func (b *binding) derive() {
	offset := uintptr(0)
	for d := b; d.base != nil; d = d.base {
		offset += d.offset
		d.base.accept(upcast{b.ptr, offset})
	}
}

func (b *binding) accept(u upcast) {
	for {
		old := b.derived.Load()
		var list []upcast
		if old != nil {
			list = append(list, *old...)
		}
		list = append(list, u)
		if b.derived.CompareAndSwap(old, &list) {
			return
		}
	}
}
