package lesson

import (
	"maps"
	"slices"

	"underhood/gc"
)

// State is the heap as its events tell it: what the picture is drawn from. It
// knows nothing but the beats it was given.
type State struct {
	Op    int  // operation under way, -1 before the first
	Last  Beat // what happened last
	Heap  map[gc.Ref]*Object
	Order []gc.Ref // of the objects, as they were made; some may be gone from Heap
	Calls []Scope  // the globals and the functions entered
	Lists [10][]gc.Ref
	Saved []gc.Ref // the garbage list
	Moved []gc.Ref // what the last merge took from one list to another

	Collecting bool
	Marking    bool // by mark and sweep
	Generation int
	Walked     gc.ListID // the list that is examined
	Looked     int       // objects looked at by the collection under way, or the last one
	Times      int       // collections begun
	Runs       [3]Runs   // by generation
	Full       int       // objects that as many full collections would have looked at

	lost map[gc.Ref]string // what took the reference whose count is about to fall
}

// Object is what is known of one object.
type Object struct {
	Ref    gc.Ref
	Kind   gc.Kind
	Label  string
	Count  int
	Refs   int      // gc_refs, when Copied
	Copied bool     // gc_refs is set
	Slots  []gc.Ref // Nil for an empty one
	Target gc.Ref   // of a weak reference
	List   gc.ListID
	Pins   int  // references the heap itself has taken for the moment
	Dying  bool // its teardown has begun
	Alive  bool // the collection under way has found it reachable

	looked int // the last collection that has looked at it, by State.Times
}

// Scope is a frame: a function and its names.
type Scope struct {
	Function string
	Names    []Name
}

// Name is a name and what it refers to.
type Name struct {
	Name string
	Ref  gc.Ref
}

// NewState is the state before the first beat.
func NewState() *State {
	return &State{
		Op: -1, Heap: make(map[gc.Ref]*Object), lost: make(map[gc.Ref]string),
		Calls: []Scope{{Function: "<globals>"}},
	}
}

// Clone is a copy that shares nothing that changes.
func (s *State) Clone() *State {
	c := *s
	c.Heap = make(map[gc.Ref]*Object, len(s.Heap))
	for r, o := range s.Heap {
		d := *o
		d.Slots = slices.Clone(o.Slots)
		c.Heap[r] = &d
	}
	c.Order = slices.Clone(s.Order)
	c.Calls = slices.Clone(s.Calls)
	for i := range c.Calls {
		c.Calls[i].Names = slices.Clone(c.Calls[i].Names)
	}
	for i := range c.Lists {
		c.Lists[i] = slices.Clone(c.Lists[i])
	}
	c.Saved = slices.Clone(s.Saved)
	c.Moved = slices.Clone(s.Moved)
	c.lost = maps.Clone(s.lost)
	return &c
}

// Apply is the state after one more beat; it changes s and returns it.
func (s *State) Apply(b Beat) *State {
	s.Last = b
	s.Op = b.Op
	if b.Event.Kind == 0 {
		return s
	}
	e := b.Event
	switch {
	case s.applyNames(e), s.applyEdges(e), s.applyLists(e), s.applyCollection(e):
	default:
		s.applyObject(e)
	}
	return s
}

func (s *State) applyObject(e gc.Event) {
	if e.Kind == gc.EventNew {
		s.Heap[e.Obj] = &Object{Ref: e.Obj, Kind: e.Of, Count: e.N, Slots: make([]gc.Ref, e.M)}
		s.Order = append(s.Order, e.Obj)
		return
	}
	o := s.Heap[e.Obj]
	if o == nil {
		return
	}
	switch e.Kind {
	case gc.EventLabel:
		o.Label = e.Name
	case gc.EventCount:
		o.Count = e.N
	case gc.EventPin:
		o.Count = e.N
		o.Pins += e.M
	case gc.EventHold, gc.EventRelease:
		s.lost[e.Obj] = "the program gives up its own reference"
	case gc.EventDie:
		o.Dying = true
	case gc.EventFree:
		delete(s.Heap, e.Obj)
		delete(s.lost, e.Obj)
		s.tidy()
	case gc.EventResurrect:
		o.Alive = true
	case gc.EventWeak:
		o.Target = e.Other
	case gc.EventWeakClear:
		o.Target = gc.Nil
	}
}

func (s *State) applyNames(e gc.Event) bool {
	switch e.Kind {
	case gc.EventCall:
		s.Calls = append(s.Calls, Scope{Function: e.Name})
	case gc.EventReturn:
		s.Calls = s.Calls[:e.Frame]
	case gc.EventBind:
		c := &s.Calls[e.Frame]
		if i := c.find(e.Name); i >= 0 {
			c.Names[i].Ref = e.Obj
		} else {
			c.Names = append(c.Names, Name{e.Name, e.Obj})
		}
		if e.Other != gc.Nil {
			s.lost[e.Other] = "the name " + e.Name + " refers to another object now"
		}
	case gc.EventUnbind:
		c := &s.Calls[e.Frame]
		if i := c.find(e.Name); i >= 0 {
			c.Names = slices.Delete(c.Names, i, i+1)
		}
		s.lost[e.Obj] = "the name " + e.Name + " is gone"
	default:
		return false
	}
	return true
}

func (c *Scope) find(name string) int {
	return slices.IndexFunc(c.Names, func(n Name) bool { return n.Name == name })
}

func (s *State) applyEdges(e gc.Event) bool {
	o := s.Heap[e.Obj]
	if o == nil {
		return false
	}
	i := int(e.Slot)
	switch e.Kind {
	case gc.EventStore:
		o.Slots[i] = e.Other
	case gc.EventUnstore:
		s.lost[e.Other] = s.slot(o, i) + " no longer refers to it"
		switch {
		case i >= len(o.Slots): // the list was emptied before its items go
		case e.N == 1:
			o.Slots = slices.Delete(o.Slots, i, i+1)
		default:
			o.Slots[i] = gc.Nil
		}
	case gc.EventResize:
		for len(o.Slots) < e.N {
			o.Slots = append(o.Slots, gc.Nil)
		}
		o.Slots = o.Slots[:e.N]
	default:
		return false
	}
	return true
}

func (s *State) applyLists(e gc.Event) bool {
	switch e.Kind {
	case gc.EventSave:
		s.Saved = append(s.Saved, e.Obj)
	case gc.EventUnsave:
		s.Saved = nil
	case gc.EventMove:
		if e.From != gc.Untracked {
			s.Lists[e.From] = take(s.Lists[e.From], e.Obj)
		}
		s.put(e.Obj, e.To)
	case gc.EventMerge:
		moved := s.Lists[e.From]
		s.Lists[e.From] = nil
		s.Moved = moved
		for _, r := range moved {
			s.put(r, e.To)
		}
	default:
		return false
	}
	return true
}

func (s *State) put(r gc.Ref, l gc.ListID) {
	if l != gc.Untracked {
		s.Lists[l] = append(s.Lists[l], r)
	}
	if o := s.Heap[r]; o != nil {
		o.List = l
	}
}

func (s *State) applyCollection(e gc.Event) bool {
	switch e.Kind {
	case gc.EventStart:
		s.Collecting, s.Marking, s.Generation = true, e.M == 1, e.N
		s.Walked = gc.Young + gc.ListID(e.N)
		s.Looked = 0
		s.meter()
		s.Times++
		s.Runs[e.N].Times++
		return true
	case gc.EventStop:
		s.Collecting = false
		for _, o := range s.Heap {
			o.Copied, o.Alive, o.Refs = false, false, 0
		}
		return true
	}
	o := s.Heap[e.Obj]
	if o == nil {
		return false
	}
	switch e.Kind {
	case gc.EventCopy:
		o.Refs, o.Copied, o.Alive = e.N, true, false
	case gc.EventSubtract:
		s.Heap[e.Other].Refs = e.N
	case gc.EventVisit:
		s.look(o)
		o.Alive = e.N > 0
	case gc.EventReach:
		s.Heap[e.Other].Refs = e.N
	case gc.EventMark:
		s.look(o)
		o.Alive = true
	case gc.EventSweep:
		s.look(o)
	case gc.EventClear:
	default:
		return false
	}
	return true
}

// look counts an object the collection looks at, once however often it comes by.
func (s *State) look(o *Object) {
	if o.looked != s.Times {
		o.looked = s.Times
		s.Looked++
		s.Runs[s.Generation].Looked++
	}
}

// tidy drops the dead from Order when half of it is dead: taking out each at its
// death would make a long run quadratic.
func (s *State) tidy() {
	if len(s.Order) > 64 && len(s.Order) > 2*len(s.Heap) {
		s.Order = slices.DeleteFunc(s.Order, func(r gc.Ref) bool { return s.Heap[r] == nil })
	}
}

// take takes r out of a list. What dies is mostly young, so the end is nearest.
func take(l []gc.Ref, r gc.Ref) []gc.Ref {
	for i := len(l) - 1; i >= 0; i-- {
		if l[i] == r {
			return slices.Delete(l, i, i+1)
		}
	}
	return l
}
