package loop_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/concurrency/loop"
)

// Calls come by their time, equal ones as they were set, and not at all when they were
// taken back, be it in the very round.
func TestCallLater(t *testing.T) {
	l := loop.New(loop.Virtual(start))
	var got []string
	call := func(name string) func() {
		return func() { got = append(got, name+" "+l.Now().Sub(start).String()) }
	}
	var kept func() bool
	_, err := loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
		var second func() bool
		l.CallLater(2*time.Second, call("c"))
		l.CallAt(start.Add(time.Second), func() { call("a")(); require.True(t, second()) })
		second = l.CallLater(time.Second, call("never"))
		l.CallLater(time.Second, call("b"))
		never := l.CallLater(time.Millisecond, call("never"))
		require.True(t, never())
		require.False(t, never())
		l.CallLater(-time.Second, call("at once"))
		l.CallAt(start.Add(-time.Hour), call("long ago"))
		kept = l.CallLater(time.Hour, call("never"))
		return 0, loop.Sleep(ctx, 2*time.Second)
	})
	require.NoError(t, err)
	require.Equal(t, []string{"long ago 0s", "at once 0s", "a 1s", "b 1s", "c 2s"}, got)
	require.True(t, kept())
	_, err = loop.Run(t.Context(), l, func(ctx context.Context) (int, error) { return 0, loop.Sleep(ctx, 2*time.Hour) })
	require.NoError(t, err)
	require.Len(t, got, 5, "the end of a run drops them")

	_, err = loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
		l.CallLater(time.Second, func() { panic("called") })
		return 0, loop.Sleep(ctx, time.Hour)
	})
	require.ErrorContains(t, err, "concurrency: a called function panicked: called")
	require.PanicsWithValue(t, "loop.CallLater: the loop is not running", func() { l.CallLater(0, func() {}) })
	require.PanicsWithValue(t, "loop.CallAt: nil function", func() { l.CallAt(start, nil) })
	require.PanicsWithValue(t, "loop.CallSoon: nil function", func() { l.CallSoon(nil) })
	require.Error(t, l.CallSoonThreadsafe(nil))
}

// Tasks of one name are told apart in the trace and where they wait for ever.
func TestSameName(t *testing.T) {
	var ids []int
	err := play(t, func(ctx context.Context) error {
		e := loop.NewEvent("e")
		for range 2 {
			task(ctx, "twin", e.Wait)
		}
		return e.Wait(ctx)
	}, loop.Trace(func(e loop.TraceEvent) {
		if e.Kind == loop.TaskCreated && e.Task == "twin" {
			require.Equal(t, 1, e.ByID)
			ids = append(ids, e.ID)
		}
	}))
	require.Equal(t, []int{2, 3}, ids)
	require.ErrorContains(t, err, "deadlock: main waits for event e; twin#2 waits for event e; twin#3 waits for event e")
	dead := new(loop.DeadlockError)
	require.ErrorAs(t, err, &dead)
	require.True(t, slices.ContainsFunc(dead.Tasks, func(b loop.Blocked) bool { return b.ID == 3 }))
}
