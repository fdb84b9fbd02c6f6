package lesson

// A Beat is one moment of a run, what an animation stops at. Which fields it has
// depends on its kind.
type Beat struct {
	Kind        string   `json:"kind"`                  // see below
	Who         string   `json:"who,omitempty"`         // the process
	Verb        string   `json:"verb,omitempty"`        // what it does, a step's first word
	Thing       string   `json:"thing,omitempty"`       // with what
	Args        []string `json:"args,omitempty"`        // the step's other words
	Text        string   `json:"text,omitempty"`        // what it gets, or an error
	Redelivered int      `json:"redelivered,omitempty"` // how many processes died with the task it takes
	Died        string   `json:"died,omitempty"`        // the process that died with the lock it gets
	Slept       bool     `json:"slept,omitempty"`       // it had been waiting since an earlier step
	Line        int      `json:"line,omitempty"`        // of the program, as it is shown
	Seen        *Seen    `json:"seen,omitempty"`
}

// The kinds of beat.
const (
	beatStart    = "start"    // Who runs
	beatAsk      = "ask"      // Who begins to do Verb
	beatWait     = "wait"     // Who sleeps in it
	beatGot      = "got"      // Who has done it; Text is the answer
	beatError    = "error"    // Who could not, because of Text
	beatKill     = "kill"     // Who is killed
	beatStop     = "stop"     // Who is stopped
	beatContinue = "continue" // Who goes on
	beatLeave    = "leave"    // the context of what Who waits in ends
	beatSeen     = "seen"     // Seen is how a thing looks now, from outside
	beatEnd      = "end"
)

// Seen is what anybody who is attached can see of something shared, its processes by
// their names.
type Seen struct {
	Kind   string `json:"kind"`
	Size   int    `json:"size"`
	Len    int    `json:"len"`
	Closed bool   `json:"closed,omitempty"`
	Broken bool   `json:"broken,omitempty"`
	Died   string `json:"died,omitempty"`
	Peers  []Peer `json:"peers,omitempty"`
	Values []int  `json:"values,omitempty"` // of a memory
	// Of a pipe: the bytes on the way from the parent and to it, and how many have been
	// received.
	Used [2]int    `json:"used"`
	Read [2]uint64 `json:"read"`
}

// Peer is a process at it.
type Peer struct {
	Name  string `json:"name"`
	Dead  bool   `json:"dead,omitempty"` // and what it held has not been given back
	Holds int    `json:"holds,omitempty"`
	Wants int    `json:"wants,omitempty"`
	Waits bool   `json:"waits,omitempty"`
}
