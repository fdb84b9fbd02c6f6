package lesson

// A Beat is one moment of a run, what an animation stops at. Which fields it has
// depends on its kind.
type Beat struct {
	Kind  string `json:"kind"`            // see below
	Stage string `json:"stage,omitempty"` // the id of the stage it happens at
	Value string `json:"value,omitempty"` // as Python writes it
	Line  int    `json:"line,omitempty"`  // of the program, as it is shown
}

// The kinds of beat. Those up to beatLeave come from stages that are watched,
// those after beatEnd from a generator.
const (
	beatBuilt = "built" // all is made, nothing has been asked
	beatStep  = "step"  // the program goes on with its line Line
	beatAsk   = "ask"   // Stage is asked for an item, by who was asked last
	beatGive  = "give"  // Stage gives Value
	beatOver  = "over"  // Stage has no more
	beatRaise = "raise" // Stage, or the body, raises; Value is what
	beatLeave = "leave" // Stage is left: nobody wants more
	beatEnd   = "end"   // Value is what came of it all

	beatResume = "resume" // the body goes on
	beatSend   = "send"   // the body goes on with Value
	beatThrow  = "throw"  // Value is raised in the body, where it waits
	beatRun    = "run"    // the body runs its line Line
	beatYield  = "yield"  // the body gives Value and waits
	beatReturn = "return" // the body returns Value
	beatAnswer = "answer" // the ask ends; Value says with what
)

// maxBeats is how long a run that is watched may be.
const maxBeats = 20_000
