package websec_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

var sayHello = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })

func getFrom(h http.Handler, peer string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = peer
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func newAddrLimiter(t testing.TB, near, wide websec.Rate, opts ...limiterOption) *websec.AddrLimiter {
	t.Helper()
	l, err := websec.NewAddrLimiter(near, wide, opts...)
	require.NoError(t, err)
	return l
}

func TestLimitRequests(t *testing.T) {
	var clock hand
	var told []websec.Event
	limiter := newAddrLimiter(t, websec.Rate{Requests: 1, Per: 1500 * time.Millisecond, Burst: 2}, websec.PerSecond(100), clock.option())
	h := websec.LimitRequests(limiter.ByClient(nil), websec.LimitPolicy(`per "address"`),
		websec.WatchFlood(func(e websec.Event) { told = append(told, e) }))(sayHello)

	first := getFrom(h, "198.51.100.1:1")
	require.Equal(t, 200, first.Code)
	require.Equal(t, `"per address";q=2;w=3`, first.Header().Get("RateLimit-Policy"))
	require.Equal(t, `"per address";r=1;t=2`, first.Header().Get("RateLimit"))
	require.Equal(t, `"per address";r=0;t=3`, getFrom(h, "198.51.100.1:2").Header().Get("RateLimit"))

	refused := getFrom(h, "[::ffff:198.51.100.1]:3")
	require.Equal(t, http.StatusTooManyRequests, refused.Code)
	require.Equal(t, "2", refused.Header().Get("Retry-After"), "1.5 s, rounded up")
	require.Equal(t, `"per address";r=0;t=2`, refused.Header().Get("RateLimit"))
	require.Len(t, told, 3, "two passed")
	require.Equal(t, websec.LayerLimit, told[0].Layer)
	require.Nil(t, told[1].Refusal)
	require.Equal(t, &websec.Refusal{Layer: websec.LayerLimit, Reason: websec.TooManyRequests, Status: 429}, told[2].Refusal)
	require.Equal(t, 1500*time.Millisecond, told[2].RetryAfter)
	require.NotNil(t, told[2].Request)

	require.Equal(t, 200, getFrom(h, "198.51.100.2:1").Code, "somebody else")
	clock.move(1500 * time.Millisecond)
	require.Equal(t, 200, getFrom(h, "198.51.100.1:4").Code)
}

func TestLimitRequestsQuietly(t *testing.T) {
	limiter := newLimiter[string](t, websec.PerMinute(1))
	h := websec.LimitRequests(limiter.By(func(r *http.Request) string { return r.URL.Path }), websec.QuietLimits(),
		websec.AnswerFlood(func(w http.ResponseWriter, _ *http.Request, why *websec.Refusal) {
			w.WriteHeader(why.Status)
			_, _ = w.Write([]byte("gently"))
		}))(sayHello)
	require.Empty(t, getFrom(h, "198.51.100.1:1").Header().Get("RateLimit"))
	refused := getFrom(h, "198.51.100.1:1")
	require.Equal(t, "gently", refused.Body.String())
	require.Equal(t, `"default";q=1;w=60`, refused.Header().Get("RateLimit-Policy"))
	require.Equal(t, "60", refused.Header().Get("Retry-After"))

	exempt := websec.LimitRequests(func(*http.Request) websec.Decision { return websec.Decision{Allowed: true} })(sayHello)
	require.NotContains(t, getFrom(exempt, "").Header(), "Ratelimit")
	never := websec.LimitRequests(func(*http.Request) websec.Decision {
		return websec.Decision{Limit: 1, RetryAfter: websec.Never}
	})(sayHello)
	require.NotContains(t, getFrom(never, "").Header(), "Retry-After", "no wait helps")
}

func TestAddrLimiterRefusesBadSetUp(t *testing.T) {
	for _, rates := range [][2]websec.Rate{{{}, websec.PerSecond(1)}, {websec.PerSecond(1), {}}} {
		_, err := websec.NewAddrLimiter(rates[0], rates[1])
		require.ErrorIs(t, err, websec.ErrRate)
	}
}

// Each /64 has its rate, all of a /48 together another, and IPv4 has no tiers.
func TestAddrLimiterTiers(t *testing.T) {
	var clock hand
	l := newAddrLimiter(t, websec.PerMinute(2), websec.PerMinute(5), clock.option(), keysOf(1000))
	take := func(a string) bool { return l.Take(netip.MustParseAddr(a)).Allowed }
	require.True(t, take("2001:db8:1:1::1"))
	require.True(t, take("2001:db8:1:1:ffff::2"), "of the same /64")
	require.False(t, take("2001:db8:1:1::3"))
	require.True(t, take("2001:db8:1:2::1"))
	require.True(t, take("2001:db8:1:3::1"))
	require.True(t, take("2001:db8:1:4::1"), "the fifth of the /48")
	require.False(t, take("2001:db8:1:5::1"), "and the sixth, from a /64 that is new")
	require.True(t, take("2001:db8:2:5::1"), "of another /48")

	for range 2 {
		require.True(t, take("198.51.100.1"))
		require.True(t, take("::ffff:198.51.100.2"))
		require.True(t, l.Take(netip.Addr{}).Allowed)
	}
	require.False(t, take("::ffff:198.51.100.1"))
	require.False(t, take("198.51.100.2"))
	require.False(t, l.Take(netip.Addr{}).Allowed)
	require.Equal(t, 16*1000+16*250+32, l.Stats().Bytes, "a quarter more for the second tier, in whole lines")
	require.Equal(t, 11, l.Stats().Live, "nine addresses and networks, two /48s")
}

func TestAccessListGuard(t *testing.T) {
	list, err := websec.NewAccessList(
		websec.AccessRule{Prefix: netip.MustParsePrefix("203.0.113.0/24"), Verdict: websec.Denied},
		websec.AccessRule{Prefix: netip.MustParsePrefix("203.0.113.7/32"), Verdict: websec.Allowed},
	)
	require.NoError(t, err)
	var told []websec.Event
	open := list.Guard(nil, websec.WatchFlood(func(e websec.Event) {
		if e.Refusal != nil {
			told = append(told, e)
		}
	}))(sayHello)
	closed := list.Guard(nil, websec.DenyUnlisted())(sayHello)
	for peer, want := range map[string][2]int{
		"203.0.113.8:1":  {403, 403},
		"203.0.113.7:1":  {200, 200},
		"198.51.100.1:1": {200, 403},
		"@":              {200, 403},
	} {
		require.Equal(t, want[0], getFrom(open, peer).Code, peer)
		require.Equal(t, want[1], getFrom(closed, peer).Code, peer)
	}
	require.Len(t, told, 1)
	require.Equal(t, "203.0.113.8", told[0].Client.String())
	require.Equal(t, websec.LayerAccess, told[0].Layer)
	require.Equal(t, websec.DeniedAddress, told[0].Refusal.Reason)
}

// A trusted proxy that does not say for whom it asks gets nobody in, though its own
// address is one of those that may come.
func TestAccessListGuardDeniesWhoHides(t *testing.T) {
	list, err := websec.NewAccessList(websec.AccessRule{Prefix: netip.MustParsePrefix("10.0.0.0/8"), Verdict: websec.Allowed})
	require.NoError(t, err)
	proxies, err := websec.TrustProxies(websec.XForwardedFor, prefixes("10.0.0.0/8"))
	require.NoError(t, err)
	for _, opts := range [][]websec.FloodOption{{websec.DenyUnlisted()}, nil} {
		h := list.Guard(proxies, opts...)(sayHello)
		for said, want := range map[string]int{
			"10.1.2.3": 200, "203.0.113.1:123456": 403, "unknown": 403, "evil": 403, "10.1.2.3,": 403, "": 403,
			strings.Repeat("10.0.0.2, ", 40) + "10.0.0.2": 403,
		} {
			r := asked("10.0.0.1:1", "X-Forwarded-For", said)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			require.Equal(t, want, w.Code, "%q", said)
		}
		want := 200 // a proxy for itself; or for anybody, if it writes another header
		if opts != nil {
			want = 403
		}
		require.Equal(t, want, getFrom(h, "10.0.0.1:1").Code)
	}
}

// Each of nested limits says what is left of it.
func TestNestedLimits(t *testing.T) {
	outer := newLimiter[string](t, websec.PerMinute(10))
	inner := newLimiter[string](t, websec.Rate{Requests: 3, Per: time.Hour})
	all := func(*http.Request) string { return "" }
	ask := func(opts ...websec.FloodOption) http.Header {
		return getFrom(websec.LimitRequests(outer.By(all))(websec.LimitRequests(inner.By(all), opts...)(sayHello)), "").Header()
	}
	h := ask(websec.LimitPolicy("login"))
	require.Equal(t, []string{`"default";q=10;w=60`, `"login";q=3;w=3600`}, h["Ratelimit-Policy"])
	require.Equal(t, []string{`"default";r=9;t=6`, `"login";r=2;t=1200`}, h["Ratelimit"])
	h = ask()
	require.Equal(t, []string{`"default";q=10;w=60`, `"default-2";q=3;w=3600`}, h["Ratelimit-Policy"])
	require.Equal(t, []string{`"default";r=8;t=12`, `"default-2";r=1;t=2400`}, h["Ratelimit"])
	ask()
	h = ask(websec.QuietLimits())
	require.Len(t, h["Ratelimit"], 2, "it was refused")
}

// When it is the /48 that refuses, the line bears its name: another limit than the one
// that the responses before told of.
func TestTierIsNamed(t *testing.T) {
	limiter := newAddrLimiter(t, websec.PerMinute(2), websec.PerMinute(3))
	h := websec.LimitRequests(limiter.ByClient(nil), websec.LimitPolicy("site"))(sayHello)
	for i, peer := range []string{"[2001:db8:0:1::1]:1", "[2001:db8:0:2::1]:1", "[2001:db8:0:3::1]:1"} {
		w := getFrom(h, peer)
		require.Equal(t, 200, w.Code, i)
		require.Equal(t, []string{`"site";q=2;w=60`}, w.Header()["Ratelimit-Policy"])
	}
	w := getFrom(h, "[2001:db8:0:4::1]:1")
	require.Equal(t, 429, w.Code)
	require.Equal(t, []string{`"site-48";q=3;w=60`}, w.Header()["Ratelimit-Policy"])
	require.Equal(t, `"site-48";r=0;t=20`, w.Header().Get("RateLimit"))
}

func TestAddrLimiterWithAWideBelowNear(t *testing.T) {
	for _, wide := range []websec.Rate{websec.PerMinute(9), {Requests: 20, Per: time.Minute, Burst: 5}, {Requests: 20, Per: time.Hour}} {
		_, err := websec.NewAddrLimiter(websec.PerMinute(10), wide)
		require.ErrorIs(t, err, websec.ErrRate)
		require.ErrorContains(t, err, wide.String())
		require.ErrorContains(t, err, "10 in 1m0s, 10 at once")
	}
}

// The claim of issue 13, in the limiter's own time: while an abuser sends 50
// times the limit, and a hundred thousand forged sources beside, well-behaved
// clients succeed as ever.
func TestFloodLeavesOthersAlone(t *testing.T) {
	const clients, seconds, perSecond = 100, 60, 4
	var clock hand
	limiter := newAddrLimiter(t, websec.Rate{Requests: 5, Per: time.Second, Burst: 10}, websec.PerSecond(50), clock.option(), keysOf(20_000))
	h := websec.LimitRequests(limiter.ByClient(nil))(sayHello)
	asked, served, abused, forged := 0, 0, 0, 0
	for tick := range seconds * 50 {
		for range 5 { // 250 a second
			if getFrom(h, "203.0.113.66:1").Code == 200 {
				abused++
			}
		}
		for range 30 {
			forged++
			limiter.Take(netip.AddrFrom4([4]byte{100, byte(forged >> 16), byte(forged >> 8), byte(forged)}))
		}
		for c := range clients {
			if (tick+c)%(50/perSecond) == 0 {
				asked++
				if getFrom(h, netip.AddrPortFrom(netip.AddrFrom4([4]byte{198, 51, 100, byte(c)}), 1).String()).Code == 200 {
					served++
				}
			}
		}
		clock.move(20 * time.Millisecond)
	}
	t.Logf("%d of %d served; of the abuser's %d: %d; %+v", served, asked, seconds*250, abused, limiter.Stats())
	require.GreaterOrEqual(t, served*100, asked*95)
	require.LessOrEqual(t, abused, 10+5*seconds)
}

func TestNames(t *testing.T) {
	for want, name := range map[string]fmt.Stringer{
		"connections": websec.LayerConns, "deadlines": websec.LayerDeadlines, "access": websec.LayerAccess,
		"limit": websec.LayerLimit, "shedding": websec.LayerShedding, "the service is overloaded": websec.Overloaded, "normal": websec.Normal, "sheddable": websec.Sheddable, "critical": websec.Critical,
		"exempt": websec.Exempt, "priority 9": websec.Priority(9), "unlisted": websec.Unlisted, "allow": websec.Allowed,
		"deny": websec.Denied, "verdict 9": websec.Verdict(9),
	} {
		require.Equal(t, want, name.String())
	}
}
