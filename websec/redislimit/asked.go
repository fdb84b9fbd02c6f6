package redislimit

import (
	"context"
	"errors"
	"fmt"
	"net"
	"reflect"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// guarded is how many requests may ask at once by a client of which it is not known how
// many connections it has.
const guarded = 64

// A server is the client, and what is known of it.
type server struct {
	redis.Scripter
	where string     // its address, for errors; "" if not known
	most  int        // requests that it has connections for
	dials *dialWatch // nil if it cannot be watched
}

func newServer(client redis.Scripter) (*server, error) {
	if client == nil || reflect.ValueOf(client).Kind() == reflect.Pointer && reflect.ValueOf(client).IsNil() {
		return nil, fmt.Errorf("%w: no client", ErrOption)
	}
	if _, queues := client.(redis.Pipeliner); queues {
		return nil, fmt.Errorf("%w: a pipeline only queues what it is asked", ErrOption)
	}
	s, obeys, pool, active := &server{Scripter: client}, true, 0, 0
	switch c := client.(type) {
	case *redis.Client:
		o := c.Options()
		obeys, pool, active, s.where = o.ContextTimeoutEnabled, o.PoolSize, o.MaxActiveConns, o.Addr
	case *redis.ClusterClient:
		o := c.Options()
		obeys, pool, active, s.where = o.ContextTimeoutEnabled, o.PoolSize, o.MaxActiveConns, strings.Join(o.Addrs, ", ")
	case *redis.Ring:
		o := c.Options()
		obeys, pool, active = o.ContextTimeoutEnabled, o.PoolSize, o.MaxActiveConns
	}
	if !obeys {
		return nil, fmt.Errorf("%w: the client does not obey contexts; set ContextTimeoutEnabled in its options", ErrOption)
	}
	if s.most = guarded; pool > 0 {
		s.most = pool
	}
	if active > 0 {
		s.most = min(s.most, active)
	}
	return s, nil
}

func (s *server) watchDials() {
	if hooked, ok := s.Scripter.(interface{ AddHook(redis.Hook) }); ok {
		s.dials = &dialWatch{}
		hooked.AddHook(s.dials)
	}
}

// take runs the script, and comes back when the context ends, whatever the client does: it
// may not obey contexts, or be busy with something else, such as a handshake. What is left
// behind in it keeps one of the places.
func (s *server) take(ctx context.Context, p *places, key string, numbers ...any) ([]int64, error) {
	type reply struct {
		numbers []int64
		err     error
	}
	answer := make(chan reply, 1) // who has given up does not hold the goroutine
	var waits atomic.Bool
	waits.Store(true)
	go func() {
		numbers, err := take.Run(ctx, s.Scripter, []string{key}, numbers...).Int64Slice()
		if waits.CompareAndSwap(true, false) {
			p.leave()
		} else {
			p.comeBack()
		}
		answer <- reply{numbers, err}
	}()
	select {
	case a := <-answer:
		return a.numbers, a.err
	case <-ctx.Done():
		if waits.CompareAndSwap(true, false) {
			p.leaveBehind()
		}
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

// isDial reports whether an error says that there is no connection to be had. One that is
// late says no such thing, nor does what this process itself is short of.
func isDial(err error) bool {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "dial" {
		return errors.Is(err, redis.ErrClosed)
	}
	short := errors.Is(op, syscall.EMFILE) || errors.Is(op, syscall.ENFILE) || errors.Is(op, syscall.EADDRNOTAVAIL)
	return !short && !op.Timeout()
}
