package nats

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"underhood/ipc"
)

func (q *queue[T]) Get(ctx context.Context) (T, error) {
	return q.got(q.next(ctx))
}

func (q *queue[T]) TryGet() (T, error) {
	ctx, cancel := q.brief()
	defer cancel()
	return q.got(q.tryNext(ctx))
}

func (q *queue[T]) got(h *held, err error) (none T, _ error) {
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
	h, err := q.next(ctx)
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
func (q *queue[T]) next(ctx context.Context) (*held, error) {
	ctx, cancel := q.call(ctx)
	defer cancel()
	var done *bell
	defer func() { done.close() }()
	for {
		news := q.news.now()
		if err := q.ready(ctx); err != nil {
			return nil, err
		}
		if q.doubtful() {
			if _, err := q.look(ctx); err != nil {
				return nil, err
			}
		}
		patience := pullFor
		if q.closed.Load() {
			patience = 0
		}
		m, err := q.pull(ctx, q.pulls, patience, news)
		switch {
		case err == nil:
			return q.hold(m)
		case ctx.Err() != nil:
			return nil, q.over(ctx)
		case !fruitless(err):
			return nil, err
		case news.Err() != nil:
			continue // with the doubt that it brought
		}
		nobody := errors.Is(err, errNobody)
		s, err := q.look(ctx) // also when nobody came by for so long
		switch {
		case err != nil:
			return nil, err
		case s.closed && s.unfinished <= q.holds():
			return nil, io.EOF
		case !s.closed && !nobody:
			continue
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

// tryNext is the next message, held, without waiting for one to be put.
func (q *queue[T]) tryNext(ctx context.Context) (*held, error) {
	ctx, cancel := q.call(ctx)
	defer cancel()
	for patience := time.Duration(0); ; patience = 10 * soonest {
		if err := q.ready(ctx); err != nil {
			return nil, err
		}
		m, err := q.pull(ctx, q.pulls, patience, context.Background())
		switch {
		case err == nil:
			return q.hold(m)
		case ctx.Err() != nil:
			return nil, q.over(ctx)
		case !fruitless(err):
			return nil, err
		}
		s, err := q.look(ctx)
		if err != nil {
			return nil, err
		}
		if s.closed && s.unfinished <= q.holds() {
			return nil, io.EOF
		}
		// The stream has what was put before the consumer knows of it: then it comes soon.
		if n, err := q.waiting(ctx); err != nil || n == 0 {
			return nil, cmp.Or(err, ipc.ErrEmpty)
		}
	}
}

// fruitless says whether a request for a message may be made again.
func fruitless(err error) bool {
	return errors.Is(err, errNone) || errors.Is(err, errNobody) || unanswered(err)
}

// look asks whether the queue is closed. Of alarms that come meanwhile it says nothing.
func (q *queue[T]) look(ctx context.Context) (state, error) {
	alarms := q.alarms.Load()
	s, err := q.state(ctx)
	switch {
	case err != nil:
	case s.closed:
		q.closed.Store(true)
	default:
		for was := q.cleared.Load(); was < alarms && !q.cleared.CompareAndSwap(was, alarms); {
			was = q.cleared.Load()
		}
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
