package pool

import "unsafe"

// A stack is a Slab but for its type: what Get and Put do rarely, there once for
// all types. With checks it never holds a value from one call to the next: its room
// is one, and each Put spills.
type stack struct {
	kept   []unsafe.Pointer // the Slab's values, as far as there is room
	n      *int             // the Slab's too, like the next three
	full   *int
	err    *error
	putErr *error
	a      *Allocator
	size   int
	finds  map[unsafe.Pointer]Block // of values in use, when checked; else nil
}

// refill puts a value where Get takes it, or no value and an error.
func (s *stack) refill() {
	*s.n = 0 // before anything that could panic
	*s.err, *s.putErr = nil, nil
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
	s.kept[0], *s.err = p, err
	s.rearm()
}

// rearm says when Put has more to do: when the stack is full, or at once if the
// Allocator is closed or an error must not be taken for that of the next call.
func (s *stack) rearm() {
	*s.full = len(s.kept)
	if s.a.closed || *s.err != nil || *s.putErr != nil {
		*s.full = 0
	}
}

// spill is the rest of Put.
func (s *stack) spill() {
	*s.err, *s.putErr = nil, nil
	switch n := *s.n; {
	case s.a.closed:
		*s.n, *s.putErr = 0, ErrClosed
	case s.finds != nil:
		*s.n = 0
		*s.putErr = s.check(s.kept[0])
	case n == len(s.kept):
		*s.putErr = s.flush(n / 2)
	}
	s.rearm()
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
	for _, p := range s.kept[:count] {
		b := s.a.find(p)
		err := s.a.Free(b)
		if b == Nil {
			err = &MisuseError{Kind: ErrForeign}
		}
		if first == nil {
			first = err
		}
	}
	*s.n = copy(s.kept, s.kept[count:*s.n])
	return first
}

// close empties the stack, so that nothing unmapped is given.
func (s *stack) close() {
	clear(s.kept)
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
