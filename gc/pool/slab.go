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
// instructions. It is the fast way; the other, [Allocator.Alloc], knows what is in
// use and tells misuse always.
//
// The free values in the stack, at most 128 KiB or 2048, count as in use in the
// Allocator until Flush. Like the Allocator, a Slab is not safe for concurrent
// use. Values must not be used after Put, nor after the Allocator was closed.
type Slab[T any] struct{ stack }

// A stack is a Slab but for its type, so that what Get and Put do rarely is there
// once for all types.
type stack struct {
	free  []unsafe.Pointer // free[:n] can be given
	n     int
	a     *Allocator
	size  int
	finds map[unsafe.Pointer]Block // of values in use, when checked; else nil
}

const (
	slabBytes = 128 << 10
	slabMost  = 2048
	slabLeast = 16
)

// NewSlab makes a Slab over a, which stays as long as a does. The error is ErrPointers when T contains any
// (slices, strings, maps, functions and interfaces do), ErrSize when it has no
// bytes or more than SmallMax.
func NewSlab[T any](a *Allocator) (*Slab[T], error) {
	t := reflect.TypeFor[T]()
	if path := pointerIn(t, t.String()); path != "" {
		return nil, fmt.Errorf("%w: %s", ErrPointers, path)
	}
	size := int(t.Size())
	if a.closed {
		return nil, ErrClosed
	}
	if size == 0 || size > SmallMax {
		return nil, fmt.Errorf("%w: %v has %d bytes, and a slab's values 1 to %d", ErrSize, t, size, SmallMax)
	}
	s := &Slab[T]{stack{a: a, size: size}}
	if a.guard != nil {
		s.finds = make(map[unsafe.Pointer]Block)
	} else {
		s.free = make([]unsafe.Pointer, min(slabMost, max(slabLeast, slabBytes/size)))
		a.stacks = append(a.stacks, &s.stack)
	}
	return s, nil
}

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
	if n := s.n; n > 0 {
		s.n = n - 1
		return (*T)(s.free[n-1]), nil
	}
	p, err := s.get()
	return (*T)(p), err
}

// Put takes a value back, which must be this Slab's and in use; of that only an
// Allocator with checks is sure, at once. Without, errors come when the stack is
// full and the oldest half goes back to its pools: then they are about any value
// put before. A nil p is put by doing nothing.
func (s *Slab[T]) Put(p *T) error {
	if n := s.n; n < len(s.free) && p != nil {
		s.free[n] = unsafe.Pointer(p)
		s.n = n + 1
		return nil
	}
	return s.put(unsafe.Pointer(p))
}

func (s *stack) get() (unsafe.Pointer, error) {
	b, memory, err := s.a.Alloc(s.size)
	if err != nil {
		return nil, err
	}
	// Blocks begin at multiples of 16, from the start of a page or of a large
	// object of Go's, which is enough for any T.
	p := unsafe.Pointer(unsafe.SliceData(memory))
	if s.finds != nil {
		s.finds[p] = b
	}
	return p, nil
}

func (s *stack) put(p unsafe.Pointer) error {
	switch {
	case p == nil:
		return nil
	case s.a.closed:
		return ErrClosed
	case s.finds != nil:
		b, ok := s.finds[p]
		if !ok {
			b = s.a.find(p)
		}
		delete(s.finds, p)
		if b == Nil {
			return &MisuseError{Kind: ErrForeign}
		}
		return s.a.Free(b)
	}
	err := s.flush(len(s.free) / 2)
	s.free[s.n] = p
	s.n++
	return err
}

// Flush gives the free values back to the Allocator, those that were put last
// too. The error is the first there was.
func (s *Slab[T]) Flush() error { return s.flush(s.n) }

// flush gives back those put first.
func (s *stack) flush(count int) error {
	if s.a.closed {
		s.n = 0
		return ErrClosed
	}
	var first error
	for _, p := range s.free[:count] {
		b := s.a.find(p)
		err := s.a.Free(b)
		if b == Nil {
			err = &MisuseError{Kind: ErrForeign}
		}
		if first == nil {
			first = err
		}
	}
	s.n = copy(s.free, s.free[count:s.n])
	return first
}

// find is the block at an address, in use or not; Nil when the address lies in no
// arena. Those of a slab come from few arenas, mostly the same as the last.
func (a *Allocator) find(p unsafe.Pointer) Block {
	if b := a.recent.at(p); b != Nil {
		return b
	}
	for _, r := range a.arenas {
		if b := r.at(p); b != Nil {
			a.recent = r
			return b
		}
	}
	return Nil
}

// at is the block at an address in r, Nil when it lies elsewhere.
func (r *arena) at(p unsafe.Pointer) Block {
	if r == nil || r.mem == nil {
		return Nil
	}
	offset := uintptr(p) - uintptr(unsafe.Pointer(unsafe.SliceData(r.mem)))
	if offset >= ArenaSize || offset%Alignment != 0 {
		return Nil
	}
	return Block(uintptr(r.number)<<arenaShift | offset/Alignment)
}
