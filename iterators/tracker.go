package iterators

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
)

// A Tracker lists the generators that are not over, for debugging: which were
// made where and never closed? Give it to each by [TrackedBy]; there is no list
// of all, as nothing here is kept in package variables. The zero value is ready.
// It is safe for concurrent use and does not keep the generators alive: one that
// is dropped leaves the list when the collector has closed it.
type Tracker struct {
	mu   sync.Mutex
	made uint64
	live map[*record]uint64 // when it was made, as a count
}

// TrackedBy puts the generator on a tracker's list until it is over.
//
// It panics if t is nil.
func TrackedBy(t *Tracker) GeneratorOption {
	if t == nil {
		panic("iterators.TrackedBy: nil tracker")
	}
	return func(w *watch) { w.tracker = t }
}

// TrackedGenerator is what a [Tracker] knows of a generator.
type TrackedGenerator struct {
	File  string // of the call that made it
	Line  int
	State GeneratorState
}

// String returns "file:line state".
func (g TrackedGenerator) String() string {
	return g.File + ":" + strconv.Itoa(g.Line) + " " + g.State.String()
}

// Live returns the generators that are not over, in the order they were made, in
// a new slice. Their states are those of a moment ago.
func (t *Tracker) Live() []TrackedGenerator {
	t.mu.Lock()
	defer t.mu.Unlock()
	records := make([]*record, 0, len(t.live))
	for r := range t.live {
		records = append(records, r)
	}
	slices.SortFunc(records, func(a, b *record) int { return cmp.Compare(t.live[a], t.live[b]) })
	list := make([]TrackedGenerator, len(records))
	for i, r := range records {
		list[i] = TrackedGenerator{r.file, r.line, r.now()}
	}
	return list
}

func (t *Tracker) add(r *record) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.live == nil {
		t.live = map[*record]uint64{}
	}
	t.made++
	t.live[r] = t.made
}

func (t *Tracker) remove(r *record) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.live, r)
}
