package lesson

import (
	"maps"
	"slices"
)

// World is scopes and their instances as beats tell them.
type World struct {
	plan   *scopePlan
	Last   Beat
	Scopes []string // in the order they came to be
	Closed map[string]bool
	There  map[Place]Instance
	Under  []Place  // under construction, the one that was asked for first before what it needs
	Log    []string // what was closed, with the last scope
}

// Place is where an instance is.
type Place struct{ Name, Scope string }

// Instance is what is there.
type Instance struct {
	Object int    // 0 for a stand-in
	Is     string // begin, made, fail, override or close
}

func (p *scopePlan) newWorld() *World {
	return &World{plan: p, Scopes: []string{home}, Closed: map[string]bool{}, There: map[Place]Instance{}}
}

// Clone is a copy that shares nothing that changes.
func (s *World) Clone() *World {
	c := *s
	c.Scopes, c.Under, c.Log = slices.Clone(s.Scopes), slices.Clone(s.Under), slices.Clone(s.Log)
	c.Closed, c.There = maps.Clone(s.Closed), maps.Clone(s.There)
	return &c
}

// Apply is the state after one more beat; it changes s and returns it.
func (s *World) Apply(b Beat) *World {
	s.Last = b
	at := Place{b.Way, b.Who}
	switch b.Kind {
	case beatFork:
		s.Scopes = append(s.Scopes, b.Who)
	case beatBegin:
		s.Under = append(s.Under, at)
		s.There[at] = Instance{b.Object, b.Kind}
	case beatMade, beatFail:
		s.Under = s.Under[:len(s.Under)-1]
		s.There[at] = Instance{b.Object, b.Kind}
	case beatOverride:
		s.There[at] = Instance{0, b.Kind}
	case beatClosing:
		s.Log = nil
	case beatClose:
		s.There[at] = Instance{b.Object, b.Kind}
		s.Log = append(s.Log, b.Way)
	case beatClosed:
		s.Closed[b.Who] = true
		for p, i := range s.There {
			if p.Scope == b.Who && i.Is == beatOverride {
				delete(s.There, p)
			}
		}
	}
	return s
}
