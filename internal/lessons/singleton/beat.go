package lesson

// A Beat is one moment of a run, what an animation stops at. Which fields it has
// depends on its kind.
type Beat struct {
	Kind   string `json:"kind"`             // see below
	Way    string `json:"way,omitempty"`    // the way it happens in, or the name of an instance
	Who    string `json:"who,omitempty"`    // the goroutine, or the scope
	Object int    `json:"object,omitempty"` // the number of the object, from 1 in the order of construction
	Text   string `json:"text,omitempty"`   // an error, an argument, a duration
	Line   int    `json:"line,omitempty"`   // of the plan, as it is shown
}

// The kinds of beat of a race.
const (
	beatAsk      = "ask"      // Who asks, with the argument Text
	beatLook     = "look"     // Who finds Object, or nothing
	beatBegin    = "begin"    // Who begins to construct Object
	beatWait     = "wait"     // Who waits for Object, which another constructs
	beatMade     = "made"     // the constructor has returned Object, and it is stored
	beatFail     = "fail"     // the constructor of Object has returned the error Text
	beatPanic    = "panic"    // the constructor of Object has panicked with Text
	beatGot      = "got"      // Who has Object
	beatError    = "error"    // Who has the error Text
	beatPanicked = "panicked" // Text is a panic in Who too
	beatLeave    = "leave"    // Who waits no longer, because of Text
	beatTurn     = "turn"     // the clock is turned by Text
	beatReset    = "reset"    // the instance is forgotten
	beatRound    = "round"    // a step of the plan is done in all ways
	beatEnd      = "end"
)

// The kinds of beat of scopes, besides begin, made, fail and error: Way is the
// instance, Who the scope.
const (
	beatGet      = "get"      // somebody asks
	beatNeed     = "need"     // the constructor of Way asks for Text
	beatFound    = "found"    // Object is there
	beatFork     = "fork"     // a test forks the scope
	beatOverride = "override" // a stand-in is put in the place of Way
	beatClosing  = "closing"  // a scope begins to close
	beatClose    = "close"    // the closer of Object runs; Text is its error
	beatClosed   = "closed"   // the scope is closed; Text is the joined errors
)
