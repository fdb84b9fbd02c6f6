package nats

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"

	"underhood/ipc"
)

// A line is the connection as a queue sees it: what it hears of it, and how long it
// waits for an answer. It is safe for concurrent use.
type line struct {
	conn    *nats.Conn
	timeout time.Duration

	// gone ends with Detach, and with it everything that waits.
	gone  context.Context
	leave context.CancelCauseFunc

	moved pulse // the connection came or went: no answer will come on it
	news  pulse // that, or the queue was closed

	// What may mean that the queue is closed is counted, and up to which count somebody
	// looked and saw that it is not.
	alarms, cleared atomic.Uint64
	closed          atomic.Bool // once it is it stays so
}

// A pulse tells all who wait now, and not those who come later.
type pulse struct {
	mu   sync.Mutex
	ctx  context.Context
	beat context.CancelFunc
}

// now is what ends with the next beat.
func (p *pulse) now() context.Context {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx == nil {
		p.ctx, p.beat = context.WithCancel(context.Background())
	}
	return p.ctx
}

func (p *pulse) tell() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx != nil {
		p.beat()
		p.ctx = nil
	}
}

func newLine(conn *nats.Conn, timeout time.Duration) *line {
	l := &line{conn: conn, timeout: timeout}
	l.gone, l.leave = context.WithCancelCause(context.Background())
	return l
}

// doubt is for what may mean that the queue is closed.
func (l *line) doubt() {
	l.alarms.Add(1)
	l.news.tell()
}

func (l *line) doubtful() bool { return !l.closed.Load() && l.alarms.Load() > l.cleared.Load() }

// call is the context of one call: it also ends with Detach.
func (l *line) call(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(l.gone, func() { cancel(ipc.ErrClosed) })
	return ctx, func() { stop(); cancel(nil) }
}

// brief is the context of a call that has none.
func (l *line) brief() (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(context.Background(), l.timeout, fmt.Errorf("%w within %v", ErrNoAnswer, l.timeout))
}

// ready waits until there is a connection. What is sent without one would lie in a
// buffer and arrive after the call has returned.
func (l *line) ready(ctx context.Context) error {
	for {
		news := l.news.now()
		switch {
		case l.gone.Err() != nil:
			return ipc.ErrClosed
		case ctx.Err() != nil:
			return l.over(ctx)
		case l.conn.IsClosed():
			return fmt.Errorf("ipc/nats: %w", nats.ErrConnectionClosed)
		case l.conn.IsConnected():
			return nil
		}
		select {
		case <-ctx.Done():
		case <-news.Done():
		}
	}
}

// over is why a call ends whose context did.
func (l *line) over(ctx context.Context) error {
	cause := context.Cause(ctx)
	if l.gone.Err() == nil && !l.conn.IsConnected() {
		return fmt.Errorf("%w: %w", errLost, cause)
	}
	return cause
}

// ask makes one request and waits for the answer as long as one can come.
func (l *line) ask(ctx context.Context, request func(context.Context) error) error {
	moved := l.moved.now()
	if err := l.ready(ctx); err != nil {
		return err
	}
	try, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(moved, func() { cancel(errLost) })()
	try, stop := context.WithTimeoutCause(try, l.timeout, fmt.Errorf("%w within %v", ErrNoAnswer, l.timeout))
	defer stop()
	err := request(try)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ErrNoAnswer, context.Cause(ctx))
	case try.Err() != nil:
		return context.Cause(try)
	}
	return err
}

// insist asks until there is an answer or ctx ends.
func (l *line) insist(ctx context.Context, request func(context.Context) error) error {
	for {
		err := l.ask(ctx, request)
		if err == nil || !unanswered(err) || ctx.Err() != nil {
			return err
		}
	}
}
