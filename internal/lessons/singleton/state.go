package lesson

import "slices"

// State is a race as its beats tell it.
type State struct {
	plan *racePlan
	Last Beat
	Now  int // beats so far that took a moment
	Ways []*Way
}

// Way is one form in it.
type Way struct {
	Name   string
	Stored int // the object that is kept; 0 is none
	Made   int // how many were constructed
	Racers []Racer
	News   string // what became of the one who moved in this round
}

// Racer is a goroutine.
type Racer struct {
	Name   string
	Is     string // the last of begin, wait, got, error, panicked, leave; "" before it asked
	Object int    // that it constructs, waits for or has
	Text   string
	Spans  []Span
}

// Span is a piece of a racer's time.
type Span struct {
	Kind       string
	Object     int
	Start, End int // End is 0 while it lasts
}

func (p *racePlan) newState() *State {
	s := &State{plan: p}
	for _, f := range p.forms {
		w := &Way{Name: f.name}
		for _, name := range p.racers {
			w.Racers = append(w.Racers, Racer{Name: name})
		}
		s.Ways = append(s.Ways, w)
	}
	return s
}

// Clone is a copy that shares nothing that changes.
func (s *State) Clone() *State {
	c := *s
	c.Ways = nil
	for _, w := range s.Ways {
		v := *w
		v.Racers = slices.Clone(w.Racers)
		for i := range v.Racers {
			v.Racers[i].Spans = slices.Clone(v.Racers[i].Spans)
		}
		c.Ways = append(c.Ways, &v)
	}
	return &c
}

// way finds a way by its name, nil for none.
func (s *State) way(name string) *Way {
	for _, w := range s.Ways {
		if w.Name == name {
			return w
		}
	}
	return nil
}

// racer finds a goroutine; one that is none stands in for nobody.
func (w *Way) racer(name string) *Racer {
	for i := range w.Racers {
		if w.Racers[i].Name == name {
			return &w.Racers[i]
		}
	}
	return new(Racer)
}

// Apply is the state after one more beat; it changes s and returns it.
func (s *State) Apply(b Beat) *State {
	if s.Last.Kind == beatRound {
		for _, w := range s.Ways {
			w.News = ""
		}
	}
	s.Last = b
	if !quiet(b) {
		s.Now++
	}
	if w := s.way(b.Way); w != nil {
		w.apply(b, s.Now)
	}
	return s
}

func (w *Way) apply(b Beat, now int) {
	r := w.racer(b.Who)
	switch b.Kind {
	case beatMade:
		w.Made++
		w.Stored = b.Object
	case beatBegin, beatWait, beatGot, beatError, beatPanicked, beatLeave:
		r.become(b, now)
	case beatReset:
		w.Stored = 0
	}
	switch b.Kind {
	case beatBegin, beatWait, beatGot, beatError, beatPanicked:
		if w.News == "" {
			w.News = b.Kind
		}
	}
}

// become ends what the racer was about and begins the next.
func (r *Racer) become(b Beat, now int) {
	if n := len(r.Spans); n > 0 && r.Spans[n-1].End == 0 {
		r.Spans[n-1].End = now - 1
	}
	r.Is, r.Object, r.Text = b.Kind, b.Object, b.Text
	span := Span{Kind: b.Kind, Object: b.Object, Start: now - 1}
	if b.Kind != beatBegin && b.Kind != beatWait {
		span.End = now
	}
	r.Spans = append(r.Spans, span)
}

// given is how many different objects were handed out.
func (w *Way) given() int {
	seen := map[int]bool{}
	for _, r := range w.Racers {
		for _, s := range r.Spans {
			if s.Kind == beatGot {
				seen[s.Object] = true
			}
		}
	}
	return len(seen)
}

// quiet beats are told with the one that follows: an ask, with what it finds, and
// what happens in each of several ways, with the round.
func quiet(b Beat) bool { return b.Kind == beatAsk }
