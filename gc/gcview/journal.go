package gcview

import (
	"sync"

	"underhood/gc"
)

// journal is the last events, written by the owner, read by requests.
type journal struct {
	mu      sync.Mutex
	ring    *gc.Ring
	streams int
}

// line is one event.
type line struct {
	N    uint64 `json:"n"` // from 0, in the order they happened
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// excerpt is some events in a row.
type excerpt struct {
	Seen    uint64 `json:"seen"`    // events so far
	Skipped uint64 `json:"skipped"` // not shown: overwritten, or too many at a time
	Lines   []line `json:"lines"`
}

// mostLines is how many events a page or a message of the stream has.
const mostLines = 200

// Record takes an event in; hand it to gc.WithHook. It waits for a reader only while
// that copies a few events. The oldest one is dropped when there is no room.
//
// A heap with a hook is slower. Without one all pages but the events are the same.
func (v *View) Record(e gc.Event) {
	v.events.mu.Lock()
	defer v.events.mu.Unlock()
	v.events.ring.Record(e)
}

// since returns the last events from number from on, mostLines at most.
func (j *journal) since(from uint64) excerpt {
	type numbered struct {
		n uint64
		e gc.Event
	}
	var copied []numbered
	j.mu.Lock()
	x := excerpt{Seen: j.ring.Seen(), Lines: []line{}}
	first := max(from, j.ring.Dropped(), x.Seen-min(x.Seen, mostLines))
	if first < x.Seen {
		for n, e := range j.ring.Events() {
			if n >= first {
				copied = append(copied, numbered{n, e})
			}
		}
	}
	j.mu.Unlock()
	if first > from {
		x.Skipped = first - from
	}
	for _, c := range copied {
		x.Lines = append(x.Lines, line{N: c.n, Kind: c.e.Kind.String(), Text: short(c.e.String())})
	}
	return x
}
