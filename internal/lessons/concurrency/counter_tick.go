package lesson

import (
	"fmt"
	"path"
	"strings"
)

// A Tick is a statement of a unit that counts, or, with Kind "measured", what a
// counter said in the end.
type Tick struct {
	Kind    string `json:"kind"` // "begin", "read", "write", "suspend", "end" or "measured"
	Units   string `json:"units"`
	Unit    string `json:"unit,omitempty"`   // a or b
	Seen    int    `json:"seen,omitempty"`   // what that has read
	Counter int    `json:"counter"`          // what the counter says now
	Want    int    `json:"want,omitempty"`   // increments
	Lost    bool   `json:"lost,omitempty"`   // some of them
	Raced   bool   `json:"raced,omitempty"`  // the race detector found it
	Absent  bool   `json:"absent,omitempty"` // there is no race detector in this program
	Report  string `json:"report,omitempty"` // of the race detector
	Rounds  int    `json:"rounds,omitempty"` // runs until some were lost
}

const (
	tickBegin    = "begin"
	tickRead     = "read"
	tickWrite    = "write"
	tickSuspend  = "suspend"
	tickEnd      = "end"
	tickMeasured = "measured"
)

// line says a tick in words.
func (t Tick) line() string {
	switch t.Kind {
	case tickBegin:
		return fmt.Sprintf("two %s count to %d with one counter and no lock", t.Units, 2*increments)
	case tickRead:
		return fmt.Sprintf("%s reads %d", t.Unit, t.Seen)
	case tickWrite:
		return fmt.Sprintf("%s writes %d", t.Unit, t.Seen+1)
	case tickSuspend:
		return t.Unit + " suspends itself"
	case tickEnd:
		return fmt.Sprintf("both have ended: the counter says %d of %d: lost updates: %s", t.Counter, t.Want, yes(t.Lost))
	}
	return fmt.Sprintf("%d %s all at once: lost updates: %s; race detector: %s", counters, t.Units, yes(t.Lost), t.detected())
}

// detected is what the race detector says.
func (t Tick) detected() string {
	switch {
	case t.Absent:
		return "needs go run -race"
	case t.Raced:
		return "WARNING: DATA RACE"
	}
	return "silent"
}

// caption says the rule behind a tick too, after so many increments.
func (t Tick) caption(made int) string {
	why := map[string]string{
		tickRead:    "The number is its own copy now: what others write in the meantime it does not see.",
		tickSuspend: "Only here can the other one go on: nothing lies between a read and its write.",
		tickMeasured: fmt.Sprintf("The counter says %d of %d, in run %d of %d at most.",
			t.Counter, t.Want, t.Rounds, rounds) + t.accesses(),
	}[t.Kind]
	if t.Kind == tickWrite && t.Counter < made {
		why = fmt.Sprintf("%d increments so far, and the counter says %d: what it overwrites is lost.", made, t.Counter)
	}
	if why == "" {
		return t.line()
	}
	return t.line() + ". " + why
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// accesses are the two that the race detector's report begins with.
func (t Tick) accesses() string {
	var found []string
	lines := strings.Split(t.Report, "\n")
	for i, line := range lines[:len(lines)-1] {
		if what, _, ok := strings.Cut(line, " at 0x"); ok && len(found) < 2 {
			found = append(found, strings.ToLower(what)+" in "+path.Base(strings.TrimSpace(lines[i+1])))
		}
	}
	if len(found) == 0 {
		return ""
	}
	return " The race detector has seen a " + strings.Join(found, ", ") + "."
}
