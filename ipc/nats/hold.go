package nats

import (
	"context"
	"errors"
	"sync"

	"github.com/nats-io/nats.go"

	"underhood/ipc"
)

// What a process answers to a message it was given.
var (
	ack  = []byte("+ACK") // done
	nack = []byte("-NAK") // give it to another
	busy = []byte("+WPI") // still at work
)

// Hands are the messages that this handle has and that are not done. As long as it has
// them it says so, because the server hears of no death: it takes silence for one.
type hands struct {
	mu    sync.Mutex
	have  map[*held]bool
	empty bool // Detach has given everything back
}

type held struct {
	mu  sync.Mutex // held by who says that it is done
	msg *nats.Msg
}

// redelivered is how often the server gave it out before.
func (h *held) redelivered() int {
	meta, err := h.msg.Metadata()
	if err != nil {
		return 0
	}
	return int(meta.NumDelivered) - 1
}

func (q *queue[T]) hold(m *nats.Msg) (*held, error) {
	q.hands.mu.Lock()
	defer q.hands.mu.Unlock()
	if q.hands.empty {
		_ = q.conn.Publish(m.Reply, nack) // without it AckWait does the same
		return nil, ipc.ErrClosed
	}
	h := &held{msg: m}
	q.hands.have[h] = true
	return h, nil
}

func (q *queue[T]) holds() int {
	q.hands.mu.Lock()
	defer q.hands.mu.Unlock()
	return len(q.hands.have)
}

// drop reports whether it was held.
func (q *queue[T]) drop(h *held) bool {
	q.hands.mu.Lock()
	defer q.hands.mu.Unlock()
	had := q.hands.have[h]
	delete(q.hands.have, h)
	return had
}

// finish says that a message is done, and returns when the server has written it down.
// After an error it may be called again.
func (q *queue[T]) finish(h *held) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	q.hands.mu.Lock()
	has := q.hands.have[h]
	q.hands.mu.Unlock()
	if !has {
		return ipc.ErrNotTaken
	}
	ctx, cancel := q.brief()
	defer cancel()
	ctx, stop := q.call(ctx)
	defer stop()
	err := q.insist(ctx, func(ctx context.Context) error {
		_, err := q.conn.RequestWithContext(ctx, h.msg.Reply, ack)
		if errors.Is(err, nats.ErrNoResponders) {
			return errNobody
		}
		return err
	})
	if errors.Is(err, errNobody) {
		_, gone := q.state(ctx)
		err = errors.Join(gone, err)
	}
	if err != nil {
		return err
	}
	q.drop(h)
	return q.conn.Publish(q.place.room(), nil)
}

// renew says of all that is held that somebody is at it.
func (q *queue[T]) renew() {
	q.hands.mu.Lock()
	defer q.hands.mu.Unlock()
	for h := range q.hands.have {
		_ = q.conn.Publish(h.msg.Reply, busy) // the next one may get through
	}
}

// surrender gives everything back, and takes nothing any more.
func (q *queue[T]) surrender() {
	q.hands.mu.Lock()
	defer q.hands.mu.Unlock()
	q.hands.empty = true
	for h := range q.hands.have {
		_ = q.conn.Publish(h.msg.Reply, nack) // without it AckWait does the same
	}
	clear(q.hands.have)
}
