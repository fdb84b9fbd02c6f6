package lesson

import (
	"maps"
	"slices"
	"strings"
)

// State is a run as its beats tell it.
type State struct {
	code    *listing
	small   bool // so few classes that each is shown as an instance of type
	Last    Beat
	Picture Picture
	About   string // what is shown beside the code: making, merge, look, order; "" for all orders
	Making  Making
	Merge   Merge
	Look    Beat
	Calls   []string // the functions that run, the last one innermost
	Of      string   // the class whose order is shown
	Behind  string   // the class that super looks behind
	Told    bool     // the line of the step has been told
	Changed []string // the classes whose order has changed in this step
}

// Making is a class under construction.
type Making struct {
	Class  string
	Did    map[string]string // what each stage did
	Now    string            // the stage
	Failed bool
	Over   bool
}

// Merge is C3 at work.
type Merge struct {
	Class string
	Names []string // of the lists
	Lists [][]string
	Taken []string
	Now   string // the one just taken
	Stuck bool
}

// The stages of making a class, in their order.
var stages = []string{"__prepare__", "body", "__new__", "mro", "__set_name__", "__init_subclass__", "__init__"}

func newState(code *listing, small bool) *State {
	object, typ := Thing{ID: "object", Label: "object", Kind: "class+", Order: []string{"object"}},
		Thing{ID: "type", Label: "type", Kind: "meta+", Order: []string{"type", "object"}}
	return &State{code: code, small: small, Picture: Picture{
		Things: []Thing{object, typ},
		Ties:   []Tie{{"object", "type", true}, {"type", "object", false}, {"type", "type", true}},
	}}
}

// Clone is a copy that shares nothing that changes.
func (s *State) Clone() *State {
	c := *s
	c.Making.Did = map[string]string{}
	maps.Copy(c.Making.Did, s.Making.Did)
	c.Calls, c.Changed = slices.Clone(s.Calls), slices.Clone(s.Changed)
	c.Merge.Taken = slices.Clone(s.Merge.Taken)
	return &c
}

// Apply is the state after one more beat; it changes s and returns it.
func (s *State) Apply(b Beat) *State {
	s.Last = b
	if b.Picture != nil {
		s.Picture = *b.Picture
	}
	switch b.Kind {
	case beatNote, beatStart:
		s.About, s.Calls, s.Behind, s.Changed = "", nil, "", nil
		s.Making, s.Merge, s.Told = Making{}, Merge{}, b.Kind == beatStart
	case beatPrepare:
		s.Making = Making{Class: b.Class, Did: map[string]string{}}
		s.did("__prepare__", or(b.Text, b.Name))
	case beatBind:
		s.did("body", join(s.Making.Did["body"], b.Name))
	case beatNew:
		if s.Making.Class != b.Class || s.Making.Over {
			s.Making = Making{Class: b.Class, Did: map[string]string{}}
		}
		s.did("__new__", join(s.Making.Did["__new__"], "type"))
	case beatMerge:
		s.merge(b)
	case beatOrder, beatBack:
		s.order(b)
	case beatSetName:
		s.did("__set_name__", join(s.Making.Did["__set_name__"], b.Name))
	case beatInitSub:
		s.did("__init_subclass__", or(b.Text, "object"))
	case beatCall:
		s.call(b)
	case beatReturn:
		s.Calls = s.Calls[:max(0, len(s.Calls)-1)]
	case beatLook, beatFound:
		s.About, s.Look = "look", b
	case beatSuper:
		s.About, s.Of, s.Behind = "order", "", b.Class
		s.Look = b
	case beatDone, beatFail:
		s.Calls = nil
		s.Making.Over, s.Making.Failed = true, b.Kind == beatFail
		if s.About == "making" && b.Kind == beatDone {
			s.Making.Now = ""
		}
	}
	return s
}

// did notes what a stage of making a class did.
func (s *State) did(stage, what string) {
	if s.Making.Did == nil {
		s.Making.Did = map[string]string{}
	}
	s.About = "making"
	s.Making.Did[stage], s.Making.Now = what, stage
}

func (s *State) merge(b Beat) {
	if s.About != "merge" || s.Merge.Class != b.Class || left(b.Lists) >= left(s.Merge.Lists) {
		s.Merge = Merge{Class: b.Class}
		for _, base := range b.Order {
			s.Merge.Names = append(s.Merge.Names, "order of "+base)
		}
		s.Merge.Names = append(s.Merge.Names, "the bases")
	}
	s.About = "merge"
	s.Merge.Lists, s.Merge.Now, s.Merge.Stuck = b.Lists, b.Name, b.Name == ""
	if b.Name != "" {
		s.Merge.Taken = append(s.Merge.Taken, b.Name)
	}
}

// left is how many places the lists of a merge still have.
func left(lists [][]string) int {
	n := 0
	for _, l := range lists {
		n += len(l)
	}
	return n
}

func (s *State) order(b Beat) {
	if s.Making.Class == b.Class && !s.Making.Over {
		s.did("mro", or(b.Text, "C3"))
		return
	}
	s.About = ""
	if !slices.Contains(s.Changed, b.Class) {
		s.Changed = append(s.Changed, b.Class)
	}
}

// call notes a function of the program: a hook of the class that is being made, or any.
func (s *State) call(b Beat) {
	s.Calls = append(s.Calls, b.Name)
	_, hook, _ := strings.Cut(b.Name, ".")
	if s.Making.Class != "" && !s.Making.Over && slices.Contains(stages, hook) && s.thing(b.Class).Kind != "object" {
		what := b.Class
		if hook == "__new__" || hook == "__init__" || hook == "__set_name__" {
			what = join(s.Making.Did[hook], what)
		}
		s.did(hook, what)
		return
	}
	if of := s.receiver(b); of != "" {
		s.About, s.Of, s.Behind = "order", of, ""
	}
}

// receiver is the class in whose order a method was found, "" if nobody can say: the
// class of the first argument, if it is an object that has a name.
func (s *State) receiver(b Beat) string {
	first, _, _ := strings.Cut(b.Text, ", ")
	first = strings.Trim(first, "<>")
	for _, t := range s.Picture.Things {
		if t.Kind != "object" || t.ID != "="+first {
			continue
		}
		for _, tie := range s.Picture.Ties {
			if tie.From == t.ID && tie.Of {
				return tie.To
			}
		}
	}
	return ""
}

// thing finds a class or object by its id; one that is none stands in for nothing.
func (s *State) thing(id string) Thing {
	for _, t := range s.Picture.Things {
		if t.ID == id {
			return t
		}
	}
	return Thing{}
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// join adds to a list in words; what is in it already is not added again.
func join(list, more string) string {
	if list == "" {
		return more
	}
	if slices.Contains(strings.Split(list, ", "), more) {
		return list
	}
	return list + ", " + more
}

// quiet beats are told with the one that follows.
func quiet(b Beat) bool { return b.Kind == beatNote || b.Kind == beatReturn }
