package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"underhood/bench/harness"
)

// A sink is a ResponseWriter that costs little and adds up what it is given.
type sink struct {
	header http.Header
	wrong  int // status that was not 200
	sum    uint64
}

func (s *sink) Header() http.Header { return s.header }

func (s *sink) WriteHeader(status int) {
	if status != http.StatusOK {
		s.wrong = status
	}
}

func (s *sink) Write(p []byte) (int, error) {
	s.sum += sumOf(p)
	return len(p), nil
}

// called is a handler with the requests that are made of it.
type called struct {
	handler  http.Handler
	requests []*http.Request
	sink     sink
	request  http.Request
}

func newCalled(h http.Handler) (*called, error) {
	all, err := requests(h)
	return &called{handler: h, requests: all, sink: sink{header: http.Header{}}}, err
}

// call asks for all notes, n in all, and gives the sum of the answers.
func (c *called) call(n int) {
	for i := range n {
		clear(c.sink.header)
		c.request = *c.requests[i%notes] // what is kept in it is not there the next time
		c.handler.ServeHTTP(&c.sink, &c.request)
	}
}

// measure calls n times on the clock.
func (c *called) measure(n int) (harness.Sample, error) {
	c.sink.sum = 0
	s := harness.Measure(func() { c.call(n) })
	if c.sink.wrong != 0 {
		return s, fmt.Errorf("a note was answered with %d", c.sink.wrong)
	}
	var err error
	s.Answer, err = onceEach(c.sink.sum, n)
	return s, err
}

// parts is how many pairs of loops a difference is taken of.
const parts = 5

// rounds is n, or a part of it, as a number of requests in each loop.
func rounds(n, part int) int { return max(1, n/part/parts/notes) * notes }

var errAnswers = errors.New("the two handlers do not answer the same")

// added measures by how much one handler takes longer than the other. It makes one part
// of the requests the row speaks of; figures are for all.
func added(part int, make, without func() (http.Handler, error)) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		whole, err := prepare(make)
		if err != nil {
			return harness.Run{}, err
		}
		bare, err := prepare(without)
		if err != nil {
			return harness.Run{}, err
		}
		n := rounds(p.Size, part)
		return harness.Run{Sample: func() (harness.Sample, error) {
			var all []harness.Sample
			for range parts {
				a, err := whole.measure(n)
				if err != nil {
					return a, err
				}
				b, err := bare.measure(n)
				if err != nil {
					return b, err
				}
				if a.Answer != b.Answer {
					return a, errAnswers
				}
				all = append(all, minus(a, b))
			}
			return medians(all, float64(p.Size)/float64(n)), nil
		}}, nil
	}
}

// alone measures a handler by itself.
func alone(make func() (http.Handler, error)) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		h, err := prepare(make)
		if err != nil {
			return harness.Run{}, err
		}
		n := rounds(p.Size, 1) * parts
		return harness.Run{Sample: func() (harness.Sample, error) {
			s, err := h.measure(n)
			return medians([]harness.Sample{s}, float64(p.Size)/float64(n)), err
		}}, nil
	}
}

// prepare makes a handler and calls it often enough that it is ready.
func prepare(make func() (http.Handler, error)) (*called, error) {
	h, err := make()
	if err != nil {
		return nil, err
	}
	c, err := newCalled(h)
	if err == nil {
		c.call(notes)
	}
	return c, err
}

func minus(a, b harness.Sample) harness.Sample {
	allocs, bytes := *a.Allocs-*b.Allocs, *a.Bytes-*b.Bytes
	return harness.Sample{
		NS: a.NS - b.NS, CPUNS: a.CPUNS - b.CPUNS, PauseNS: a.PauseNS - b.PauseNS,
		Allocs: &allocs, Bytes: &bytes, Answer: a.Answer,
	}
}

// medians makes of samples the one in the middle, figure by figure, times a factor. Its
// time is that on a processor, where the system tells.
func medians(all []harness.Sample, times float64) harness.Sample {
	middle := func(figure func(s *harness.Sample) int64) int64 {
		figures := make([]int64, len(all))
		for i := range all {
			figures[i] = figure(&all[i])
		}
		slices.Sort(figures)
		return int64(float64(figures[len(figures)/2]) * times)
	}
	allocs := middle(func(s *harness.Sample) int64 { return *s.Allocs })
	bytes := middle(func(s *harness.Sample) int64 { return *s.Bytes })
	cpu := middle(func(s *harness.Sample) int64 { return s.CPUNS })
	ns := cpu
	if cpu == 0 {
		ns = middle(func(s *harness.Sample) int64 { return s.NS })
	}
	return harness.Sample{
		NS:      ns,
		CPUNS:   cpu,
		PauseNS: middle(func(s *harness.Sample) int64 { return s.PauseNS }),
		Allocs:  &allocs, Bytes: &bytes, Answer: all[0].Answer,
	}
}
