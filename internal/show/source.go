package show

// Source is a run that goes on while it is watched, as -live shows it. What it tells is a
// log without an end, of which it keeps the newest part, as [Tail] does.
//
// A Source is safe for concurrent use.
type Source interface {
	// Tape is what is kept of the run; its last step is now. It does not change any
	// more.
	Tape() Tape
	// Keys are those that mean something to the source, beside the player's.
	Keys() []Key
	// Press does what a key means. It does not wait for what comes of it.
	Press(name string)
	// Close ends the run, and waits for its end.
	Close() error
}

// Key is a key of a [Source]: its name, as the terminal gives it, and what it does, in
// few words.
type Key struct{ Name, Does string }

// live says whether the app can be watched while it runs.
func (a App) live() bool { return a.Source != nil && a.Watch != nil }
