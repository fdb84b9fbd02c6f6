package lesson

// A Beat is one moment of a run, what an animation stops at. Which fields it has
// depends on its kind.
type Beat struct {
	Kind    string     `json:"kind"`              // see below
	Op      string     `json:"op,omitempty"`      // of the step that is done, or has failed
	Line    int        `json:"line,omitempty"`    // of the program, as it is shown
	Class   string     `json:"class,omitempty"`   // the class it is about
	Name    string     `json:"name,omitempty"`    // an attribute, a hook, an exception's type
	Text    string     `json:"text,omitempty"`    // a value, a message, the place that answers
	Order   []string   `json:"order,omitempty"`   // an MRO, or bases
	Lists   [][]string `json:"lists,omitempty"`   // the lists of a merge
	Places  []Place    `json:"places,omitempty"`  // of a lookup
	Notes   []string   `json:"notes,omitempty"`   // constraints that clash
	Picture *Picture   `json:"picture,omitempty"` // all classes and objects, if that has changed
}

// The kinds of beat.
const (
	beatNote    = "note"    // a step that is told in one line begins
	beatStart   = "start"   // a step begins, and more is told of it
	beatPrepare = "prepare" // the metaclass Name is asked for the namespace of Class; Text is whose method answers
	beatBind    = "bind"    // the body of Class binds Name to Text
	beatNew     = "new"     // type.__new__ begins to make Class, an instance of Name
	beatMerge   = "merge"   // a step of C3 for Class, whose bases are Order: of Lists, Name is taken; "" if no head is free
	beatOrder   = "order"   // the MRO of Class is Order; Text is whose mro() says so, "" for C3
	beatBack    = "back"    // the MRO of Class is Order again
	beatSetName = "setname" // Name of Class is told its name
	beatInitSub = "initsub" // Text, a parent, is told of its new subclass Class
	beatCall    = "call"    // the function Name of the program runs, with the arguments Text
	beatReturn  = "return"  // … it has returned
	beatLog     = "log"     // the program logs Text
	beatLook    = "look"    // attribute Name of Class, which is a variable here, is looked for: Places
	beatFound   = "found"   // the place that answers is the last of Places
	beatSuper   = "super"   // Name is looked for in Order, which stands behind Class; Text has it
	beatMore    = "more"    // so much happened in a step that Text of it is left out
	beatDone    = "done"    // a step gives the value Text
	beatFail    = "fail"    // … the exception Name with the message Text
)

// A Place is where a name may stand, in the order in which a lookup asks.
type Place struct {
	Rule  string `json:"rule"`            // what kind of place
	Where string `json:"where,omitempty"` // the class that has the name; "" if none has
	Value string `json:"value,omitempty"`
	Has   bool   `json:"has,omitempty"`
	Wins  bool   `json:"wins,omitempty"` // it answers
}

// A Picture is the classes and objects that have names, and what leads from one to
// another, as [metaclass.Graph] gives it.
type Picture struct {
	Things []Thing `json:"things"`
	Ties   []Tie   `json:"ties"`
}

// A Thing is a class or an object.
type Thing struct {
	ID    string   `json:"id"`
	Label string   `json:"label"`
	Kind  string   `json:"kind"`            // object, class, meta; built-in ones end in +
	Order []string `json:"order,omitempty"` // the MRO of a class
	New   bool     `json:"new,omitempty"`   // it is being made
}

// A Tie leads from a class to a base, or from an instance to its class.
type Tie struct {
	From string `json:"from"`
	To   string `json:"to"`
	Of   bool   `json:"of,omitempty"` // the second kind
}
