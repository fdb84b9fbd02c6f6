package websec

import "net/http"

// A FloodOption says how one defence against floods refuses: [LimitRequests],
// [AccessList.Guard] or [Shedder.Guard].
type FloodOption func(*floodManners)

// floodManners is what the handlers against floods have in common.
type floodManners struct {
	manners
	policy       string
	quiet        bool
	denyUnlisted bool
	priority     func(*http.Request) Priority
	bodyFirst    int
}

func mannersOf(opts []FloodOption) *floodManners {
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
	return func(m *floodManners) { m.watch = hook }
}

// AnswerFlood answers in place of the default. Inside of [Protect] it takes the
// place of [OnRefuse] for this layer.
func AnswerFlood(answer Refuser) FloodOption {
	return func(m *floodManners) { m.refuse = answer }
}

// within are the options of a layer of Protect: what all layers share, and then its own.
func (m *manners) within(opts []FloodOption) []FloodOption {
	shared := func(f *floodManners) { f.manners = *m }
	return append([]FloodOption{shared}, opts...)
}
