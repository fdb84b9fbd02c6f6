package nats

import (
	"context"
	"errors"
	"fmt"
	"io"

	"underhood/ipc"
)

func (q *queue[T]) Get(ctx context.Context) (T, error) { return q.get(ctx, true) }

func (q *queue[T]) TryGet() (T, error) {
	ctx, cancel := q.brief()
	defer cancel()
	return q.get(ctx, false)
}

func (q *queue[T]) get(ctx context.Context, wait bool) (none T, err error) {
	h, err := q.next(ctx, wait)
	if err != nil {
		return none, err
	}
	v, err := q.decode(h)
	// An answer that is lost leaves it open whether the value comes again. It must not be
	// lost in between, so it counts as got here.
	_ = q.finish(h)
	q.drop(h)
	return v, err
}

// Take does not give out what cannot be decoded: nobody else could do better, so it
// counts as done, and is an error once.
func (q *queue[T]) Take(ctx context.Context) (ipc.Task[T], error) {
	h, err := q.next(ctx, true)
	if err != nil {
		return ipc.Task[T]{}, err
	}
	v, err := q.decode(h)
	if err != nil {
		_ = q.finish(h) // if that is lost the message comes again, with the same error
		q.drop(h)
		return ipc.Task[T]{}, err
	}
	return ipc.NewTask(v, h.redelivered(), func() error { return q.finish(h) }), nil
}

func (q *queue[T]) decode(h *held) (T, error) {
	v, err := q.codec.Decode(h.msg.Data)
	if err != nil {
		err = fmt.Errorf("ipc/nats: a message of queue %s: %w", q.place.name, err)
	}
	return v, err
}

// next is the next message, held. It looks for the end only when there may be one: when
// it has heard the bell, or may have missed it.
func (q *queue[T]) next(ctx context.Context, wait bool) (*held, error) {
	ctx, cancel := q.call(ctx)
	defer cancel()
	var done *bell
	defer func() { done.close() }()
	for {
		news := q.news.now()
		if err := q.ready(ctx); err != nil {
			return nil, err
		}
		look := !wait || q.suspect.Load()
		patience := pullFor
		if look {
			patience = 0
		}
		m, err := q.pull(ctx, q.pulls, patience, news)
		if err == nil {
			return q.hold(m)
		}
		if ctx.Err() != nil {
			return nil, q.over(ctx)
		}
		switch {
		case errors.Is(err, errNobody):
			look = true
		case errors.Is(err, errNone):
			if !look && news.Err() == nil {
				look = true // for so long nothing came: not even the ring, perhaps
			}
		case !unanswered(err):
			return nil, err
		}
		if !look {
			continue
		}
		s, err := q.look(ctx)
		switch {
		case err != nil:
			return nil, err
		case s.closed && s.unfinished <= q.holds():
			return nil, io.EOF
		case !wait:
			return nil, ipc.ErrEmpty
		case !s.closed && patience == 0:
			continue // false alarm: wait for a value
		}
		// Closed, and another process has a task that may yet come back; or nobody listens.
		if done == nil {
			if done, err = q.listen(q.place.room()); err != nil {
				return nil, err
			}
			continue
		}
		done.wait(ctx, news)
	}
}

// look asks whether the queue is closed. The doubt is put aside before, so that what is
// heard meanwhile stays.
func (q *queue[T]) look(ctx context.Context) (state, error) {
	q.suspect.Store(false)
	s, err := q.state(ctx)
	if err != nil || s.closed {
		q.suspect.Store(true)
	}
	return s, err
}

// Join looks again whenever something is done.
func (q *queue[T]) Join(ctx context.Context) error {
	ctx, cancel := q.call(ctx)
	defer cancel()
	var done *bell
	defer func() { done.close() }()
	for {
		news := q.news.now()
		s, err := q.state(ctx)
		if err != nil || s.unfinished == 0 {
			return err
		}
		if done == nil {
			if done, err = q.listen(q.place.room()); err != nil {
				return err
			}
			continue
		}
		done.wait(ctx, news)
		if ctx.Err() != nil {
			return q.over(ctx)
		}
	}
}
