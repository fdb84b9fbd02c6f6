package gcview

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// TestOwnerNeverAnswers: 503 after the wait, and nothing is left at the desk.
func TestOwnerNeverAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := small(t)
		v := attached(t, h, WithWait(3*time.Second))
		start := time.Now()
		w := get(v, "/")
		require.Equal(t, 3*time.Second, time.Since(start))
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Equal(t, "2", w.Header().Get("Retry-After"))
		require.Contains(t, w.Body.String(), ErrSilent.Error())
		require.Contains(t, w.Body.String(), "View.Poll")
		require.Contains(t, get(v, "/overview.json").Body.String(), ErrSilent.Error())
		require.Zero(t, v.desk.waiting.Load())
		require.Empty(t, v.desk.queue)
		v.Poll() // comes too late, finds nothing
	})
}

// TestRequestsShareAnAnswer: what is asked twice is looked for once, and a crowd is
// turned away.
func TestRequestsShareAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := small(t)
		v := attached(t, h)
		var requests sync.WaitGroup
		codes := make([]int, 100)
		for i := range codes {
			requests.Go(func() { codes[i] = get(v, "/").Code })
		}
		synctest.Wait()
		require.EqualValues(t, 1, v.desk.waiting.Load())
		v.Poll()
		requests.Wait()
		for _, c := range codes {
			require.Equal(t, http.StatusOK, c)
		}

		for i := range deskSize {
			requests.Go(func() { get(v, "/object?ref="+strconv.Itoa(i+1)) })
		}
		synctest.Wait()
		w := get(v, "/")
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Contains(t, w.Body.String(), ErrCrowded.Error())
		requests.Wait()
		require.Empty(t, v.desk.queue)
	})
}

// TestOwnerRests: after a long answer the owner is left alone.
func TestOwnerRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := small(t)
		v := attached(t, h)
		slow := func(*gc.Heap) (int, error) { time.Sleep(100 * time.Millisecond); return 7, nil }
		var answered sync.WaitGroup
		question := func() {
			answered.Go(func() {
				n, err := ask(t.Context(), v, "slow", slow)
				require.Equal(t, 7, n)
				require.NoError(t, err)
			})
			synctest.Wait()
		}
		question()
		v.Poll()
		answered.Wait()
		question()
		v.Poll()
		require.EqualValues(t, 1, v.desk.waiting.Load(), "it rests")
		time.Sleep(900*time.Millisecond - 1)
		v.Poll()
		require.EqualValues(t, 1, v.desk.waiting.Load(), "it still rests")
		time.Sleep(time.Nanosecond)
		v.Poll()
		require.Zero(t, v.desk.waiting.Load())
		answered.Wait()
	})
}

// TestCollectionAnswers: an owner that never polls answers when a collection ends.
func TestCollectionAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := small(t)
		v := attached(t, h)
		var w *httptest.ResponseRecorder
		var request sync.WaitGroup
		request.Go(func() { w = get(v, "/") })
		synctest.Wait()
		require.Equal(t, 2, must(h.Collect(2)))
		request.Wait()
		require.Equal(t, http.StatusOK, w.Code)
		require.NoError(t, h.Verify())

		require.NoError(t, v.Detach())
		require.NoError(t, v.Detach())
		require.Contains(t, get(v, "/").Body.String(), ErrDetached.Error())
		must(h.Collect(2))
		require.NoError(t, v.Attach(h))
	})
}

// TestPollFromHook: the heap is in the middle of a step, so the question stays.
func TestPollFromHook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var v *View
		polled := 0
		h := gc.New(gc.WithHook(func(gc.Event) { polled++; v.Poll() }))
		v = attached(t, h)
		var request sync.WaitGroup
		request.Go(func() { require.Equal(t, http.StatusOK, get(v, "/").Code) })
		synctest.Wait()
		must(h.NewInstance(1))
		require.NotZero(t, polled)
		require.EqualValues(t, 1, v.desk.waiting.Load())
		v.Poll()
		request.Wait()
	})
}

// TestDetached: before a heap is there, and after the view is closed.
func TestDetached(t *testing.T) {
	v := New()
	v.Poll()
	require.ErrorIs(t, v.Stay(t.Context()), ErrDetached)
	w := get(v, "/")
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Contains(t, w.Body.String(), ErrDetached.Error())

	h := gc.New()
	require.NoError(t, v.Attach(h))
	require.ErrorIs(t, v.Attach(h), ErrAttached)
	require.NoError(t, v.Close())
	require.NoError(t, v.Close())
	for _, address := range []string{"/", "/object?ref=1", "/events", "/stream"} {
		w := get(v, address)
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Contains(t, w.Body.String(), ErrClosed.Error())
	}
	require.ErrorIs(t, v.Stay(t.Context()), ErrClosed)
	require.ErrorIs(t, v.Attach(h), ErrClosed)
	require.NoError(t, h.Close())
	require.ErrorIs(t, New().Attach(h), gc.ErrClosed)
}

// TestHeapClosed: 410 while the owner answers, and no request hangs.
func TestHeapClosed(t *testing.T) {
	h, _ := small(t)
	v := attached(t, h)
	require.NoError(t, h.Close())
	keep(t, v)
	for _, address := range []string{"/", "/object?ref=1", "/retained"} {
		w := get(v, address)
		require.Equal(t, http.StatusGone, w.Code)
		require.Contains(t, w.Body.String(), gc.ErrClosed.Error())
	}
}

// TestEveryoneIsLetGo: a request that waits ends with its client, and with the view.
func TestEveryoneIsLetGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := small(t)
		v := attached(t, h, WithWait(time.Hour))
		start := time.Now()
		ctx, leave := context.WithCancel(t.Context())
		var requests sync.WaitGroup
		requests.Go(func() {
			w := httptest.NewRecorder()
			v.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx))
			require.Equal(t, http.StatusServiceUnavailable, w.Code)
		})
		requests.Go(func() { require.Contains(t, get(v, "/retained").Body.String(), ErrClosed.Error()) })
		synctest.Wait()
		leave()
		synctest.Wait()
		require.Len(t, v.desk.queue, 1)
		require.NoError(t, v.Close())
		requests.Wait()
		require.Zero(t, time.Since(start))
	})
}

// TestOwnerAndBrowsersTogether: the owner works and polls while many look; for the
// race detector.
func TestOwnerAndBrowsersTogether(t *testing.T) {
	v := New(WithWait(time.Minute), WithEvents(100))
	h := gc.New(gc.WithHook(v.Record), gc.WithChecks())
	list := must(h.NewList())
	require.NoError(t, v.Attach(h))
	var browsers sync.WaitGroup
	done := make(chan struct{})
	for _, address := range []string{"/", "/overview.json", "/object?ref=1", "/retained", "/events", "/events.json"} {
		browsers.Go(func() {
			for range 10 {
				w := get(v, address)
				require.Equal(t, http.StatusOK, w.Code, address)
			}
		})
	}
	go func() { browsers.Wait(); close(done) }()
	for {
		select {
		case <-done:
			require.NoError(t, h.Verify())
			return
		default:
			x := must(h.NewInstance(1))
			require.NoError(t, h.Set(x, 0, x))
			require.NoError(t, h.DecRef(x))
			if n := must(h.Size(list)); n < 100 {
				require.NoError(t, h.Append(list, list))
			}
			v.Poll()
		}
	}
}
