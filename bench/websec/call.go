package websec

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"

	"underhood/bench/harness"
)

const (
	origin = "https://shop.example"
	cookie = "session=0123456789abcdef0123456789abcdef"
)

// A sink is a ResponseWriter that costs little.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }

// A site is a handler behind a contestant, and what is asked of it.
type site struct {
	handler  http.Handler
	requests []*http.Request
	admitted int           // by the handler inside
	forged   *http.Request // to be refused; nil for none
	around   func(http.Handler) http.Handler
}

var errForged = errors.New("a forged request was admitted")

// calls measures a site. Of the requests, each time expected have to be admitted.
func calls(make func() (*site, error), expected int) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		s, err := make()
		if err != nil {
			return harness.Run{}, err
		}
		rounds := max(1, p.Size/len(s.requests))
		s.call(1)
		return harness.Run{Sample: func() (harness.Sample, error) {
			s.admitted = 0
			if s.forged != nil {
				if s.handler.ServeHTTP(&sink{http.Header{}}, s.forged.Clone(context.Background())); s.admitted != 0 {
					return harness.Sample{}, errForged
				}
			}
			sample := harness.Measure(func() { s.call(rounds) })
			if s.admitted != rounds*expected {
				return sample, fmt.Errorf("%d of %d requests were admitted, not %d", s.admitted, rounds*len(s.requests), rounds*expected)
			}
			onProcessor(&sample, 1)
			sample.Answer = strconv.Itoa(s.admitted)
			return sample, nil
		}}, nil
	}
}

// onProcessor makes a sample's time that on a processor, where the system tells: nothing here
// waits, and what else the machine does counts less. Its figures are multiplied.
func onProcessor(s *harness.Sample, times int64) {
	if s.CPUNS != 0 {
		s.NS = s.CPUNS
	}
	s.NS, s.CPUNS = s.NS*times, s.CPUNS*times
	*s.Allocs *= times
	*s.Bytes *= times
}

func (s *site) call(rounds int) {
	w := &sink{http.Header{}}
	var fresh http.Request
	for range rounds {
		for _, r := range s.requests {
			clear(w.header)
			fresh = *r // what is kept in it is not there the next time
			s.handler.ServeHTTP(w, &fresh)
		}
	}
}

// request makes one that came by TLS, with headers given in pairs.
func request(method string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, origin+"/buy", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}
