package loop

import "time"

const (
	// defaultGrace is [Grace] unless told.
	defaultGrace = time.Minute
	// maxRounds is the same on a virtual clock, where time costs nothing.
	maxRounds = 100_000
	// maxSuccessors is how many times tasks that were made while the loop closes are
	// cancelled in their turn.
	maxSuccessors = 100
	// maxRefused is how many waits a task that is ended by force may begin.
	maxRefused = 100
)

// patience is how long a loop that closes waits for tasks that were cancelled: as
// long as they go on ending. asyncio waits for ever.
type patience struct {
	grace  time.Duration
	begun  bool
	until  int64 // by the real clock
	rounds int   // left, on a virtual one
}

func (p *patience) renew(l *Loop) {
	p.begun = true
	p.rounds = maxRounds
	if !l.virtual {
		p.until = l.after(p.grace)
	}
}

// over says whether it is, in each round.
func (p *patience) over(l *Loop) bool {
	if !p.begun {
		return false
	}
	if l.virtual {
		p.rounds--
		return p.rounds < 0
	}
	return l.clock() >= p.until
}
