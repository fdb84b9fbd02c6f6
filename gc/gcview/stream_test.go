package gcview

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// A reader is a browser that follows the stream.
type reader struct {
	*httptest.ResponseRecorder
	leave func()
	gone  sync.WaitGroup
}

func follow(t *testing.T, v *View, address, lastID string) *reader {
	ctx, leave := context.WithCancel(t.Context())
	r := &reader{ResponseRecorder: httptest.NewRecorder(), leave: leave}
	request := httptest.NewRequest(http.MethodGet, address, nil).WithContext(ctx)
	if lastID != "" {
		request.Header.Set("Last-Event-ID", lastID)
	}
	r.gone.Go(func() { v.ServeHTTP(r, request) })
	synctest.Wait()
	return r
}

// end leaves and returns the messages.
func (r *reader) end(t *testing.T) []excerpt {
	r.leave()
	r.gone.Wait()
	var all []excerpt
	for l := range strings.Lines(r.Body.String()) {
		if data, ok := strings.CutPrefix(l, "data: "); ok {
			var x excerpt
			require.NoError(t, json.Unmarshal([]byte(data), &x))
			all = append(all, x)
		}
	}
	return all
}

func happen(v *View, n int) {
	for i := range n {
		v.Record(gc.Event{Kind: gc.EventCount, Obj: 1, N: i})
	}
}

// pass lets the bubble's time go on.
func pass(d time.Duration) { <-time.After(d); synctest.Wait() }

// TestStream: what happens while somebody follows is told once, in order.
func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := New()
		happen(v, 3) // before
		r := follow(t, v, "/stream", "")
		require.Equal(t, "text/event-stream", r.Header().Get("Content-Type"))
		require.True(t, r.Flushed)
		happen(v, 2)
		pass(streamTick)
		happen(v, 1)
		pass(4 * streamTick)
		got := r.end(t)
		require.Len(t, got, 2)
		require.Equal(t, []line{{3, "count", "count #1 0"}, {4, "count", "count #1 n=1"}}, numbered(got[0].Lines))
		require.EqualValues(t, 6, got[1].Seen)
		require.Contains(t, r.Body.String(), "id: 6\n")
		require.Zero(t, v.events.streams)
	})
}

// numbered is here so that the text of an event without a number reads well above.
func numbered(lines []line) []line {
	for i := range lines {
		if lines[i].Text == "count #1" {
			lines[i].Text += " 0"
		}
	}
	return lines
}

// TestStreamSkips: a message has 200 events at most; the others are counted.
func TestStreamSkips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := New(WithEvents(50))
		r := follow(t, v, "/stream", "")
		happen(v, 1_000_000)
		pass(streamTick)
		require.Less(t, r.Body.Len(), bounded)
		got := r.end(t)
		require.Len(t, got, 1)
		require.Len(t, got[0].Lines, 50)
		require.EqualValues(t, 1_000_000-50, got[0].Skipped)
		require.EqualValues(t, 1_000_000, got[0].Seen)

		v = New()
		happen(v, 1000)
		x := v.events.since(0)
		require.Len(t, x.Lines, mostLines)
		require.EqualValues(t, 1000-mostLines, x.Skipped)
	})
}

// TestStreamResumes: where the browser was, or the page; a number from the future is
// no reason to wait for it.
func TestStreamResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := New()
		happen(v, 10)
		for _, c := range []struct {
			address, id string
			lines       int
		}{
			{"/stream", "7", 3},
			{"/stream?from=4", "", 6},
			{"/stream?from=4", "9", 1},
			{"/stream", "11", 0},
			{"/stream?from=99999999", "y", 0},
		} {
			n := 0
			for _, x := range follow(t, v, c.address, c.id).end(t) {
				n += len(x.Lines)
			}
			require.Equal(t, c.lines, n, c)
		}
	})
}

// TestStreamQuiet: a comment now and then, so that no proxy loses patience.
func TestStreamQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := New()
		r := follow(t, v, "/stream", "")
		pass(2*streamQuiet + streamTick)
		require.Empty(t, r.end(t))
		require.Equal(t, 2, bytes.Count(r.Body.Bytes(), []byte(": quiet\n\n")))
	})
}

// TestStreamsEnd: there are 16 at most, and Close ends them all.
func TestStreamsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := New()
		var all []*reader
		for range mostStreams {
			all = append(all, follow(t, v, "/stream", ""))
		}
		w := get(v, "/stream")
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Contains(t, w.Body.String(), ErrCrowded.Error())
		require.NoError(t, v.Close())
		for _, r := range all {
			r.gone.Wait()
			r.leave()
		}
		require.Zero(t, v.events.streams)
	})
}

// TestRecordAllocatesNothing: the hook is on the owner's path.
func TestRecordAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	v := New()
	e := gc.Event{Kind: gc.EventCount, Obj: 1}
	require.Zero(t, testing.AllocsPerRun(100, func() { v.Record(e); v.Poll() }))
}

// TestStreamOverHTTP: through a real server, which can shut down once the view is closed.
func TestStreamOverHTTP(t *testing.T) {
	v := New()
	server := httptest.NewServer(v)
	defer server.Close()
	answer, err := server.Client().Get(server.URL + "/stream")
	require.NoError(t, err)
	happen(v, 2)
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: ") {
	}
	require.Contains(t, lines.Text(), `"seen":2`)
	require.NoError(t, v.Close())
	for lines.Scan() {
	}
	require.NoError(t, lines.Err())
	require.NoError(t, answer.Body.Close())
}
