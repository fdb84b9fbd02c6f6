package lesson

import (
	"maps"
	"slices"
)

// State is a run as its beats tell it.
type State struct {
	plan  *plan
	Last  Beat
	Procs []Proc
	Seen  map[string]Seen
	Items map[string][]Entry // of queues and pipes, by thing, the oldest first
	Torn  map[string]bool    // whether the last who read a memory saw numbers that differ
}

// Proc is a process.
type Proc struct {
	Name string
	Is   string // "", runs, sleeps, stopped or killed
	Does string // what it sleeps in, or was last told
}

// Entry is a value in a queue, or a message in a pipe.
type Entry struct {
	Value string
	By    string // who has taken it and is not done; of a message, who has sent it
	Times int    // processes that died with it
}

const (
	runs    = "runs"
	asleep  = "sleeps"
	stopped = "stopped"
	killed  = "killed"
)

func (p *plan) newState() *State {
	s := &State{plan: p, Seen: map[string]Seen{}, Items: map[string][]Entry{}, Torn: map[string]bool{}}
	for _, name := range p.names {
		one := Proc{Name: name}
		if name == parent {
			one.Is = runs
		}
		s.Procs = append(s.Procs, one)
	}
	return s
}

// Clone is a copy that shares nothing that changes.
func (s *State) Clone() *State {
	c := *s
	c.Procs, c.Seen, c.Torn = slices.Clone(s.Procs), maps.Clone(s.Seen), maps.Clone(s.Torn)
	c.Items = maps.Clone(s.Items)
	for name, all := range c.Items {
		c.Items[name] = slices.Clone(all)
	}
	return &c
}

func (s *State) proc(name string) *Proc {
	for i := range s.Procs {
		if s.Procs[i].Name == name {
			return &s.Procs[i]
		}
	}
	return new(Proc)
}

// Apply is the state after one more beat; it changes s and returns it.
func (s *State) Apply(b Beat) *State {
	if b.Kind == beatSeen {
		s.Seen[b.Thing] = *b.Seen
		return s
	}
	s.Last = b
	p := s.proc(b.Who)
	switch b.Kind {
	case beatStart:
		p.Is = runs
	case beatWait:
		p.Is, p.Does = asleep, s.doing(b)
	case beatGot, beatError:
		p.Is, p.Does = runs, ""
		if b.Kind == beatGot {
			s.move(b)
		}
	case beatKill:
		p.Is, p.Does = killed, ""
		s.abandon(b.Who)
	case beatStop:
		p.Is = stopped
	case beatContinue:
		p.Is = runs
		if p.Does != "" {
			p.Is = asleep
		}
	}
	return s
}

// move is what a call that has returned did to what is in a queue or a pipe.
func (s *State) move(b Beat) {
	all := s.Items[b.Thing]
	switch b.Verb {
	case "put":
		s.Items[b.Thing] = append(all, Entry{Value: b.Args[0]})
	case "send":
		s.Items[b.Thing] = append(all, Entry{Value: b.Args[0], By: b.Who})
	case "take":
		if i := s.next(all, b.Text); i >= 0 {
			all[i].By, all[i].Times = b.Who, b.Redelivered
		}
	case "get":
		if i := s.next(all, b.Text); i >= 0 {
			s.Items[b.Thing] = slices.Delete(all, i, i+1)
		}
	case "done":
		s.remove(b.Thing, func(e Entry) bool { return e.By == b.Who && e.Value == b.Text })
	case "receive":
		s.remove(b.Thing, func(e Entry) bool { return e.By != b.Who && e.Value == b.Text })
	case "read":
		s.Torn[b.Thing] = differ(b.Text)
	}
}

func (s *State) remove(thing string, is func(Entry) bool) {
	all := s.Items[thing]
	if i := slices.IndexFunc(all, is); i >= 0 {
		s.Items[thing] = slices.Delete(all, i, i+1)
	}
}

// next is the first of a value that nobody who lives has taken.
func (s *State) next(all []Entry, value string) int {
	return slices.IndexFunc(all, func(e Entry) bool {
		return e.Value == value && (e.By == "" || s.proc(e.By).Is == killed)
	})
}

// abandon is what a process that is killed leaves behind in queues.
func (s *State) abandon(who string) {
	for name, all := range s.Items {
		if s.plan.thing(name).kind.name != "queue" {
			continue
		}
		for i := range all {
			if all[i].By == who {
				all[i].Times++
			}
		}
	}
}

// quiet beats are told with the one that follows.
func quiet(b Beat) bool { return b.Kind == beatSeen || b.Kind == beatAsk }
