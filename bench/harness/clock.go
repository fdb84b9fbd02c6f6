package harness

import (
	"errors"
	"time"
)

// ErrTime says that a quick run's time was over before the cases were.
var ErrTime = errors.New("bench: out of time: the machine is too busy for a quick run")

// A quick run has to end within a minute, on a busy machine too, and the go
// command may have had to compile the program first.
const (
	quickBudget = 50 * time.Second // what is shared out
	quickEnd    = 56 * time.Second // when it is ended whatever happens
)

// clock shares the time of a quick run out among its cases, by their cost.
type clock struct {
	began    time.Time
	left     float64 // cost of a round of the cases to come
	expected float64 // seconds the rounds so far should have taken
	spent    float64 // and did take
}

func newClock(cases []Case) *clock {
	k := &clock{began: time.Now()}
	for _, c := range cases {
		k.left += weight(c)
	}
	return k
}

// weight is what a case needs in comparison: one round, or as many as it insists on.
func weight(c Case) float64 { return c.Cost * float64(max(1, c.Rounds)) }

// share is how many seconds the case may take.
func (k *clock) share(c Case) float64 {
	return (quickBudget - time.Since(k.began)).Seconds() * weight(c) / max(k.left, weight(c))
}

// tooBusy says that not even one round fits, to judge by the cases before.
func (k *clock) tooBusy(c Case) bool {
	return k.expected > 0 && c.Cost*k.spent/k.expected > k.share(c)
}

// begin starts the case's time. The function it returns is asked before each
// round, from 0, whether there is time for it; the first always is.
func (k *clock) begin(c Case) (more func(round int) bool) {
	share, start := k.share(c), time.Now()
	k.left -= weight(c)
	counted := 0.0
	return func(round int) bool {
		now := time.Since(start).Seconds()
		if round == 0 {
			return true
		}
		k.expected += c.Cost
		k.spent += now - counted
		counted = now
		return c.Rounds != 0 || now+now/float64(round) <= share
	}
}
