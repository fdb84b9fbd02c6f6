package websec

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// LimitPolicy names the policy in the RateLimit headers of [LimitRequests]:
// "default" if not said. Quotes, backslashes and what is not printable ASCII are
// left out, as a structured string cannot hold them all.
func LimitPolicy(name string) FloodOption {
	var clean []byte
	for _, c := range []byte(name) {
		if ' ' <= c && c <= '~' && c != '"' && c != '\\' {
			clean = append(clean, c)
		}
	}
	return floodOption("LimitPolicy", "", func(m *floodManners) { m.policy = string(clean) })
}

// QuietLimits leaves the RateLimit headers out of responses that were not refused.
func QuietLimits() FloodOption {
	return floodOption("QuietLimits", "", func(m *floodManners) { m.quiet = true })
}

// LimitRequests asks decide about every request and answers 429 to those that it
// does not allow, with Retry-After. All responses carry RateLimit-Policy and
// RateLimit (draft-ietf-httpapi-ratelimit-headers-11): q is the burst, w the time in
// which it comes back, r what is left, and t when all of it is there again or, after
// a refusal, when to try again. They are hints, and say nothing of the key.
//
// Around another LimitRequests it adds to the lists: each limit has its own line, and the
// inner one of two with the same name has a number behind it. A second tier, such as the
// /48 of an [AddrLimiter], adds its name to the policy's when it refuses.
//
// decide makes the limit whatever it has to be, by route, user or address:
// [Limiter.By] and [AddrLimiter.ByClient] are ready made. A Decision that is
// allowed and has no Limit adds no headers: what is exempt.
//
// [http.Request.Pattern] is only known inside of the mux. To limit by route, wrap
// the handlers of the routes, or choose the key from the path.
//
// It panics if decide is nil.
func LimitRequests(decide func(*http.Request) Decision, opts ...FloodOption) func(http.Handler) http.Handler {
	if decide == nil {
		panic("websec: LimitRequests without a function that decides")
	}
	m := mannersOf("LimitRequests", opts, limitTakes)
	policies := &policyLine{name: m.policy}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			d := decide(r)
			if d.Limit > 0 && (!d.Allowed || !m.quiet) {
				policies.write(w.Header(), d)
			}
			if d.Allowed {
				if m.watch != nil {
					m.watch(Event{Layer: LayerLimit, Request: r, Client: d.Client, ClientErr: d.ClientErr})
				}
				next.ServeHTTP(w, r)
				return
			}
			m.stopWith(w, Event{Refusal: refusalFor(TooManyRequests), Request: r, RetryAfter: max(0, d.RetryAfter), Client: d.Client, ClientErr: d.ClientErr})
		})
	}
}

func limitLine(name string, d Decision) string {
	until := d.Reset
	if !d.Allowed && d.RetryAfter > 0 {
		until = d.RetryAfter
	}
	line := append(make([]byte, 0, 48), '"')
	line = append(append(line, name...), `";r=`...)
	line = strconv.AppendInt(line, int64(d.Remaining), 10)
	line = append(line, ";t="...)
	return string(strconv.AppendInt(line, wholeSeconds(until), 10))
}

// policyLine keeps the last line it made: most limiters have one rate.
type policyLine struct {
	name string
	last atomic.Pointer[policyOf]
}

type policyOf struct {
	limit  int
	window time.Duration
	tier   string
	name   string
	values []string
}

// write adds the two headers to those of limits further out.
func (p *policyLine) write(header http.Header, d Decision) {
	outer := header["Ratelimit-Policy"]
	policy := p.of(d)
	if len(outer) == 0 {
		header["Ratelimit-Policy"] = policy.values[:1:1] // a handler that adds to it makes its own
		header["Ratelimit"] = []string{limitLine(policy.name, d)}
		return
	}
	name, line := policy.name, policy.values[0]
	for n := 2; hasPolicy(outer, name); n++ {
		name = policy.name + "-" + strconv.Itoa(n)
	}
	header["Ratelimit-Policy"] = append(outer, `"`+name+line[len(policy.name)+1:])
	header["Ratelimit"] = append(header["Ratelimit"], limitLine(name, d))
}

func hasPolicy(lines []string, name string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, `"`+name+`"`) })
}

func (p *policyLine) of(d Decision) *policyOf {
	last := p.last.Load()
	if last == nil || last.limit != d.Limit || last.window != d.Window || last.tier != d.Tier {
		name := p.name
		if d.Tier != "" {
			name += "-" + d.Tier
		}
		line := `"` + name + `";q=` + strconv.Itoa(d.Limit)
		if d.Window > 0 {
			line += ";w=" + strconv.FormatInt(wholeSeconds(d.Window), 10)
		}
		last = &policyOf{d.Limit, d.Window, d.Tier, name, []string{line}}
		p.last.Store(last)
	}
	return last
}

// By decides about a request by a key of it. It panics if key is nil.
func (l *Limiter[K]) By(key func(*http.Request) K) func(*http.Request) Decision {
	if key == nil {
		panic("websec: Limiter.By without a function for the key")
	}
	return func(r *http.Request) Decision { return l.Take(key(r), 1) }
}
