package siege

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// A Share is what became of the requests of some.
type Share struct{ Sent, Served int }

func (s Share) String() string { return fmt.Sprintf("%d of %d", s.Served, s.Sent) }

// Enough is whether 95 % were served.
func (s Share) Enough() bool { return s.Sent > 0 && s.Served*100 >= s.Sent*95 }

// A Flood is requests for the page that costs the bank most, by attackers who know
// nothing but its address, while customers who have logged in want it too.
type Flood struct {
	Sources int // addresses that the attackers have
	Conns   int // requests that they have open at once
	Sent    int // requests in all, unless the customers are done before

	Customers int           // with an address each
	Each      int           // requests of a customer
	Pace      time.Duration // between two requests of one connection, at least, and half of it for a customer
	Patience  time.Duration // how long everybody waits for an answer
}

// OneSource is a flood of 50 times what an address may send at once, from one address.
func OneSource(limits Limits) Flood {
	return Flood{
		Sources: 1, Conns: 250, Sent: 50 * limits.Rate.Burst,
		Customers: 10, Each: 3, Pace: 500 * time.Millisecond, Patience: 1500 * time.Millisecond,
	}
}

// ManySources is as much from 250 addresses, each of which stays within its rate.
func ManySources(limits Limits) Flood {
	f := OneSource(limits)
	f.Sources = f.Conns
	return f
}

// A FloodReport is what became of a flood.
type FloodReport struct {
	Attackers, Customers Share
	Counts               Counts // when the last customer had his answer
	Heap                 uint64
}

// Run floods a site. It returns when the customers are done, ctx is done or a customer
// cannot log in before it has begun; nothing of it is left then but what the site has not
// ended.
func (f Flood) Run(ctx context.Context, site *Site, dial Dial) (report FloodReport, err error) {
	customers, err := f.logIn(ctx, site, dial)
	if err != nil {
		return report, err
	}
	flooding, end := context.WithCancel(ctx)
	var attack, crowd sync.WaitGroup
	var sent, served, got atomic.Int64
	begun := make(chan struct{}, f.Conns)
	for n := range f.Conns {
		c := newClient(dial, attackerAt(n%f.Sources), site.Addr().String(), f.Patience)
		c.cookies = nonsense()
		attack.Go(func() {
			each := f.Sent / f.Conns
			for i := range each {
				pace := time.NewTimer(f.Pace)
				if i == 0 {
					begun <- struct{}{}
				}
				sent.Add(1)
				status, err := c.ask(flooding, http.MethodGet, "/rates", nil)
				if status == http.StatusOK {
					served.Add(1)
				}
				if err != nil || i+1 == each || !wait(flooding, pace) {
					pace.Stop()
					return
				}
			}
		})
	}
	for range f.Conns {
		<-begun
	}
	f.arrived(flooding, site)
	for _, c := range customers {
		crowd.Go(func() {
			for range f.Each {
				pace := time.NewTimer(f.Pace / 2)
				status, err := c.ask(ctx, http.MethodGet, "/rates", nil)
				if status == http.StatusOK {
					got.Add(1)
				}
				if err != nil || !wait(ctx, pace) {
					pace.Stop()
					return
				}
			}
		})
	}
	crowd.Wait()
	report.Counts, report.Heap = site.Counts(), Heap()
	end()
	attack.Wait()
	report.Attackers = Share{int(sent.Load()), int(served.Load())}
	report.Customers = Share{f.Customers * f.Each, int(got.Load())}
	return report, ctx.Err()
}

// arrived waits until the site has dealt with as many connections as the attack began
// with, or for as long as customers would wait.
func (f Flood) arrived(ctx context.Context, site *Site) {
	ctx, cancel := context.WithTimeout(ctx, f.Patience/2)
	defer cancel()
	for {
		counts := site.Counts()
		look := time.NewTimer(5 * time.Millisecond)
		if counts.InFlight+counts.Admitted+counts.Total() >= f.Conns || !wait(ctx, look) {
			look.Stop()
			return
		}
	}
}

var errNoLogin = errors.New("siege: a customer could not log in before the attack")

func (f Flood) logIn(ctx context.Context, site *Site, dial Dial) (customers []*client, err error) {
	for n := range f.Customers {
		c := newClient(dial, customerAt(n), site.Addr().String(), 10*time.Second)
		status, err := c.ask(ctx, http.MethodPost, "/login", url.Values{"name": {"ada"}, "password": {"analytical"}})
		if err != nil {
			return nil, err
		}
		if status != http.StatusSeeOther {
			return nil, fmt.Errorf("%w: answered %d", errNoLogin, status)
		}
		c.http.Timeout = f.Patience
		customers = append(customers, c)
	}
	return customers, nil
}

// wait reports false when ctx is done before.
func wait(ctx context.Context, t *time.Timer) bool {
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
