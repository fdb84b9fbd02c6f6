package loop

import "context"

// Shield waits for a, which is not cancelled if the waiting task is: the task gets
// [ErrCancelled], and a goes on. (asyncio.shield)
func Shield[T any](ctx context.Context, a Awaitable[T]) (T, error) {
	var none T
	t, err := enter(ctx)
	if err != nil {
		return none, err
	}
	b := a.base()
	if b.state != pending {
		return a.outcome()
	}
	if b.loop != t.loop {
		return none, ErrOtherLoop
	}
	s := &shield{inner: a}
	s.loop = t.loop
	told := (*shieldTold)(s)
	b.then(told)
	s.then(call(func() {
		if b.state == pending {
			b.forget(told)
		}
	}))
	if err := t.await(s); err != nil {
		return none, err
	}
	if s.err != nil {
		return none, s.err
	}
	return a.outcome()
}

// shield is a future that follows another and can be cancelled without it.
type shield struct {
	future
	inner awaited
}

func (s *shield) describe() string { return s.inner.describe() }

// shieldTold is the inner one's callback.
type shieldTold shield

func (s *shieldTold) run() {
	b := s.inner.base()
	b.seen = true
	if s.state == pending {
		s.finish(b.state, b.err)
	}
}
