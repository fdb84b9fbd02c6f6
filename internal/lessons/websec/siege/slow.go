package siege

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A Slow is clients who are slow on purpose: half of them send a header that never ends,
// the others a body, a byte at a time. A customer comes when they are all there.
type Slow struct {
	Sources int // addresses that they have
	Conns   int
	Every   time.Duration // a byte
	Hold    time.Duration // how long they would go on; a customer has left a little before
}

// SlowReport is what became of them.
type SlowReport struct {
	Tried  int
	Ended  int // connections that the site has ended before Hold was over
	Served bool
	Counts Counts // at the end of Hold, or when the last connection had been ended
	Heap   uint64
}

// Held is how many connections were still open in the end, or would be by and by.
func (r SlowReport) Held() int { return r.Tried - r.Ended }

// SlowOneSource is 200 slow clients of one address. They go on for long enough that those
// who have to wait for room would be ended, too.
func SlowOneSource(limits Limits) Slow {
	return Slow{Sources: 1, Conns: 200, Every: 250 * time.Millisecond, Hold: 3 * limits.Header}
}

// SlowManySources is 200 slow clients, ten of an address.
func SlowManySources(limits Limits) Slow {
	s := SlowOneSource(limits)
	s.Sources = 20
	return s
}

// Run returns when the site has ended all connections and the customer has his answer,
// after Hold, or when ctx is done. None of the connections is left then.
func (s Slow) Run(ctx context.Context, site *Site, dial Dial) (report SlowReport, err error) {
	held, stop := context.WithTimeout(ctx, s.Hold)
	defer stop()
	visit, leave := context.WithTimeout(ctx, s.Hold*5/6)
	defer leave()
	var ended atomic.Int64
	var all, there sync.WaitGroup
	there.Add(s.Conns)
	for n := range s.Conns {
		all.Go(func() {
			c, err := dial(held, attackerAt(n%s.Sources))
			if err == nil {
				s.write(c, slowText(n, site.Addr()))
			}
			there.Done()
			if err == nil {
				err = s.trickle(held, c)
			}
			if err != nil && held.Err() == nil {
				ended.Add(1)
			}
		})
	}
	there.Wait()
	customer := newClient(dial, customerAt(0), site.Addr().String(), s.Hold)
	status, _ := customer.ask(visit, http.MethodGet, "/", nil) // the error is the visit's own end
	all.Wait()
	report = SlowReport{
		Tried: s.Conns, Ended: int(ended.Load()), Served: status == http.StatusOK,
		Counts: site.Counts(), Heap: Heap(),
	}
	return report, ctx.Err()
}

// slowText is how each second begins.
func slowText(n int, site net.Addr) string {
	if n%2 == 0 {
		return "GET / HTTP/1.1\r\nHost: " + site.String() + "\r\nX-Slow: "
	}
	return fmt.Sprintf("POST /login HTTP/1.1\r\nHost: %v\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\nname=", site)
}

// trickle returns nil when ctx is done, and an error when the site has ended the
// connection.
func (s Slow) trickle(ctx context.Context, c net.Conn) error {
	over := make(chan error, 1)
	var reading sync.WaitGroup
	reading.Go(func() { // until the connection is closed, below at the latest
		_, err := io.Copy(io.Discard, c)
		if err == nil {
			err = io.EOF
		}
		over <- err
	})
	tick := time.NewTicker(s.Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			_ = c.Close() // nobody is interested any more
			reading.Wait()
			return nil
		case err := <-over:
			_ = c.Close()
			return err
		case <-tick.C:
			s.write(c, "x")
		}
	}
}

// write leaves it to the reader to learn whether the site has ended the connection. It
// does not wait for one that is not accepted.
func (s Slow) write(c net.Conn, text string) {
	_ = c.SetWriteDeadline(time.Now().Add(s.Every))
	_, _ = io.WriteString(c, text)
}
