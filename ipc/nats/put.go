package nats

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"underhood/ipc"
)

// storeFailed is the server's code for a stream that has no room, among other reasons;
// only the words tell them apart.
const storeFailed jetstream.ErrorCode = 10077

// Put sends the value under a number of its own until the server says that it has it:
// what it hears twice it keeps once.
func (q *queue[T]) Put(ctx context.Context, v T) error {
	return q.put(ctx, v, true)
}

func (q *queue[T]) TryPut(v T) error {
	ctx, cancel := q.brief()
	defer cancel()
	return q.put(ctx, v, false)
}

func (q *queue[T]) put(ctx context.Context, v T, wait bool) error {
	if q.gone.Err() != nil {
		return ipc.ErrClosed
	}
	message, err := q.codec.Append(nil, v)
	if err != nil {
		return err
	}
	if len(message) > q.codec.Max() {
		return fmt.Errorf("%w: %d bytes, %d at most", ipc.ErrTooLarge, len(message), q.codec.Max())
	}
	m := nats.NewMsg(q.place.open())
	m.Data = message
	m.Header.Set(jetstream.MsgIDHeader, rand.Text())
	ctx, cancel := q.call(ctx)
	defer cancel()
	sent, err := q.send(ctx, m, wait)
	if sent && err != nil {
		return fmt.Errorf("%w: %w", ErrUnconfirmed, err)
	}
	return err
}

// send reports, with an error, whether the message may be in the queue in spite of it.
func (q *queue[T]) send(ctx context.Context, m *nats.Msg, wait bool) (sent bool, err error) {
	var room *bell
	defer func() { room.close() }()
	var first time.Time // when a message was sent of which nothing was heard
	for {
		news := q.news.now()
		if err := q.ready(ctx); err != nil {
			return sent, err
		}
		if sent && time.Since(first) >= q.window {
			return sent, fmt.Errorf("%w within %v", ErrNoAnswer, q.window)
		}
		err := q.publish(ctx, m)
		switch {
		case err == nil:
			return false, nil
		case unanswered(err):
			if !sent {
				sent, first = true, time.Now()
			}
			if ctx.Err() != nil {
				return sent, err
			}
			continue
		case errors.Is(err, ipc.ErrFull):
			sent = false // had it heard the first it would have said so
			if !wait {
				return sent, err
			}
		case errors.Is(err, errNobody):
			if s, err := q.state(ctx); err != nil || s.closed {
				return sent, errors.Join(err, ended(s))
			}
		default:
			return sent, err
		}
		if room == nil {
			if room, err = q.listen(q.place.room()); err != nil {
				return sent, err
			}
			continue
		}
		room.wait(ctx, news)
	}
}

func ended(s state) error {
	if s.closed {
		return ipc.ErrClosed
	}
	return nil
}

func (q *queue[T]) publish(ctx context.Context, m *nats.Msg) error {
	err := q.ask(ctx, func(ctx context.Context) error {
		_, err := q.js.PublishMsg(ctx, m, jetstream.WithRetryAttempts(0), jetstream.WithExpectStream(q.place.stream()))
		return err
	})
	var answer *jetstream.APIError
	switch {
	case errors.Is(err, jetstream.ErrNoStreamResponse), errors.Is(err, nats.ErrNoResponders):
		return errNobody
	case errors.As(err, &answer) && answer.ErrorCode == storeFailed && strings.Contains(answer.Description, "maximum messages"):
		return ipc.ErrFull
	}
	return err
}
