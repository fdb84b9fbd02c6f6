package lesson

import (
	"maps"
	"slices"
	"sync/atomic"
	"time"
)

// A Moment of a run that goes on is a look at everything, or a piece of news.
type Moment struct {
	News  string          `json:"news,omitempty"`
	Procs []Proc          `json:"procs,omitempty"`
	Seen  map[string]Seen `json:"seen,omitempty"`
	Total [counters]int64 `json:"total"`
	Rate  [counters]int64 `json:"rate"` // a second
}

// maxNews is how many pieces of news a picture has.
const maxNews = 6

// Scenery is a run that goes on as its moments tell it.
type Scenery struct {
	plan *plan
	Now  Moment   // the last look
	News []string // the newest last
}

func newScenery(p *plan) *Scenery { return &Scenery{plan: p} }

// Clone is a copy that shares nothing that changes: a moment does not.
func (s *Scenery) Clone() *Scenery {
	c := *s
	c.News = slices.Clone(s.News)
	return &c
}

// Apply is the scenery after one more moment; it changes s and returns it.
func (s *Scenery) Apply(m Moment) *Scenery {
	if m.News == "" {
		s.Now = m
		return s
	}
	s.News = append(s.News, m.News)
	s.News = s.News[max(0, len(s.News)-maxNews):]
	return s
}

// sample looks at everything.
func (c *crew) sample(now time.Time) {
	m := Moment{Seen: map[string]Seen{}}
	sleeps := map[string]string{}
	for _, t := range c.game.plan.things {
		s, err := c.game.see(t.name)
		if err != nil {
			c.say(Moment{News: err.Error()})
			continue
		}
		m.Seen[t.name] = *s
		for _, p := range s.Peers {
			if p.Waits && !p.Dead {
				sleeps[p.Name] = "at " + t.name
			}
		}
	}
	m.Procs = append(m.Procs, proc(parent, false, sleeps))
	for _, h := range c.hands {
		m.Procs = append(m.Procs, proc(h.name, !h.left.IsZero(), sleeps))
	}
	// Detach, after which this fails, comes after the last sample.
	_ = c.counts.Use(func(n []int64) error {
		for i := range m.Total {
			m.Total[i] = atomic.LoadInt64(&n[i])
		}
		return nil
	})
	m.Rate = c.meter.rate(now, m.Total)
	c.say(m)
}

func proc(name string, dead bool, sleeps map[string]string) Proc {
	switch where, ok := sleeps[name]; {
	case dead:
		return Proc{Name: name, Is: killed}
	case ok:
		return Proc{Name: name, Is: asleep, Does: where}
	}
	return Proc{Name: name, Is: runs}
}

// A meter makes rates of totals, over the last second or so.
type meter struct{ past []reading }

type reading struct {
	at    time.Time
	total [counters]int64
}

func (m *meter) rate(now time.Time, total [counters]int64) (rate [counters]int64) {
	m.past = append(m.past, reading{now, total})
	if len(m.past) > 10 {
		m.past = slices.Delete(m.past, 0, 1)
	}
	first := m.past[0]
	if span := now.Sub(first.at).Seconds(); span > 0 {
		for i := range rate {
			rate[i] = int64(float64(total[i]-first.total[i]) / span)
		}
	}
	return rate
}

// state is the scenery as a recorded run has it, so that it is drawn alike.
func (s *Scenery) state() *State {
	return &State{plan: s.plan, Procs: s.Now.Procs, Seen: maps.Clone(s.Now.Seen), Items: map[string][]Entry{}}
}
