package lesson

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"underhood/singleton"
)

// maxSteps is how long a plan may be.
const maxSteps = 500

// A step is one entry of a plan: what is done, then by whom and with what.
type step []string

func (s step) arg(i int) string {
	if i < len(s) {
		return s[i]
	}
	return ""
}

// A racePlan is a program of the kind race.
type racePlan struct {
	Kind  string
	Ways  []string // of package singleton
	Plan  []step
	Retry string

	forms  []*form
	racers []string // the goroutines, by first ask
	now    time.Time
	retry  singleton.Retry
}

// raceSteps are the steps of a race: how many words they take.
var raceSteps = map[string]struct{ least, most int }{
	"ask": {2, 3}, "make": {2, 2}, "fail": {3, 3}, "panic": {3, 3}, "leave": {2, 2}, "turn": {2, 2}, "reset": {1, 1},
}

// parseRace reads a program and says what is wrong with it.
func parseRace(text []byte) (*racePlan, error) {
	p := &racePlan{now: time.Unix(0, 0).UTC()}
	if err := strictly(text, p); err != nil {
		return nil, err
	}
	if len(p.Ways) == 0 {
		return nil, errors.New("ways: there are none")
	}
	for i, name := range p.Ways {
		f := formOf(name)
		if f == nil {
			return nil, fmt.Errorf("ways[%d]: %q is none of %s", i, name, formNames())
		}
		if slices.Contains(p.forms, f) {
			return nil, fmt.Errorf("ways[%d]: %s is there already", i, name)
		}
		p.forms = append(p.forms, f)
	}
	if err := p.parseRetry(); err != nil {
		return nil, fmt.Errorf("retry: %w", err)
	}
	if len(p.Plan) > maxSteps {
		return nil, fmt.Errorf("plan: %d steps, %d at most", len(p.Plan), maxSteps)
	}
	for i, s := range p.Plan {
		if err := p.check(s); err != nil {
			return nil, fmt.Errorf("plan[%d]: %w", i, err)
		}
	}
	return p, nil
}

func formNames() string {
	var names []string
	for _, f := range forms {
		names = append(names, f.name)
	}
	return strings.Join(names, ", ")
}

// check says what is wrong with a step before anything is played, and notes its
// goroutine.
func (p *racePlan) check(s step) error {
	words, ok := raceSteps[s.arg(0)]
	switch {
	case !ok:
		return fmt.Errorf("%q is none of ask, make, fail, panic, leave, turn, reset", s.arg(0))
	case len(s) > 1 && s[0] != "turn" && s[1] == "":
		return fmt.Errorf("%s: a goroutine without a name", s[0])
	case len(s) < words.least || len(s) > words.most:
		return fmt.Errorf("%s takes %d to %d words, not %d", s[0], words.least, words.most, len(s))
	}
	for _, f := range p.forms {
		switch {
		case s[0] == "fail" && !f.fails:
			return fmt.Errorf("the constructor of %s cannot return an error", f.name)
		case (s[0] == "leave" || s[0] == "turn") && f.name != "Lazy":
			return fmt.Errorf("%s knows no %s; Lazy does", f.name, s[0])
		case s[0] == "reset" && f.name != "Lazy" && f.name != "Holder":
			return fmt.Errorf("%s cannot be reset", f.name)
		case s[0] == "panic" && s[2] == "":
			return errors.New("panic with nothing")
		}
	}
	if s[0] == "turn" {
		if d, err := time.ParseDuration(s[1]); err != nil || d < 0 {
			return fmt.Errorf("turn: %q is not a duration forwards, such as 1s", s[1])
		}
		return nil
	}
	if s[0] != "reset" && !slices.Contains(p.racers, s[1]) {
		if s[0] != "ask" {
			return fmt.Errorf("%s has not asked", s[1])
		}
		p.racers = append(p.racers, s[1])
	}
	return nil
}

// parseRetry reads "", "always", "keep" or "backoff 1s 4s".
func (p *racePlan) parseRetry() error {
	words := strings.Fields(p.Retry)
	switch {
	case p.Retry == "":
	case len(p.forms) != 1 || p.forms[0].name != "Lazy":
		return errors.New("only Lazy alone has one")
	case p.Retry == "always":
	case p.Retry == "keep":
		p.retry = singleton.Keep()
	case len(words) == 3 && words[0] == "backoff":
		first, err := time.ParseDuration(words[1])
		most, err2 := time.ParseDuration(words[2])
		if err != nil || err2 != nil || first <= 0 || most < first {
			return fmt.Errorf("%q: the waits are durations, the first not above the longest", p.Retry)
		}
		p.retry = singleton.Backoff(first, most, func() time.Time { return p.now })
	default:
		return fmt.Errorf("%q is none of always, keep, backoff FIRST MOST", p.Retry)
	}
	return nil
}
