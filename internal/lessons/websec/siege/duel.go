package siege

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
)

// ErrDuel says that an attack went otherwise than it is there to show.
var ErrDuel = errors.New("the bare bank should fall and the protected one should not")

// Rooms is how many connections both sites may have open while clients are slow.
const Rooms = 150

// A Duel is one attack on both sites.
type Duel struct {
	Scenario, Name, Sends string
	// Attack runs it, and says whether the site has fallen, and what became of it.
	Attack func(ctx context.Context, site *Site, dial Dial) (fell bool, told string, err error)
	Room   int
}

// OfFlood is a duel by a flood.
func OfFlood(name string, f Flood) Duel {
	return Duel{
		Scenario: "flood", Name: name,
		Sends: fmt.Sprintf("GET /rates, %d at once and %d in all, by %s; %d customers want the same, %d times each",
			f.Conns, f.Sent, addresses(f.Sources), f.Customers, f.Each),
		Attack: f.fight,
	}
}

// OfSlow is a duel by slow clients, where both sites have room for so many connections.
func OfSlow(name string, s Slow, room int) Duel {
	return Duel{
		Scenario: "slow", Name: name, Room: room,
		Sends: fmt.Sprintf("%d headers and %d bodies, a byte each %v, by %s; room for %d connections; then a customer comes",
			s.Conns-s.Conns/2, s.Conns/2, s.Every, addresses(s.Sources), room),
		Attack: s.fight,
	}
}

// Duels are all of them, in the order of play.
func Duels(limits Limits) []Duel {
	return []Duel{
		OfFlood("one source sends 50 times its limit", OneSource(limits)),
		OfFlood("many sources send as much, each within its limit", ManySources(limits)),
		OfSlow("clients of one address never end their requests", SlowOneSource(limits), Rooms),
		OfSlow("clients of many addresses never end theirs", SlowManySources(limits), Rooms),
	}
}

func addresses(n int) string {
	if n == 1 {
		return "one address"
	}
	return fmt.Sprintf("%d addresses", n)
}

func (f Flood) fight(ctx context.Context, site *Site, dial Dial) (bool, string, error) {
	r, err := f.Run(ctx, site, dial)
	return !r.Customers.Enough(), fmt.Sprintf("customers served %v, attackers %v", r.Customers, r.Attackers) + r.Counts.told(r.Heap), err
}

func (s Slow) fight(ctx context.Context, site *Site, dial Dial) (bool, string, error) {
	r, err := s.Run(ctx, site, dial)
	customer := "not served"
	if r.Served {
		customer = "served"
	}
	return r.Held() > 0 || !r.Served, fmt.Sprintf("customer %s, of %d slow connections %d ended and %d held", customer, r.Tried, r.Ended, r.Held()) + r.Counts.told(r.Heap), err
}

// told is the second line, and the third if layers refused.
func (c Counts) told(heap uint64) string {
	text := fmt.Sprintf("\n             requests in flight %d at most, connections %d at most, heap of the program %.1f MiB", c.MostBusy, c.MostConns, float64(heap)/(1<<20))
	var refused []string
	for _, layer := range slices.Sorted(maps.Keys(c.Refused)) {
		refused = append(refused, fmt.Sprintf("%d by %s", c.Refused[layer], layer))
	}
	if len(refused) > 0 {
		text += fmt.Sprintf("\n             admitted %d, refused %s", c.Admitted, strings.Join(refused, ", "))
	}
	return text
}

// A Network is where a site listens, and how attackers get there.
type Network func(ctx context.Context) (net.Listener, Dial, error)

// OnLoopback is a port of 127.0.0.1. It returns an [ErrAddress] where attackers cannot have
// their addresses.
func OnLoopback(ctx context.Context) (net.Listener, Dial, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	if err := Usable(ctx, l.Addr()); err != nil {
		return nil, nil, errors.Join(err, l.Close())
	}
	return l, Loopback(l.Addr()), nil
}

// against plays the duel on a site that is new.
func (d Duel) against(ctx context.Context, network Network, name string, limits *Limits) (fell bool, told string, err error) {
	l, dial, err := network(ctx)
	if err != nil {
		return false, "", err
	}
	runtime.GC() // the heap that is told is this attack's
	site, err := Open(ctx, l, Setup{Name: name, Limits: limits, Room: d.Room})
	if err != nil {
		return false, "", err
	}
	ended := make(chan error, 1)
	go func() { ended <- site.Serve() }() // until Close
	fell, told, err = d.Attack(ctx, site, dial)
	err = errors.Join(err, site.Close())
	if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return fell, told, err
}
