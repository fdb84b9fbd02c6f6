package pool

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

// ErrPointers says that a type cannot lie in an Allocator's memory, where Go's
// collector would not find its pointers.
var ErrPointers = errors.New("pool: the type has pointers")

// A Slab gives values of one type that lie in an [Allocator]'s memory, and takes
// them back. It keeps a stack of free ones, so that Get and Put are a few
// instructions, written where they are called. It is the fast way; the other,
// [Allocator.Alloc], knows what is in use and tells misuse always.
//
// The free values in the stack, at most 128 KiB or 2048, count as in use in the
// Allocator until Flush. Like the Allocator, a Slab is not safe for concurrent
// use. Values must not be used after Put, nor after the Allocator was closed.
type Slab[T any] struct {
	stack            // first: so its address costs nothing, see Get
	n, full int      // how many values are free, and at how many Put has more to do
	err     error    // of the Get under way
	putErr  error    // of the Put under way
	free    slots[T] // free[:n] can be given
}

// slots has room for the most values any Slab keeps. It lies in the Slab, and its
// length is a power of two, so that where a value lies takes no look at a slice.
type slots[T any] [slabMost]*T

// NewSlab makes a Slab over a, which stays as long as a does. The error is ErrPointers when T contains any
// (slices, strings, maps, functions and interfaces do), ErrSize when it has no
// bytes or more than SmallMax.
func NewSlab[T any](a *Allocator) (*Slab[T], error) {
	t := reflect.TypeFor[T]()
	if path := pointerIn(t, t.String()); path != "" {
		return nil, fmt.Errorf("%w: %s", ErrPointers, path)
	}
	size := int(t.Size())
	if a.shut() {
		return nil, ErrClosed
	}
	if size == 0 || size > SmallMax {
		return nil, fmt.Errorf("%w: %v has %d bytes, and a slab's values 1 to %d", ErrSize, t, size, SmallMax)
	}
	room := 1
	if a.guard == nil {
		room = min(slabMost, max(slabLeast, slabBytes/size))
	}
	s := &Slab[T]{full: room}
	s.stack = stack{
		a: a, size: size, n: &s.n, full: &s.full, err: &s.err, putErr: &s.putErr,
		kept: unsafe.Slice((*unsafe.Pointer)(unsafe.Pointer(&s.free)), room),
	}
	if a.guard != nil {
		s.finds = make(map[unsafe.Pointer]Block)
	}
	a.stacks = append(a.stacks, &s.stack)
	return s, nil
}

const (
	slabBytes = 128 << 10
	slabMost  = 2048
	slabLeast = 16
)

// pointerIn is where a type has a pointer, "" for nowhere.
func pointerIn(t reflect.Type, path string) string {
	switch t.Kind() {
	case reflect.Array:
		if t.Len() > 0 {
			return pointerIn(t.Elem(), path+"[0]")
		}
		return ""
	case reflect.Struct:
		for f := range t.Fields() {
			if p := pointerIn(f.Type, path+"."+f.Name); p != "" {
				return p
			}
		}
		return ""
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return ""
	}
	return path
}

// Get gives a value, not cleared: it may hold what an earlier one left, also what
// is no valid T. Errors are those of Alloc.
func (s *Slab[T]) Get() (*T, error) {
	// To be written where it is called, this may have one call and little else: the
	// compiler's budget for both methods is used up. So the call has no result, and
	// an error comes the way of a value. The index is masked, as the compiler does
	// not know that refill leaves n at 0.
	if s.n--; s.n < 0 {
		s.refill()
	}
	return s.free[s.n&(slabMost-1)], s.err
}

// Put takes a value back, which must be this Slab's, in use and not nil; of that
// only an Allocator with checks is sure, at once. Without, errors come when the
// stack is full and the oldest half goes back to its pools: then they are about any
// value put before.
func (s *Slab[T]) Put(p *T) error {
	s.free[s.n] = p
	if s.n++; s.n >= s.full {
		s.spill()
	}
	return s.putErr
}

// Flush gives the free values back to the Allocator, those that were put last
// too. The error is the first there was.
func (s *Slab[T]) Flush() error { return s.flush(s.n) }
