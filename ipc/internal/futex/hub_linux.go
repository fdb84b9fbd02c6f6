package futex

import (
	"context"
	"sync"
)

// A hub is the table of what goroutines without a thread of their own sleep on.
//
// Invariant, under mu: a word is in the table, and in exactly one dispatcher, as
// long as at least one goroutine inside park sleeps on it, and all of them saw
// the same value. So whoever holds mu and finds a word in the table may read its
// memory: it is still mapped.
type hub struct {
	mu          sync.Mutex
	words       map[*uint32]*word
	dispatchers []*dispatcher
}

var threads = hub{words: map[*uint32]*word{}}

// A word has one place in a vector however many goroutines sleep on it.
type word struct {
	addr  *uint32
	value uint32
	first *link
	by    *dispatcher
	place int  // in by.words
	armed bool // in the vector of the system call that is going on
	left  bool // the last sleeper went during that call
}

// A link ties a sleeper to one of its words.
type link struct {
	sleeper    *sleeper
	word       *word
	prev, next *link
}

// A sleeper is one goroutine in park.
type sleeper struct {
	ready chan error // one message: nil when woken, or why the wait cannot go on
	links []link
}

var sleepers = sync.Pool{New: func() any { return &sleeper{ready: make(chan error, 1)} }}

// park sleeps on a channel while a dispatcher sleeps on the words.
func (h *hub) park(ctx context.Context, conds []Cond) error {
	h.mu.Lock()
	if changed(conds) {
		h.mu.Unlock()
		return nil
	}
	s := sleepers.Get().(*sleeper) //nolint:errcheck // the pool holds nothing else
	h.add(s, conds)
	h.mu.Unlock()

	var err error
	select {
	case err = <-s.ready:
	case <-ctx.Done():
		h.mu.Lock()
		select {
		case err = <-s.ready: // woken first, and that wake must not be lost
		default:
			h.remove(s)
			err = context.Cause(ctx)
		}
		h.mu.Unlock()
	}
	sleepers.Put(s)
	return err
}

// add registers a sleeper. mu is held, and all words have their values.
func (h *hub) add(s *sleeper, conds []Cond) {
	fresh := 0
	for _, c := range conds {
		w := h.words[c.Addr]
		if w != nil && w.value != c.Value {
			h.release(w, nil) // the word has our value now, so they must look again
			w = h.words[c.Addr]
		}
		if w == nil {
			fresh++
		}
	}
	if cap(s.links) < len(conds) {
		s.links = make([]link, len(conds))
	}
	s.links = s.links[:len(conds)]
	var room *dispatcher
	for i, c := range conds {
		w := h.words[c.Addr]
		if w == nil {
			if room == nil {
				room = h.room(fresh)
			}
			w = &word{addr: c.Addr, value: c.Value}
			h.words[c.Addr] = w
			room.take(w)
		}
		l := &s.links[i]
		*l = link{sleeper: s, word: w, next: w.first}
		if w.first != nil {
			w.first.prev = l
		}
		w.first = l
	}
	if room != nil {
		room.disturb()
	}
}

// remove takes a sleeper from all its words, and words without a sleeper from
// the table. mu is held.
func (h *hub) remove(s *sleeper) {
	for i := range s.links {
		l := &s.links[i]
		w := l.word
		if l.prev != nil {
			l.prev.next = l.next
		} else {
			w.first = l.next
		}
		if l.next != nil {
			l.next.prev = l.prev
		}
		*l = link{}
		if w.first == nil {
			delete(h.words, w.addr)
			w.by.drop(w)
		}
	}
}

// release ends the wait of everybody who sleeps on a word. mu is held.
func (h *hub) release(w *word, err error) {
	for w.first != nil {
		s := w.first.sleeper
		h.remove(s)
		s.ready <- err // empty: a sleeper without links is released no more
	}
}

// room finds a dispatcher that can take n more words, or starts one. mu is held.
func (h *hub) room(n int) *dispatcher {
	for _, d := range h.dispatchers {
		if len(d.words)+n <= MaxConds {
			return d
		}
	}
	d := &dispatcher{hub: h}
	h.dispatchers = append(h.dispatchers, d)
	go d.run()
	return d
}
