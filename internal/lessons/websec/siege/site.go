package siege

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"underhood/internal/lessons/websec/bank"
	"underhood/internal/lessons/websec/wire"
	"underhood/websec"
)

// Limits are what the protected site allows. It has all the other defences too.
type Limits struct {
	Rate       websec.Rate      // of requests of an address
	Conns      int              // of an address, open at once
	Header     time.Duration    // for sending a header
	Deadlines  websec.Deadlines // for sending bodies and taking answers
	Least      int              // requests worked on at once, as the shedder learns
	Most       int
	Queue      int              // requests that wait for that
	Patience   time.Duration    // and how long
	LimitClock func() time.Time // of the rate; nil is the system's
}

// DefaultLimits suit a person with a browser, and the attacks of this package.
func DefaultLimits() Limits { return limits(3 * time.Second) }

// QuickLimits are the same, but for a header and a body, which have to come within a
// second: enough on loopback, and who watches need not wait.
func QuickLimits() Limits { return limits(time.Second) }

func limits(header time.Duration) Limits {
	return Limits{
		Rate: websec.Rate{Requests: 5, Per: time.Second, Burst: 10}, Conns: 16,
		Header:    header,
		Deadlines: websec.Deadlines{Body: header, Response: 5 * time.Second, MinRate: 1 << 10, Stall: 5 * time.Second},
		Least:     4, Most: 16, Queue: 32, Patience: 750 * time.Millisecond,
	}
}

// A Site is one of the banks, served. Its methods are safe for concurrent use.
type Site struct {
	Name   string
	Bank   *bank.Bank
	Gauges *Gauges

	server   *http.Server
	listener net.Listener
	shedder  *websec.Shedder
}

// A Setup says how a site is served.
type Setup struct {
	Name   string
	Limits *Limits // nil: the bare bank, by an http.Server as it is
	// Room is how many connections the process may have open; 0 is no matter how many.
	Room int
	// Around goes around the bank's handlers, as the outermost; nil is nothing.
	Around func(http.Handler) http.Handler
	// Crossed is told of everything that crossed the wire; nil is nobody. It is called
	// by many goroutines at once.
	Crossed func(wire.Crossing)
	// Failed is told of errors that visitors of the protected site are not shown.
	Failed func(error)
}

// Open makes a site that waits to be served. It owns the listener from then on, also when
// it fails: [Site.Close] closes it.
func Open(ctx context.Context, l net.Listener, setup Setup) (*Site, error) {
	s := &Site{Name: setup.Name, Gauges: newGauges(), listener: l}
	if setup.Room > 0 {
		s.listener = newRoom(l, setup.Room)
	}
	if setup.Crossed == nil {
		setup.Crossed = func(wire.Crossing) {}
	}
	if setup.Around == nil {
		setup.Around = func(h http.Handler) http.Handler { return h }
	}
	build := s.bare
	if setup.Limits != nil {
		build = s.protected
	}
	if err := build(ctx, setup); err != nil {
		return nil, errors.Join(err, s.listener.Close())
	}
	s.server.Handler = wire.Tap(s.Name, setup.Around(s.server.Handler), s.Gauges.begun, func(c wire.Crossing) {
		s.Gauges.ended(c)
		setup.Crossed(c)
	})
	before := s.server.ConnState
	s.server.ConnState = func(c net.Conn, state http.ConnState) {
		s.Gauges.conn(c, state)
		if before != nil {
			before(c, state)
		}
	}
	s.server.ErrorLog = log.New(io.Discard, "", 0) // what attackers make it say is counted here
	return s, nil
}

// bare is what people write first.
func (s *Site) bare(ctx context.Context, _ Setup) (err error) {
	if s.Bank, err = bank.Open(ctx, bank.Defences{}); err != nil {
		return err
	}
	s.server = &http.Server{Handler: s.Bank} //nolint:gosec // without any timeout: it is what the attack is about
	return nil
}

func (s *Site) protected(ctx context.Context, setup Setup) (err error) {
	limits := *setup.Limits
	hear := func(e websec.Event) {
		if !wire.Watch(e) && e.Refusal != nil {
			s.Gauges.refused(e)
			setup.Crossed(wire.OfConnection(s.Name, e))
		}
	}
	var options []websec.LimiterOption
	if limits.LimitClock != nil {
		options = append(options, websec.LimiterClock(limits.LimitClock))
	}
	wide := limits.Rate
	wide.Requests, wide.Burst = 16*wide.Requests, 16*wide.Burst
	limiter, err := websec.NewAddrLimiter(limits.Rate, wide, options...)
	if err != nil {
		return err
	}
	if s.shedder, err = websec.NewShedder(websec.ShedLimits(limits.Least, limits.Most), websec.ShedQueue(limits.Queue, limits.Patience)); err != nil {
		return err
	}
	deadlines := func(*http.Request) (websec.Deadlines, bool) { return limits.Deadlines, true }
	defences := bank.AllDefences()
	defences.Watch, defences.Failed = hear, setup.Failed
	defences.Floods = []websec.Option{
		websec.WithLimit(limiter.ByClient(nil)),
		websec.WithShedding(s.shedder, websec.ShedAfterBody(16<<10), websec.ShedPriority(func(r *http.Request) websec.Priority {
			if s.Bank.Knows(r) {
				return websec.Critical
			}
			return websec.Normal
		})),
	}
	if s.Bank, err = bank.Open(ctx, defences); err != nil {
		return err
	}
	limited, err := websec.LimitConns(s.listener, websec.ConnsPerAddr(limits.Conns), websec.WatchConns(hear))
	if err == nil {
		s.listener = limited
		s.server, err = websec.NewServer(s.Bank, websec.ServerHeaderTime(limits.Header), websec.ServerDeadlines(deadlines), websec.WatchServer(hear))
	}
	if err != nil {
		return errors.Join(err, s.Bank.Close())
	}
	return nil
}

// Addr is where it listens.
func (s *Site) Addr() net.Addr { return s.listener.Addr() }

// Serve serves until Close, and then returns [http.ErrServerClosed].
func (s *Site) Serve() error { return s.server.Serve(s.listener) }

// Close ends connections and the bank. Call it once.
func (s *Site) Close() error {
	err := errors.Join(s.server.Close(), s.Bank.Close())
	if e := s.listener.Close(); !errors.Is(e, net.ErrClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// Counts is a snapshot of the gauges.
func (s *Site) Counts() Counts {
	counts := s.Gauges.Counts()
	if s.shedder != nil {
		counts.Shedder = s.shedder.Stats().Limit
	}
	return counts
}
