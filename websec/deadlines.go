package websec

import (
	"fmt"
	"net/http"
	"time"

	"underhood/internal/reqcopy"
)

// Deadlines is how long a client may take over one request, beside its header. The
// time that the handler needs does not count, so it may take as long as it likes.
type Deadlines struct {
	// Body is how long reads of the body may wait for the client, and Response how long
	// writes of the response may. Either is used up by waiting, all together.
	Body, Response time.Duration
	// MinRate, in bytes a second, gives a second of either back for each so many bytes
	// that went through, up to what it was: large bodies may take longer, but none may
	// trickle, and no client may be silent for longer than Body or Response at any time.
	// As net/http keeps some of a response back, that is never less than 12 KiB take at
	// MinRate.
	MinRate int
	// Stall is how long each write may wait once the handler flushed: an event
	// stream may go on for ever, as long as it is read.
	Stall time.Duration
}

// DefaultDeadlines suit slow lines and end what is slower: 20 seconds for a body,
// as in Apache's mod_reqtimeout, 30 for a response or what was flushed of one, and
// a kilobyte a second.
func DefaultDeadlines() Deadlines {
	return Deadlines{Body: 20 * time.Second, Response: 30 * time.Second, MinRate: 1 << 10, Stall: 30 * time.Second}
}

// Check returns an error that wraps [ErrFlood] if a time or the rate is not above
// zero.
func (d Deadlines) Check() error {
	if d.Body <= 0 || d.Response <= 0 || d.Stall <= 0 || d.MinRate < 1 {
		return fmt.Errorf("%w: Deadlines%+v: all above zero", ErrFlood, d)
	}
	return nil
}

// piece is what is written at once: what a client at MinRate takes in half of its time,
// or a few buffers of net/http where that is less.
func (d Deadlines) piece() int {
	const least, most = 4 << 10, 32 << 10
	return int(min(most, max(least, d.Response.Seconds()/2*float64(d.MinRate))))
}

// LimitTime ends requests whose clients send or receive too slowly. It sets
// deadlines on the connection by [http.ResponseController], where ReadTimeout and
// WriteTimeout of a server, which count everything from the header on, would cut
// off event streams and slow handlers. A read or write beyond
// its deadline returns an error that is [os.ErrDeadlineExceeded], or the
// connection's end. A handler may set deadlines by a ResponseController too: the earlier
// counts, whoever has set it.
//
// of chooses by request; false leaves a request alone. With a nil of, or one that
// returns Deadlines that are not right, all get [DefaultDeadlines]. A hijacked
// connection has no deadlines. A ResponseWriter that has none is left alone.
//
// What is written counts as gone when the kernel has taken it, a few hundred kilobytes
// sometimes, or some megabytes, before the client has. From then on writes wait, and the
// time runs. The kernel says that there is room when a good part of its buffer is free, a third
// on Linux: so a client has to take that much within Response, however low MinRate is.
//
// It cannot tell a slow line from a slow client: whoever is on a line below MinRate
// is cut off.
func LimitTime(of func(*http.Request) (Deadlines, bool)) func(http.Handler) http.Handler {
	return limitTime(of, &manners{})
}

func limitTime(of func(*http.Request) (Deadlines, bool), m *manners) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			d := DefaultDeadlines()
			if of != nil {
				chosen, limited := of(r)
				if !limited {
					next.ServeHTTP(w, r)
					return
				}
				if chosen.Check() == nil {
					d = chosen
				}
			}
			control := http.NewResponseController(w)
			timed := &timedWriter{
				ResponseWriter: w, control: control, request: r, manners: m,
				reading: deadline{control: control, reads: true}, writing: deadline{control: control},
				allowance: newAllowance(d.Response, d.MinRate, buffered), stall: d.Stall, piece: d.piece(),
			}
			defer timed.finish()
			if r.Body == nil || r.Body == http.NoBody {
				next.ServeHTTP(timed, r)
				return
			}
			body := newTimedBody(r, timed, d)
			timed.body = body
			defer body.finish()
			copied := *r
			copied.Body = body
			reqcopy.Serve(next, timed, &copied, r)
		})
	}
}
