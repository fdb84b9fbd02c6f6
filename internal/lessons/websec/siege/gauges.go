package siege

import (
	"maps"
	"net"
	"net/http"
	"runtime/metrics"
	"sync"

	"underhood/internal/lessons/websec/wire"
	"underhood/websec"
)

// Counts is what a site has done, and what it holds.
type Counts struct {
	Admitted  int            `json:"admitted"` // requests that no layer refused
	Refused   map[string]int `json:"refused"`  // requests, headers and connections by the layer that did
	InFlight  int            `json:"inFlight"` // requests begun and not ended
	MostBusy  int            `json:"mostBusy"` // the most of them at once
	Conns     int            `json:"conns"`
	MostConns int            `json:"mostConns"`
	Shedder   int            `json:"shedder"` // how many it lets in at once, 0 without one
}

// Total is how many were refused by whatever layer.
func (c Counts) Total() (n int) {
	for _, refused := range c.Refused {
		n += refused
	}
	return n
}

// Gauges count what happens at one site. They are safe for concurrent use.
type Gauges struct {
	mu     sync.Mutex
	counts Counts
	open   map[net.Conn]bool
}

func newGauges() *Gauges {
	return &Gauges{counts: Counts{Refused: map[string]int{}}, open: map[net.Conn]bool{}}
}

func (g *Gauges) begun() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counts.InFlight++
	g.counts.MostBusy = max(g.counts.MostBusy, g.counts.InFlight)
}

func (g *Gauges) ended(c wire.Crossing) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counts.InFlight--
	if c.Layer == "" {
		g.counts.Admitted++
	} else {
		g.counts.Refused[c.Layer]++
	}
}

func (g *Gauges) refused(e websec.Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counts.Refused[e.Layer.String()]++
}

func (g *Gauges) conn(c net.Conn, state http.ConnState) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch state {
	case http.StateNew:
		g.open[c] = true
		g.counts.MostConns = max(g.counts.MostConns, len(g.open))
	case http.StateClosed, http.StateHijacked:
		delete(g.open, c)
	case http.StateActive, http.StateIdle:
	}
	g.counts.Conns = len(g.open)
}

// Counts is a snapshot.
func (g *Gauges) Counts() Counts {
	g.mu.Lock()
	defer g.mu.Unlock()
	counts := g.counts
	counts.Refused = make(map[string]int, len(g.counts.Refused))
	maps.Copy(counts.Refused, g.counts.Refused)
	return counts
}

// Heap is how many bytes of the whole program are in use, both sites and the attackers
// together.
func Heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
