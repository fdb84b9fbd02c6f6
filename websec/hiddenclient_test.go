package websec_test

import (
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// A proxy that writes another header than the one that is read makes one client of all,
// and whoever watches is told so, by the limit and by the list.
func TestWatchTellsOfHiddenClients(t *testing.T) {
	proxies, err := websec.TrustProxies(websec.Forwarded, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
	require.NoError(t, err)
	limiter, err := websec.NewAddrLimiter(websec.PerMinute(1), websec.PerMinute(10))
	require.NoError(t, err)
	list, err := websec.NewAccessList()
	require.NoError(t, err)
	var told []websec.Event
	protect, err := websec.Protect(websec.WithLimit(limiter.ByClient(proxies)), websec.WithAccess(list, proxies),
		websec.Watch(func(e websec.Event) {
			if e.Layer == websec.LayerLimit || e.Layer == websec.LayerAccess {
				told = append(told, e)
			}
		}))
	require.NoError(t, err)
	ask := func(header string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = "10.0.0.1:1"
		r.Header.Set(header, "for=198.51.100.1")
		protect(sayHello).ServeHTTP(httptest.NewRecorder(), r)
	}
	ask("X-Forwarded-For")
	ask("X-Forwarded-For")
	ask("Forwarded")
	require.Len(t, told, 6)
	for i, e := range told {
		if i < 4 {
			require.Equal(t, "10.0.0.1", e.Client.String())
			require.ErrorIs(t, e.ClientErr, websec.ErrNoEntry)
		} else {
			require.Equal(t, "198.51.100.1", e.Client.String())
			require.NoError(t, e.ClientErr)
		}
	}
	require.Equal(t, websec.TooManyRequests, told[3].Refusal.Reason)
}

// A list of those who may come lets nobody in who comes in a proxy's name, because that
// writes another header than the one that is read, or none.
func TestAllowListDeniesWhoComesInAProxysName(t *testing.T) {
	proxies, err := websec.TrustProxies(websec.XForwardedFor, prefixes("10.0.0.0/8"))
	require.NoError(t, err)
	list, err := websec.NewAccessList(
		websec.AccessRule{Prefix: netip.MustParsePrefix("10.0.0.0/8"), Verdict: websec.Allowed},
		websec.AccessRule{Prefix: netip.MustParsePrefix("198.51.100.1/32"), Verdict: websec.Allowed},
	)
	require.NoError(t, err)
	ask := func(header, value string, opts ...websec.FloodOption) int {
		r := asked("10.0.0.1:1", header, value)
		w := httptest.NewRecorder()
		list.Guard(proxies, opts...)(sayHello).ServeHTTP(w, r)
		return w.Code
	}
	require.Equal(t, 403, ask("Forwarded", "for=203.0.113.9", websec.DenyUnlisted()))
	require.Equal(t, 403, ask("X-Real-Ip", "203.0.113.9", websec.DenyUnlisted()))
	require.Equal(t, 200, ask("X-Forwarded-For", "198.51.100.1", websec.DenyUnlisted()))
	require.Equal(t, 200, ask("X-Forwarded-For", "10.0.0.2", websec.DenyUnlisted()), "a proxy that says it asks for itself")
	require.Equal(t, 200, ask("X-Real-Ip", "10.0.0.2"), "a list of those who may not come says nothing of it")
}

// Behind NAT64 all of IPv4 is one /64, and each address of it still has its own limit.
func TestNAT64IsIPv4(t *testing.T) {
	l := newAddrLimiter(t, websec.Rate{Requests: 1, Per: time.Hour}, websec.Rate{Requests: 2, Per: time.Hour})
	for i, ask := range []struct {
		addr string
		want bool
	}{
		{"64:ff9b::198.51.100.1", true},
		{"64:ff9b::198.51.100.2", true},
		{"64:ff9b::198.51.100.3", true},
		{"64:ff9b::198.51.100.1", false},
		{"198.51.100.2", false},
		{"::ffff:198.51.100.3", false},
		{"64:ff9b::1:198.51.100.1", true}, // not within the 96 bits: any other IPv6
		{"64:ff9b::2:198.51.100.1", false},
		{"64:ff9b:1::1", true}, // nor is the prefix of RFC 8215
	} {
		require.Equal(t, ask.want, l.Take(netip.MustParseAddr(ask.addr)).Allowed, "%d: %s", i, ask.addr)
	}
}
