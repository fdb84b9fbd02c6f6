package harness

import (
	"context"
	"errors"
)

// Topic is one package of the library with everything it is measured against.
type Topic struct {
	Name string
	// Title and About head the topic's part of RESULTS.md.
	Title, About string
	Cases        []Case
	// Contestants in the order they are shown; the first has [RoleOurs].
	Contestants []Contestant
	// Works is what the contestants that are written in Go do, by contestant
	// and case. A worker process looks itself up here.
	Works map[string]map[string]Work
}

// Case is one thing that is measured.
type Case struct {
	Name string
	// What says, in one sentence, what the clock runs for and what it does not.
	What string
	// Unit is what the figure is nanoseconds of, such as "collection".
	Unit string
	// Size is the number of objects, operations or levels. BusySize replaces it
	// in a quick run on a machine too busy for it, SmallSize in a run that only
	// shows that everything works.
	Size, BusySize, SmallSize int
	// Cost is about how many seconds one round takes on a quiet machine; a quick
	// run shares its time out by it.
	Cost float64
	// QuickNote says how a quick run is less, "" when it is the same.
	QuickNote string
	// Rounds is the least number of rounds in either mode when it is not 0.
	Rounds int
	// Limit names the contestant that stands for the limit, "" for none.
	Limit string
	// Paired has the ratio to the limit taken as the median of the ratios of
	// each round, which is sharper when the two are nearly equal.
	Paired bool
	// Counted has our samples say how many objects they visited, which must be
	// at least Size.
	Counted bool
}

// Role is what a contestant is to us.
type Role uint8

// The roles.
const (
	RoleOurs    Role = iota + 1 // the library as it comes; the goals bind it
	RoleAgain                   // the same once more: the noise
	RoleVariant                 // the library used otherwise: reported, not counted
	RolePython                  // the Python twin the goals speak of
	RoleRival                   // what a Go program would use instead
	RoleLimit                   // a yardstick, not something to use
	RoleOther                   // shown beside
)

// Contestant is one way to do the cases.
type Contestant struct {
	Name string
	Role Role
	// What it is, with the configuration it runs in.
	What string
	// Command gives the worker's command line and additional environment. It
	// fails with a [SkipError] when the contestant is not to be had here.
	// Thorough keeps it out of quick runs.
	Thorough bool
	Command  func(ctx context.Context) (Command, error)
}

// Command is how a worker is started.
type Command struct {
	Args []string
	Env  []string // in addition to this process's
}

// SkipError says why a contestant does not take part.
type SkipError struct{ Reason string }

// Error is the reason.
func (e *SkipError) Error() string { return e.Reason }

var (
	// ErrAnswers says that two contestants, or two samples of one, disagree.
	ErrAnswers = errors.New("bench: answers differ")
	// ErrWorker says that a worker died, answered nonsense or not in time.
	ErrWorker = errors.New("bench: worker failed")
	// ErrVisits says that a sample did not visit all the objects the case is about.
	ErrVisits = errors.New("bench: not all objects were visited")
)
