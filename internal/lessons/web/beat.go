package lesson

import "underhood/web"

// A Beat is one moment of a run, what an animation stops at: a step of the life cycle
// that the App told, something a function did in it, or what came in and went out.
type Beat struct {
	Kind    string   `json:"kind"`              // of these below, or the name of a [web.Step]
	Func    string   `json:"func,omitempty"`    // the function that is called
	Scope   string   `json:"scope,omitempty"`   // the blueprint it comes from, "" for the App
	Text    string   `json:"text,omitempty"`    // what was done, matched, sent, …
	Result  string   `json:"result,omitempty"`  // what came of it
	Error   string   `json:"error,omitempty"`   // what went wrong, or was going wrong already
	Code    *Code    `json:"code,omitempty"`    // of the function, as Flask would write it
	Line    int      `json:"line,omitempty"`    // of the code, from 1
	G       []Value  `json:"g,omitempty"`       // what g holds now
	Session *Values  `json:"session,omitempty"` // what the session holds, where that is known
	Answer  *Message `json:"answer,omitempty"`  // what went out so far
	Cookie  string   `json:"cookie,omitempty"`  // the session cookie that came, or was set
	Says    string   `json:"says,omitempty"`    // … what anybody can read in it
	Sealed  string   `json:"sealed,omitempty"`  // … and whether its signature is right
}

// The kinds of beat that are no step of the life cycle.
const (
	beatRequest = "request" // one comes in
	beatDoes    = "does"    // a function does something
	beatLoad    = "load"    // a store was asked for a session
	beatSave    = "save"    // … wrote one
	beatDelete  = "delete"  // … removed one
	beatPart    = "part"    // more of a body was sent
	beatAnswer  = "answer"  // all is over, and this is what the client has got
	beatRefused = "refused" // the application cannot be set up
	beatEnd     = "end"
)

// A Value is something by its name, as Python would write it.
type Value struct {
	Name string `json:"name"`
	Text string `json:"value"`
}

// Values is a list that may be empty and known to be.
type Values struct {
	List []Value `json:"list"`
}

// Code is the source of a function.
type Code struct {
	Title string   `json:"title"`
	Lines []string `json:"lines"`
}

// A Message is what goes out.
type Message struct {
	Status int    `json:"status"`
	Type   string `json:"type,omitempty"`
	Where  string `json:"location,omitempty"` // of a redirect
	Body   string `json:"body,omitempty"`
}

// calls are the steps that call a function, with what the player's trace says when it
// begins.
var calls = map[string]string{
	web.Preprocessing.String(): "uvp:", web.BeforeCalled.String(): "before:", web.Viewing.String(): "view:",
	web.Handling.String(): "error:", web.AfterThis.String(): "after_this_request:", web.AfterCalled.String(): "after:",
	web.TeardownCalled.String(): "teardown:", web.TeardownApp.String(): "teardown:app:",
}

// step reports whether a beat is this step.
func (b Beat) step(s web.Step) bool { return b.Kind == s.String() }

// seesG reports whether a beat knows what g holds.
func (b Beat) seesG() bool {
	switch b.Kind {
	case beatRequest, beatLoad, beatSave, beatDelete, beatPart, beatAnswer, beatRefused, beatEnd:
		return false
	}
	return true
}

// calls reports whether a function is called in a beat.
func (b Beat) calls() bool { return calls[b.Kind] != "" }
