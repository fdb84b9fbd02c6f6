package redislimit

import (
	"context"
	"errors"
	"fmt"
	"net"
	"reflect"
	"strings"
	"sync/atomic"

	"github.com/redis/go-redis/v9"
)

// guarded is how many requests may wait at once on a client of which it is not known
// that it obeys contexts. What hangs in it hangs in a goroutine of its own, and of
// those there are never more.
const guarded = 64

// A server is the client, and what is known of it.
type server struct {
	redis.Scripter
	where string        // its address, for errors; "" if not known
	slots chan struct{} // nil if the client obeys contexts
	dials *dialWatch    // nil if it cannot be watched
}

func newServer(client redis.Scripter) (*server, error) {
	if client == nil || reflect.ValueOf(client).Kind() == reflect.Pointer && reflect.ValueOf(client).IsNil() {
		return nil, fmt.Errorf("%w: no client", ErrOption)
	}
	if _, queues := client.(redis.Pipeliner); queues {
		return nil, fmt.Errorf("%w: a pipeline only queues what it is asked", ErrOption)
	}
	s, obeys := &server{Scripter: client}, true
	switch c := client.(type) {
	case *redis.Client:
		obeys, s.where = c.Options().ContextTimeoutEnabled, c.Options().Addr
	case *redis.ClusterClient:
		obeys, s.where = c.Options().ContextTimeoutEnabled, strings.Join(c.Options().Addrs, ", ")
	case *redis.Ring:
		obeys = c.Options().ContextTimeoutEnabled
	default: // it may be any, and hide its options
		s.slots = make(chan struct{}, guarded)
	}
	if !obeys {
		return nil, fmt.Errorf("%w: the client does not obey contexts; set ContextTimeoutEnabled in its options", ErrOption)
	}
	return s, nil
}

func (s *server) watchDials() {
	if hooked, ok := s.Scripter.(interface{ AddHook(redis.Hook) }); ok {
		s.dials = &dialWatch{}
		hooked.AddHook(s.dials)
	}
}

// take runs the script, and comes back when the context ends, whatever the client does.
func (s *server) take(ctx context.Context, key string, numbers ...any) ([]int64, error) {
	run := func() ([]int64, error) { return take.Run(ctx, s.Scripter, []string{key}, numbers...).Int64Slice() }
	if s.slots == nil {
		return run()
	}
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("%d requests hang in the client: %w", guarded, ctx.Err())
	}
	type reply struct {
		numbers []int64
		err     error
	}
	answer := make(chan reply, 1) // who has given up does not hold the goroutine
	go func() {
		defer func() { <-s.slots }()
		numbers, err := run()
		answer <- reply{numbers, err}
	}()
	select {
	case a := <-answer:
		return a.numbers, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// A dialWatch is a hook that remembers why no connection came about. The client dials
// again and again until the request's time is up, and then says only that it is.
type dialWatch struct {
	failed atomic.Uint64
	last   atomic.Pointer[error]
}

func (d *dialWatch) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := next(ctx, network, addr)
		if err != nil {
			why := err
			if !strings.Contains(why.Error(), addr) {
				why = fmt.Errorf("dial %s %s: %w", network, addr, err)
			}
			d.last.Store(&why)
			d.failed.Add(1)
		}
		return c, err
	}
}

func (d *dialWatch) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

func (d *dialWatch) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (d *dialWatch) count() uint64 {
	if d == nil {
		return 0
	}
	return d.failed.Load()
}

// why returns what kept a connection from being made since a count, or nil.
func (d *dialWatch) why(since uint64) error {
	if d.count() == since {
		return nil
	}
	return *d.last.Load()
}

// isDial reports whether an error says that there is no connection to be had.
func isDial(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial" || errors.Is(err, redis.ErrClosed)
}
