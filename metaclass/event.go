package metaclass

// An Event is something a world did, for those who watch, see [WithHook].
type Event struct {
	// Kind says what.
	Kind EventKind
	// Class is the class it concerns; for EventPrepare the metaclass, if it is one.
	Class *Class
	// Name is the class's name, or the attribute's for EventSetName.
	Name string
	// MRO is the new order, for EventOrder.
	MRO []*Class
}

// EventKind is a kind of [Event].
type EventKind uint8

// The events of making a class, in the order they happen.
const (
	EventPrepare      EventKind = iota // a namespace is asked for
	EventNew                           // type.__new__ begins
	EventOrder                         // an order has been worked out, or put back
	EventSetName                       // an attribute is told its name
	EventInitSubclass                  // the parent is told of its new subclass
	EventMade                          // the class statement ends
)

// String names the kind.
func (k EventKind) String() string {
	return [...]string{"prepare", "new", "order", "set name", "init subclass", "made"}[k]
}

// WithHook sets a function that is told what happens while classes are made. It is
// called on the goroutine that makes the class, with no lock held, and must not change
// the world. A panic in it passes to whoever made the class; the class may be left
// unfinished then.
func WithHook(hook func(Event)) Option { return func(w *World) { w.hook = hook } }

func (w *World) tell(e Event) {
	if w.hook != nil {
		w.hook(e)
	}
}
