package lesson

import (
	"maps"
	"slices"
)

// State is a pipeline as its beats tell it: what the picture is drawn from.
type State struct {
	plan    *plan
	Last    Beat
	Line    int                // of the program
	Asking  []string           // the ids of the stages that were asked and have not answered, outermost first
	Stages  map[string]*Worker // by id
	Results []string           // what the consumer has got
	Kept    []string           // by a tee: what its first part has got, and not yet every other
	Gone    int                // by a tee: how many items every part has got
	End     string             // what came of it all

	From, To string // where the item of the last beat moves
	Dropped  string // the item the last beat gives up
	Fresh    bool   // the last beat of a tee took an item from its source
}

// Worker is a stage at work.
type Worker struct {
	Asked, Gave int
	Holds       []string // items it has got and not handed on
	Over        bool
	Raised      bool
	Tried       bool // it has asked somebody for the item it was asked for
	There       bool // it was made: a group comes late
}

// newState is the state of a plan before anything was asked.
func (p *plan) newState() *State {
	s := &State{plan: p, Stages: map[string]*Worker{consumerID: {There: true}}}
	for _, st := range p.stages {
		s.Stages[st.id] = &Worker{There: !st.late}
	}
	return s
}

// Clone is a copy that shares nothing that changes.
func (s *State) Clone() *State {
	c := *s
	c.Asking, c.Results, c.Kept = slices.Clone(s.Asking), slices.Clone(s.Results), slices.Clone(s.Kept)
	c.Stages = maps.Clone(s.Stages)
	for id, w := range c.Stages {
		d := *w
		d.Holds = slices.Clone(w.Holds)
		c.Stages[id] = &d
	}
	return &c
}

// Apply is the state after one more beat; it changes s and returns it.
func (s *State) Apply(b Beat) *State {
	s.Last, s.From, s.To, s.Dropped = b, "", "", ""
	switch b.Kind {
	case beatBuilt, beatStep:
		s.Line = b.Line
	case beatAsk:
		s.ask(b.Stage)
	case beatGive, beatOver, beatRaise:
		s.answer(b)
	case beatEnd:
		s.End = b.Value
	}
	return s
}

// asker is who asks now.
func (s *State) asker() string {
	if len(s.Asking) == 0 {
		return consumerID
	}
	return s.Asking[len(s.Asking)-1]
}

// keeper is the stage whose store a stage uses: groups share that of their groupby.
func (s *State) keeper(id string) *Worker {
	if s.plan.stage(id).op == "group" {
		return s.Stages[keysID]
	}
	return s.Stages[id]
}

// single are the stages that look at one item at a time: asking for the next they
// give up the one they have.
var single = map[string]bool{
	"filter": true, "filterfalse": true, "takewhile": true, "dropwhile": true, "islice": true, "groupby": true,
}

func (s *State) ask(id string) {
	by := s.asker()
	s.From, s.To = by, id
	w := s.Stages[id]
	w.Asked++
	w.There, w.Tried = true, false
	s.Stages[by].Tried = true
	s.Fresh = false
	if k := s.keeper(by); single[s.plan.stage(by).op] && len(k.Holds) > 0 {
		s.Dropped, k.Holds = k.Holds[0], nil
	}
	s.Asking = append(s.Asking, id)
	s.Line = s.at(id)
}

// at is the line that runs when a stage is asked: its own, or that of a plan's step.
func (s *State) at(id string) int {
	if s.plan.parts > 0 || s.Stages[keysID] != nil {
		return s.Line
	}
	return s.plan.stage(id).line
}

func (s *State) answer(b Beat) {
	if n := len(s.Asking); n > 0 {
		s.Asking = s.Asking[:n-1]
	}
	w, by := s.Stages[b.Stage], s.asker()
	s.From, s.To = b.Stage, by
	s.Line = s.at(by)
	op := s.plan.stage(b.Stage).op
	switch b.Kind {
	case beatGive:
		w.Gave++
		s.give(b, op, by)
	case beatOver:
		w.Over = true
		if op == "takewhile" || op == "zip" || op == "map" || op == "islice" {
			s.drop(w)
		}
	case beatRaise:
		w.Raised = true
		s.drop(w)
	}
}

// drop gives up all that a stage holds.
func (s *State) drop(w *Worker) {
	for i, v := range w.Holds {
		if i > 0 {
			s.Dropped += " and "
		}
		s.Dropped += v
	}
	w.Holds = nil
}

// give moves an item from a stage to who asked.
func (s *State) give(b Beat, op, by string) {
	k := s.keeper(b.Stage)
	switch op {
	case "tee":
		s.forget()
	case "cycle", "groupby", "sorted", "reversed", "product", "permutations", "combinations": // they keep it
	case "pairwise":
		k.Holds = k.Holds[len(k.Holds)-1:]
	default:
		k.Holds = nil
	}
	switch to := s.plan.stage(by).op; {
	case by == consumerID:
		s.Results = append(s.Results, b.Value)
	case to == "tee":
		s.Kept = append(s.Kept, b.Value)
		s.Fresh = true
	default:
		k := s.keeper(by)
		k.Holds = append(k.Holds, b.Value)
	}
}

// forget drops what every part of the tee has got.
func (s *State) forget() {
	least := -1
	for i := range s.plan.parts {
		if gave := s.Stages[partID(i)].Gave; least < 0 || gave < least {
			least = gave
		}
	}
	for s.Gone < least && len(s.Kept) > 0 {
		s.Kept = s.Kept[1:]
		s.Gone++
	}
}
