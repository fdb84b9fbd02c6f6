package nats

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
)

const (
	// pullFor is how long the server keeps one request for a value.
	pullFor = 30 * time.Second
	// grace is how long a call whose context ended waits for the server to say that it
	// has dropped the request, so that no value goes to who does not listen any more.
	grace = 100 * time.Millisecond
)

// errNone says that a request for a value ended without one.
var errNone = errors.New("ipc/nats: nothing came")

// pull asks for one message, and waits for it at most so long, or until there is news;
// not at all if that is 0. The error is errNone, errNobody or ErrNoAnswer.
func (l *line) pull(ctx context.Context, subject string, wait time.Duration, news context.Context) (*nats.Msg, error) {
	request := `{"batch":1,"no_wait":true}`
	if wait > 0 {
		request = fmt.Sprintf(`{"batch":1,"expires":%d}`, wait.Nanoseconds())
	}
	got := make(chan *nats.Msg, 8) // one message, and what the server says of the request
	sub, err := l.conn.ChanSubscribe(l.conn.NewInbox(), got)
	if err != nil {
		return nil, err
	}
	if err := l.conn.PublishRequest(subject, sub.Subject, []byte(request)); err != nil {
		_ = sub.Unsubscribe() // what matters is that nothing was sent
		return nil, err
	}
	silence := time.NewTimer(wait + l.timeout)
	defer silence.Stop()
	select {
	case m := <-got:
		_ = sub.Unsubscribe() // nothing more comes, whatever this returns
		if err := verdict(m); err != nil {
			return nil, err
		}
		return m, nil
	case <-ctx.Done():
		err = errNone
	case <-news.Done():
		err = errNone
	case <-silence.C:
		err = fmt.Errorf("%w within %v", ErrNoAnswer, wait+l.timeout)
	}
	if m := l.giveUp(sub, got); m != nil {
		return m, nil // it came all the same
	}
	return nil, err
}

// verdict is what the server says instead of sending a message, by the codes of its
// protocol (NATS ADR-13).
func verdict(m *nats.Msg) error {
	if m.Reply != "" { // only a message wants an answer, whatever it looks like
		return nil
	}
	switch m.Header.Get("Status") {
	case "404", "408": // no message; request timed out
		return errNone
	}
	// 503: nobody listens. 409: too many wait, the consumer was deleted, the server stops.
	return fmt.Errorf("%w: %s %s", errNobody, m.Header.Get("Status"), m.Header.Get("Description"))
}

// giveUp takes a request back. It returns the message if the server had sent it before
// it heard. When that takes longer than the grace, a message that still comes goes back.
func (l *line) giveUp(sub *nats.Subscription, got <-chan *nats.Msg) *nats.Msg {
	if !l.conn.IsConnected() {
		_ = sub.Unsubscribe() // the request went with the connection
		return nil
	}
	_ = sub.Drain() // the server hears of it; what it has sent till then is still taken
	ctx, cancel := context.WithTimeout(context.Background(), max(l.timeout, grace))
	settled := make(chan *nats.Msg)
	late := make(chan struct{})
	go func() { // it ends when the server has answered, or with the timeout
		defer cancel()
		_ = l.conn.FlushWithContext(ctx) // without an answer what there is counts
		var m *nats.Msg
		select {
		case m = <-got:
			if verdict(m) != nil {
				m = nil
			}
		default:
		}
		select {
		case settled <- m:
		case <-late:
			if m != nil {
				_ = l.conn.Publish(m.Reply, nack) // without it AckWait does the same
			}
		}
	}()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case m := <-settled:
		return m
	case <-timer.C:
		close(late)
		return nil
	}
}
