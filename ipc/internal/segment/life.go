package segment

import "math"

// closing is what Close adds to the users: far from both ends of an int64.
const closing = math.MinInt64 / 2

// Acquire keeps the memory mapped until [Segment.Release]. It returns
// [ErrClosed] after Close. It costs one atomic addition.
func (s *Segment) Acquire() error {
	if s.users.Add(1) > 0 {
		return nil
	}
	return s.refuse() // apart, so that the rest is inlined
}

func (s *Segment) refuse() error {
	s.Release()
	return ErrClosed
}

// Release ends what [Segment.Acquire] began; the last one after Close unmaps.
// It panics if there was no Acquire.
func (s *Segment) Release() {
	if n := s.users.Add(-1); n < 0 {
		s.last(n)
	}
}

func (s *Segment) last(n int64) {
	switch {
	case n > closing/2 || n < closing:
		s.users.Add(1) // who recovers has changed nothing
		panic("ipc: Release of a segment without Acquire")
	case n == closing && s.unmapped.CompareAndSwap(false, true):
		// A late Acquire may pass here again; it touches no memory.
		s.whole.unmap()
	}
}

func (s *Segment) closed() bool { return s.users.Load() < closing/2 }

// Forget closes the descriptor that [Keep] kept. The memory stays mapped, and
// names that were published go on: they have a descriptor of their own. Forget
// is idempotent.
func (s *Segment) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file != nil {
		_ = s.file.Close() // memory has nothing to flush
		s.file = nil
	}
}

// Close gives up this process's use of the segment: it takes down its names,
// closes the descriptor, and unmaps the memory as soon as nobody uses it. A
// creator that closes before Ready tells those who wait for it, see
// [ErrAbandoned]. Close is idempotent, waits for no user and returns nil.
func (s *Segment) Close() error {
	s.mu.Lock()
	if s.closed() {
		s.mu.Unlock()
		return nil
	}
	if s.creator {
		abandon(s.readyWord())
	}
	names := s.names
	s.names = nil
	s.users.Add(1 + closing) // from here on Acquire fails
	s.mu.Unlock()

	s.Forget()
	for n := range names {
		n.stop()
	}
	s.Release()
	return nil
}
