package iterators_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

func TestTracker(t *testing.T) {
	var tracker iterators.Tracker
	require.Empty(t, tracker.Live())
	states := func() []iterators.GeneratorState {
		var list []iterators.GeneratorState
		for _, g := range tracker.Live() {
			require.Equal(t, "tracker_test.go", filepath.Base(g.File))
			require.NotZero(t, g.Line)
			list = append(list, g.State)
		}
		return list
	}
	a := iterators.NewGenerator(echo, iterators.TrackedBy(&tracker))
	b := iterators.Generate(func(yield func(int) error) error {
		require.Equal(t, []iterators.GeneratorState{iterators.Suspended, iterators.Running}, states())
		return yield(1)
	}, iterators.TrackedBy(&tracker))
	require.Equal(t, []iterators.GeneratorState{iterators.Created, iterators.Created}, states())
	lines := tracker.Live()
	require.Equal(t, lines[0].Line+1, lines[1].Line)
	_, _ = a.Next()
	_, _ = b.Next()
	require.Equal(t, []iterators.GeneratorState{iterators.Suspended, iterators.Suspended}, states())
	_, _ = a.Close()
	require.Equal(t, []iterators.GeneratorState{iterators.Suspended}, states())
	for range b.All() {
	}
	require.Empty(t, states())

	child := iterators.NewGenerator(echo, iterators.TrackedBy(&tracker))
	parent := iterators.NewGenerator(func(y *intsIn) (string, error) { return iterators.YieldFrom(y, child) })
	_, _ = parent.Next()
	require.Equal(t, []iterators.GeneratorState{iterators.Suspended}, states(), "as its parent")
	_, _ = parent.Close()
	require.Empty(t, states())

	shut := iterators.NewGenerator(echo, iterators.TrackedBy(&tracker))
	_, _ = shut.Close()
	bad := iterators.NewGenerator(func(*intsIn) (string, error) { panic("boom") }, iterators.TrackedBy(&tracker))
	require.Panics(t, func() { _, _ = bad.Next() })
	require.Empty(t, states())
	require.PanicsWithValue(t, "iterators.TrackedBy: nil tracker", func() { iterators.TrackedBy(nil) })
}

func TestTrackerConcurrent(t *testing.T) {
	var tracker iterators.Tracker
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 100 {
				g := iterators.NewGenerator(echo, iterators.TrackedBy(&tracker))
				_, _ = g.Next()
				_ = fmt.Sprint(tracker.Live())
				_, _ = g.Send(2)
				_, _ = g.Close()
			}
		})
	}
	wg.Wait()
	require.Empty(t, tracker.Live())
}

// eventLog is a hook that writes events down as "kind value error".
func eventLog(log *[]string) iterators.GeneratorOption {
	return iterators.WatchedBy(func(e iterators.GeneratorEvent) {
		line := e.Kind.String()
		if e.Value != nil {
			line += fmt.Sprint(" ", e.Value)
		}
		if e.Err != nil {
			line += fmt.Sprint(" ", e.Err)
		}
		*log = append(*log, line)
	})
}

func TestWatchedBy(t *testing.T) {
	body := func(y *intsIn) (string, error) {
		_, err := y.Yield(1)
		if err == nil {
			_, err = y.Yield(2)
		}
		return "end", err
	}
	exit := iterators.ErrExit.Error()
	for _, tt := range []struct {
		name string
		ask  func(*ints)
		want []string
	}{
		{"close at once", func(g *ints) { _, _ = g.Close() }, []string{"closed"}},
		{"throw at once", func(g *ints) { _, _ = g.Throw(errBoom) }, []string{"closed"}},
		{
			"next", func(g *ints) { _, _ = g.Next(); _, _ = g.Send(5); _, _ = g.Next(); _, _ = g.Next() },
			[]string{"resumed", "yielded 1", "sent 5", "yielded 2", "resumed", "returned end", "closed"},
		},
		{
			"throw", func(g *ints) { _, _ = g.Next(); _, _ = g.Throw(errBoom) },
			[]string{"resumed", "yielded 1", "thrown boom", "raised boom", "closed"},
		},
		{
			"close", func(g *ints) { _, _ = g.Next(); _, _ = g.Close(); _, _ = g.Close() },
			[]string{"resumed", "yielded 1", "thrown " + exit, "raised " + exit, "closed"},
		},
		{
			"loop", drain,
			[]string{"resumed", "yielded 1", "resumed", "yielded 2", "resumed", "returned end", "closed"},
		},
		{"loop left", func(g *ints) {
			for range g.All() {
				break
			}
		}, []string{"resumed", "yielded 1", "thrown " + exit, "raised " + exit, "closed"}},
		{"within a loop", func(g *ints) {
			drain(iterators.NewGenerator(func(y *intsIn) (string, error) { return iterators.YieldFrom(y, g) }))
		}, []string{"delegated", "yielded 1", "resumed", "yielded 2", "resumed", "returned end", "closed"}},
		{"within another", func(g *ints) {
			outer := iterators.NewGenerator(func(y *intsIn) (string, error) { return iterators.YieldFrom(y, g) })
			_, _ = outer.Next()
			_, _ = outer.Send(5)
			_, _ = outer.Close()
		}, []string{"delegated", "yielded 1", "sent 5", "yielded 2", "thrown " + exit, "raised " + exit, "closed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log []string
			g := iterators.NewGenerator(body, eventLog(&log))
			tt.ask(g)
			require.Equal(t, slices.Concat([]string{"created"}, tt.want), log)
		})
	}
	require.Equal(t, "unknown", iterators.GeneratorEventKind(99).String())
	require.Equal(t, "unknown", iterators.GeneratorState(9).String())
}
