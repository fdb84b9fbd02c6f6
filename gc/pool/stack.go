package pool

import "unsafe"

// A stack is a Slab but for its type: what Get and Put do rarely, there once for
// all types. With checks it never holds a value from one call to the next: its room
// is one, and each Put spills.
type stack struct {
	free  []unsafe.Pointer // the Slab's
	n     *int             // its too, like the next two
	full  *int
	err   *error
	a     *Allocator
	size  int
	finds map[unsafe.Pointer]Block // of values in use, when checked; else nil
}

// refill puts a value on the empty stack, or no value and an error, for Get to take.
func (s *stack) refill() {
	b, memory, err := s.a.Alloc(s.size)
	var p unsafe.Pointer
	if err == nil {
		// Blocks begin at multiples of 16, from the start of a page or of a large
		// object of Go's, which is enough for any T.
		p = unsafe.Pointer(unsafe.SliceData(memory))
		if s.finds != nil {
			s.finds[p] = b
		}
	}
	s.free[0], *s.n = p, 1
	*s.err = err
	s.rearm()
}

// rearm says when Put has more to do: when the stack is full, or at once if the
// Allocator is closed or an error must not be taken for that of the next Get.
func (s *stack) rearm() {
	*s.full = len(s.free)
	if s.a.closed || *s.err != nil {
		*s.full = 1
	}
}

// spill is the rest of Put.
func (s *stack) spill() error {
	*s.err = nil
	s.rearm()
	switch n := *s.n; {
	case s.a.closed:
		*s.n = 0
		return ErrClosed
	case s.finds != nil:
		*s.n = 0
		return s.check(s.free[0])
	case n < len(s.free):
		return nil
	}
	return s.flush(len(s.free) / 2)
}

// check frees a value that may be none.
func (s *stack) check(p unsafe.Pointer) error {
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

// flush gives back those put first.
func (s *stack) flush(count int) error {
	if s.a.closed {
		*s.n = 0
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
	*s.n = copy(s.free, s.free[count:*s.n])
	return first
}

// close empties the stack, so that nothing unmapped is given.
func (s *stack) close() {
	clear(s.free)
	*s.n = 0
	s.rearm()
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
