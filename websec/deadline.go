package websec

import (
	"net/http"
	"sync"
	"time"
)

// A deadline is one of a connection's two, for reads or for writes. [LimitTime] sets it while
// it waits for the client, and the handler may have set one too, by
// [http.ResponseController]: the earlier of the two counts, also when the handler moves its
// own during a read or write, as one does to end it.
type deadline struct {
	control *http.ResponseController
	reads   bool

	mu       sync.Mutex
	handlers time.Time // zero is none, as in net
	layers   time.Time // zero while the layer waits for nothing
	waits    int       // a write may read, and a read may write: what is under way
}

// ofHandler is what a handler sets. The error is that of a writer without deadlines.
func (d *deadline) ofHandler(t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.handlers = t
	return d.apply()
}

// wait sets the layer's.
func (d *deadline) wait(until time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waits++
	d.layers = until
	_ = d.apply() // a writer without deadlines is left alone
}

// waited takes the layer's away, and reports whether it was the one that has passed.
func (d *deadline) waited() (passed bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	passed = d.layersCount() && !time.Now().Before(d.layers)
	if d.waits--; d.waits <= 0 {
		d.layers, d.waits = time.Time{}, 0
	}
	_ = d.apply()
	return passed
}

// none takes both away, as net/http does at the end of a body.
func (d *deadline) none() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.handlers, d.layers, d.waits = time.Time{}, time.Time{}, 0
	_ = d.apply()
}

// forget leaves the connection to whoever took it over, and has no deadlines yet.
func (d *deadline) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.handlers, d.layers, d.waits = time.Time{}, time.Time{}, 0
}

func (d *deadline) layersCount() bool {
	return !d.layers.IsZero() && (d.handlers.IsZero() || d.layers.Before(d.handlers))
}

func (d *deadline) apply() error {
	t := d.handlers
	if d.layersCount() {
		t = d.layers
	}
	if d.reads {
		return d.control.SetReadDeadline(t)
	}
	return d.control.SetWriteDeadline(t)
}
