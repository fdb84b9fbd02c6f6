package nats

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
)

// Who waits for room, or for the last task, listens for those who are done to ring. A
// ring may be missed: its process may die just before it, the connection be lost, and
// the server may say that a message is done some microseconds before it has gone. So
// who waits also looks: soon after a ring, and less and less often later.
type bell struct {
	rung chan struct{}
	sub  *nats.Subscription
	pace time.Duration
}

const (
	soonest = time.Millisecond
	latest  = time.Second
)

// listen begins to hear. What is asked of the server after it, on this connection,
// is true until the bell rings, so the first wait comes after another look.
func (l *line) listen(subject string) (*bell, error) {
	b := &bell{rung: make(chan struct{}, 1), pace: soonest}
	var err error
	b.sub, err = l.conn.Subscribe(subject, func(*nats.Msg) {
		select {
		case b.rung <- struct{}{}:
		default:
		}
	})
	return b, err
}

// wait returns when it is time to look again. A nil bell has not begun to listen.
func (b *bell) wait(ctx, news context.Context) {
	timer := time.NewTimer(b.pace)
	defer timer.Stop()
	select {
	case <-b.rung:
		b.pace = soonest
	case <-timer.C:
		b.pace = min(2*b.pace, latest)
	case <-news.Done():
	case <-ctx.Done():
	}
}

func (b *bell) close() {
	if b != nil {
		_ = b.sub.Unsubscribe() // a closed connection has none
	}
}
