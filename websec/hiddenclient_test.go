package websec_test

import (
	"net/http/httptest"
	"net/netip"
	"testing"

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
