package loop

import "context"

// A Semaphore is a number of permits, each held by one task at a time. It must not
// be copied. (asyncio.Semaphore, BoundedSemaphore)
type Semaphore struct {
	bound
	name    string
	value   int
	limit   int // of permits, 0: none
	waiters waitlist
}

// NewSemaphore makes a semaphore with n permits and a name, which may be empty,
// for reports. Release may bring more than n.
//
// # Panics
//
// NewSemaphore panics if n is negative.
func NewSemaphore(name string, n int) *Semaphore {
	if n < 0 {
		panic("loop.NewSemaphore: negative number of permits")
	}
	return &Semaphore{name: name, value: n}
}

// NewBoundedSemaphore is [NewSemaphore] with a limit: to release more often than
// was acquired is [ErrNotLocked].
//
// # Panics
//
// NewBoundedSemaphore panics if n is less than 1.
func NewBoundedSemaphore(name string, n int) *Semaphore {
	if n < 1 {
		panic("loop.NewBoundedSemaphore: a bound takes at least one permit")
	}
	return &Semaphore{name: name, value: n, limit: n}
}

// Acquire waits for a permit and takes it. Who waits longest is next. On an error
// none is held.
func (s *Semaphore) Acquire(ctx context.Context) error {
	t, err := enter(ctx)
	if err == nil {
		err = s.bind(t)
	}
	if err != nil {
		return err
	}
	if !s.Locked() {
		s.value--
		return nil
	}
	s.waiters.add(t)
	err = t.park(s)
	s.waiters.remove(t)
	if err != nil {
		if t.parked == released { // a permit was on its way
			s.value++
			s.wakeNext()
		}
		return err
	}
	if s.value > 0 {
		s.wakeNext()
	}
	return nil
}

// Release gives a permit back. Any task may.
func (s *Semaphore) Release() error {
	if s.limit > 0 && s.value >= s.limit {
		return ErrNotLocked
	}
	s.value++
	s.wakeNext()
	return nil
}

// Locked says whether Acquire would wait.
func (s *Semaphore) Locked() bool { return s.value == 0 || !s.waiters.allRecalled() }

// wakeNext gives a permit to the first that waits.
func (s *Semaphore) wakeNext() {
	for _, t := range s.waiters.tasks() {
		if t.unpark() {
			s.value--
			return
		}
	}
}

func (s *Semaphore) describe() string { return named("semaphore", s.name) }
