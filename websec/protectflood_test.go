package websec_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// TestFloodLayers sends a request through all layers, and has each defence against
// floods refuse one: the same hooks hear of them, and the answers have the headers.
func TestFloodLayers(t *testing.T) {
	var clock hand
	limiter := newAddrLimiter(t, websec.Rate{Requests: 1, Per: time.Second, Burst: 3}, websec.PerSecond(100), clock.option())
	shedder := newShedder(t, websec.ShedLimits(1, 1), websec.ShedQueue(0, time.Second))
	list, err := websec.NewAccessList(websec.AccessRule{Prefix: netip.MustParsePrefix("203.0.113.0/24"), Verdict: websec.Denied})
	require.NoError(t, err)

	var steps []string
	var last websec.Event
	protect, err := websec.Protect(
		websec.WithShedding(shedder), websec.WithLimit(limiter.ByClient(nil)), websec.WithAccess(list, nil), websec.WithDeadlines(nil),
		websec.WithIsolation(websec.Isolation{}),
		websec.Watch(func(e websec.Event) { steps, last = append(steps, e.Layer.String()), e }),
		websec.OnRefuse(func(w http.ResponseWriter, r *http.Request, why *websec.Refusal) {
			w.WriteHeader(why.Status)
			_, _ = w.Write([]byte("not now: " + why.Reason.String()))
		}),
	)
	require.NoError(t, err)
	h := protect(sayHello)
	ask := func(peer string) *httptest.ResponseRecorder {
		steps = nil
		return getFrom(h, peer)
	}

	require.Equal(t, "hello", ask("198.51.100.1:1").Body.String())
	require.Equal(t, []string{"headers", "access", "limit", "shedding", "body", "isolation", "csrf"}, steps)

	held := hold(t, shedder)
	for _, tt := range []struct {
		peer  string
		why   websec.Refusal
		wait  time.Duration
		steps []string
	}{
		{"203.0.113.1:1", websec.Refusal{Layer: websec.LayerAccess, Reason: websec.DeniedAddress, Status: 403}, 0, []string{"headers", "access"}},
		{"198.51.100.1:1", websec.Refusal{Layer: websec.LayerShedding, Reason: websec.Overloaded, Status: 503}, time.Second, []string{"headers", "access", "limit", "shedding"}},
		{"198.51.100.1:1", websec.Refusal{Layer: websec.LayerShedding, Reason: websec.Overloaded, Status: 503}, time.Second, []string{"headers", "access", "limit", "shedding"}},
		{"198.51.100.1:1", websec.Refusal{Layer: websec.LayerLimit, Reason: websec.TooManyRequests, Status: 429}, time.Second, []string{"headers", "access", "limit"}},
	} {
		w := ask(tt.peer)
		require.Equal(t, tt.why.Status, w.Code)
		require.Equal(t, tt.steps, steps)
		require.Equal(t, &tt.why, last.Refusal)
		require.Equal(t, tt.wait, last.RetryAfter)
		require.Equal(t, "not now: "+tt.why.Reason.String(), w.Body.String())
		require.Contains(t, w.Header(), "Content-Security-Policy", "refusals carry the headers")
		if tt.wait > 0 {
			require.Equal(t, "1", w.Header().Get("Retry-After"))
		}
	}
	for _, ticket := range held {
		ticket.Release()
	}
}

// A defence that has hooks of its own uses them, and the others do not.
func TestFloodLayerWithItsOwnHooks(t *testing.T) {
	limiter := newLimiter[string](t, websec.PerMinute(1))
	all, own := 0, 0
	protect, err := websec.Protect(
		websec.WithLimit(limiter.By(func(*http.Request) string { return "" }),
			websec.WatchFlood(func(websec.Event) { own++ }),
			websec.AnswerFlood(func(w http.ResponseWriter, _ *http.Request, why *websec.Refusal) { w.WriteHeader(why.Status) })),
		websec.Watch(func(websec.Event) { all++ }),
	)
	require.NoError(t, err)
	require.Equal(t, 200, getFrom(protect(sayHello), "").Code)
	require.Equal(t, []int{3, 1}, []int{all, own})
	refused := getFrom(protect(sayHello), "")
	require.Equal(t, 429, refused.Code)
	require.Empty(t, refused.Body.String())
	require.Equal(t, []int{4, 2}, []int{all, own})
}

func TestFloodLayersRefuseNothing(t *testing.T) {
	for _, bad := range []websec.Option{
		websec.WithAccess(nil, nil), websec.WithLimit(nil), websec.WithShedding(nil), websec.Without(websec.LayerConns),
	} {
		_, err := websec.Protect(bad)
		require.ErrorIs(t, err, websec.ErrOption)
	}
}
