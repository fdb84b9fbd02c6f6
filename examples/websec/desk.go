package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	_ "embed"

	"underhood/internal/lessons/websec/siege"
	"underhood/internal/lessons/websec/wire"
	"underhood/websec"
)

const (
	keptCrossings = 200
	mostWatchers  = 8
	gaugesEvery   = 500 * time.Millisecond
)

// A desk is where the attacks of load are started, one at a time, and where their effect
// is watched.
type desk struct {
	ctx    context.Context // of the attacks
	sites  []*siege.Site
	limits siege.Limits
	log    *wire.Log
	told   func(string) // what became of an attack

	running  sync.WaitGroup
	watchers atomic.Int32

	mu   sync.Mutex
	now  string // the attack that is under way, "" if none is
	last string // what became of the one before
}

//go:embed live.html
var livePage string

// handler is the page with the gauges and the wire, their stream, and the attacks. It is
// the business of who mounts it to keep other sites from starting one.
func (d *desk) handler() http.Handler {
	page, err := websec.ParseTemplate("live", livePage)
	if err != nil {
		panic(err) // the page is a part of the program, and the tests show it
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if err := page.Execute(w, r, "live", d.choices()); err != nil {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("GET /stream", d.stream)
	mux.HandleFunc("POST /attack", d.attack)
	return mux
}

type choice struct {
	Site  string
	Duels []siege.Duel
}

func (d *desk) choices() (choices []choice) {
	for _, site := range d.sites {
		choices = append(choices, choice{site.Name, siege.Duels(d.limits)})
	}
	return choices
}

var errBusy = errors.New("one attack at a time: there is one under way")

func (d *desk) attack(w http.ResponseWriter, r *http.Request) {
	for _, site := range d.sites {
		for _, duel := range siege.Duels(d.limits) {
			if site.Name != r.PostFormValue("site") || duel.Name != r.PostFormValue("attack") {
				continue
			}
			if err := d.start(site, duel); err != nil {
				http.Error(w, err.Error(), http.StatusConflict)
				return
			}
			http.Redirect(w, r, "/live/", http.StatusSeeOther)
			return
		}
	}
	http.Error(w, "There is no such attack or site.", http.StatusNotFound)
}

func (d *desk) start(site *siege.Site, duel siege.Duel) error {
	if err := siege.Usable(d.ctx, site.Addr()); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.now != "" {
		return errBusy
	}
	d.now = duel.Scenario + " at " + site.Name + ": " + duel.Name
	d.running.Go(func() {
		fell, told, err := duel.Attack(d.ctx, site, siege.Loopback(site.Addr()))
		verdict := "held"
		if fell {
			verdict = "fell"
		}
		d.mu.Lock()
		d.last = fmt.Sprintf("%s\n  %s %s: %s", d.now, site.Name, verdict, told)
		if err != nil {
			d.last = fmt.Sprintf("%s: %v", d.now, err)
		}
		d.now = ""
		last := d.last
		d.mu.Unlock()
		if d.ctx.Err() == nil {
			d.told(last)
		}
	})
	return nil
}

// A reading is one look at everything.
type reading struct {
	Sites []named         `json:"sites"`
	Heap  uint64          `json:"heap"`
	Now   string          `json:"now"`
	Last  string          `json:"last"`
	Wire  []wire.Crossing `json:"wire"` // what is new
}

type named struct {
	Name string `json:"name"`
	siege.Counts
}

func (d *desk) read(after uint64) (r reading) {
	for _, site := range d.sites {
		r.Sites = append(r.Sites, named{site.Name, site.Counts()})
	}
	r.Heap = siege.Heap()
	r.Wire = d.log.After(after)
	d.mu.Lock()
	r.Now, r.Last = d.now, d.last
	d.mu.Unlock()
	return r
}

// stream sends a reading twice a second, as an event stream. In JSON there are no line
// ends, nor < and >; that it is shown as text and never as markup is up to the page.
func (d *desk) stream(w http.ResponseWriter, r *http.Request) {
	if d.watchers.Add(1) > mostWatchers {
		d.watchers.Add(-1)
		http.Error(w, "Too many watch already.", http.StatusServiceUnavailable)
		return
	}
	defer d.watchers.Add(-1)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	tick := time.NewTicker(gaugesEvery)
	defer tick.Stop()
	for seen := uint64(0); ; {
		reading := d.read(seen)
		if n := len(reading.Wire); n > 0 {
			seen = reading.Wire[n-1].Number
		}
		text, err := json.Marshal(reading)
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "data: %s\n\n", text); err != nil {
			return
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return
		case <-d.ctx.Done():
			return
		}
	}
}
