package websec

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHeaders: both send the same headers, but for the nonce.
func TestHeaders(t *testing.T) {
	nonce := regexp.MustCompile("nonce-[^']+")
	var all []http.Header
	for _, of := range []func() (*site, error){nonced(ourHeaders, ourNonce), nonced(unrolled, unrolledNonce)} {
		s, err := of()
		require.NoError(t, err)
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, s.requests[0])
		require.Equal(t, 1, s.admitted)
		h := w.Header()
		policy := h.Get("Content-Security-Policy")
		require.Len(t, nonce.FindAllString(policy, -1), 2)
		h.Set("Content-Security-Policy", nonce.ReplaceAllString(policy, "nonce"))
		all = append(all, h)
	}
	require.Equal(t, "no-store", all[0].Get("Cache-Control"), "a nonce is not to be kept, which they leave to the handler")
	all[0].Del("Cache-Control")
	require.Len(t, all[0], 8)
	require.Equal(t, all[0], all[1])
}

// TestAdmitted: each limiter admits a key exactly as often as it was told.
func TestAdmitted(t *testing.T) {
	for name, tt := range map[string]struct {
		keys func(int) *ring
		of   limiting
	}{
		"underhood": {byAddr, ourLimiting}, "x/time/rate": {byAddr, mapLimiting}, "httprate": {byText, httprateLimiting},
		"ulule": {byText, ululeLimiting}, "throttled": {byText, throttledLimiting}, "sethvargo": {byText, sethvargoLimiting},
	} {
		take, done, err := tt.of(tt.keys(10))
		require.NoError(t, err)
		admitted := 0
		for range 3 * each / 2 {
			if take(7) {
				admitted++
			}
		}
		require.Equal(t, each, admitted, name)
		require.True(t, take(8), name)
		done()
	}
}
