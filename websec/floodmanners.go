package websec

import (
	"fmt"
	"net/http"
	"slices"
)

// A FloodOption says how one defence against floods refuses: [LimitRequests],
// [AccessList.Guard] or [Shedder.Guard]. These panic for one that is nil, given twice,
// not theirs or of a value that makes no sense, and name it; inside of [Protect] it is an error.
type FloodOption func(*floodManners)

// floodManners is what the handlers against floods have in common.
type floodManners struct {
	given given  // options
	wrong string // with the first option whose value makes no sense
	manners
	policy       string
	quiet        bool
	denyUnlisted bool
	priority     func(*http.Request) Priority
	bodyFirst    int
}

// The options that one defence alone has.
var (
	limitTakes  = []string{"LimitPolicy", "QuietLimits"}
	accessTakes = []string{"DenyUnlisted"}
	shedTakes   = []string{"ShedPriority", "ShedAfterBody"}
)

// floodOption is wrong if that is said.
func floodOption(name, wrong string, set func(*floodManners)) FloodOption {
	return func(m *floodManners) {
		m.given = append(m.given, name)
		if wrong != "" && m.wrong == "" {
			m.wrong = name + wrong
		}
		set(m)
	}
}

func notNil(ok bool) string {
	if ok {
		return ""
	}
	return "(nil)"
}

// checkFlood refuses options that say nothing, or two things.
func checkFlood(bad error, of string, opts []FloodOption, takes []string) error {
	var m floodManners
	for i, opt := range opts {
		if opt == nil {
			return nilOption(bad, of, i)
		}
		opt(&m)
	}
	for i, name := range m.given {
		switch {
		case slices.Contains(m.given[:i], name):
			return fmt.Errorf("%w: %s: %s is given twice", bad, of, name)
		case name != "WatchFlood" && name != "AnswerFlood" && !slices.Contains(takes, name):
			return fmt.Errorf("%w: %s does nothing with %s", bad, name, of)
		}
	}
	if m.wrong != "" {
		return fmt.Errorf("%w: %s: %s", bad, of, m.wrong)
	}
	return nil
}

// mannersOf panics for options that make no sense: those it serves return no error.
func mannersOf(of string, opts []FloodOption, takes []string) *floodManners {
	if err := checkFlood(ErrFlood, of, opts, takes); err != nil {
		panic(err.Error())
	}
	m := &floodManners{policy: "default"}
	for _, opt := range opts {
		opt(m)
	}
	return m
}

// WatchFlood is told of every decision, in the request's own goroutine and, of a
// refusal, before the answer. It has to be quick: it is called most when there is
// least time. Inside of [Protect] it takes the place of [Watch] for this layer.
func WatchFlood(hook func(Event)) FloodOption {
	return floodOption("WatchFlood", notNil(hook != nil), func(m *floodManners) { m.watch = hook })
}

// AnswerFlood answers in place of the default. Inside of [Protect] it takes the
// place of [OnRefuse] for this layer.
func AnswerFlood(answer Refuser) FloodOption {
	return floodOption("AnswerFlood", notNil(answer != nil), func(m *floodManners) { m.refuse = answer })
}

// within are the options of a layer of Protect: what all layers share, and then its own.
func (m *manners) within(opts []FloodOption) []FloodOption {
	shared := func(f *floodManners) { f.manners = *m }
	return append([]FloodOption{shared}, opts...)
}
