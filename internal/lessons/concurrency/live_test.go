package lesson

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
	"underhood/internal/show"
)

const (
	never = time.Minute
	tick  = 10 * time.Millisecond
)

// now is the last picture in words.
func now(s show.Source) string {
	tape := s.Tape()
	return show.Text(tape.Scene(tape.Len()))
}

// TestWatch: the table fills while it is watched, a cell that is being measured says so,
// and it is filled again when that is wanted.
func TestWatch(t *testing.T) {
	tools := steady()
	asked, answer := make(chan struct{}), make(chan struct{})
	memory := tools.memory
	tools.memory = func(ctx context.Context, kind concurrency.Kind, n int) (concurrency.Memory, error) {
		for _, turn := range []chan struct{}{asked, answer} {
			select {
			case turn <- struct{}{}:
			case <-ctx.Done():
				return concurrency.Memory{}, ctx.Err()
			}
		}
		return memory(ctx, kind, n)
	}
	lab := newLab(t.Context(), tools, quick)
	defer func() { require.NoError(t, lab.Close()) }()
	require.Equal(t, []show.Key{{Name: "m", Does: "measure again"}}, lab.Keys())
	lab.Press("x")
	for pass := range 2 {
		for range concurrency.Kinds() {
			<-asked
			require.Contains(t, now(lab), "memory ...")
			if pass == 0 {
				lab.Press("m") // once is as good as four times
			}
			<-answer
		}
	}
	require.Eventually(t, func() bool {
		tape := lab.Tape()
		return tape.Line(tape.Len()) == "measured 2 times; m measures again"
	}, never, tick)
	require.Contains(t, now(lab), "unit process, create 2.17ms, switch 6.73µs, memory 1.6 MiB, data its own, lock no use, crash ends itself\n")
	tape := lab.Tape()
	require.Equal(t, "concurrency, live", tape.Title())
	_, err := tape.JSON(tape.Len())
	require.NoError(t, err)
}

// TestWatchKeepsLittle: what the tail lets go stays in the table.
func TestWatchKeepsLittle(t *testing.T) {
	l := newLab(t.Context(), steady(), quick)
	require.NoError(t, l.Close())
	l.say(Finding{Kind: findingMeasured, Unit: "process", Column: "create", Found: "first"})
	for range kept + 1 {
		l.say(Finding{Kind: findingMeasured, Unit: "thread", Column: "create", Found: "later"})
	}
	require.Equal(t, kept, l.Tape().Len())
	require.Contains(t, now(l), "unit process, create first")
}

// TestWatchFails: what cannot be measured is said, and can be tried again.
func TestWatchFails(t *testing.T) {
	tools := steady()
	tools.sharing = func(context.Context, concurrency.Kind, int64) (concurrency.Sharing, error) {
		return concurrency.Sharing{}, errors.New("no more processes")
	}
	l := newLab(t.Context(), tools, quick)
	require.Eventually(t, func() bool {
		tape := l.Tape()
		return tape.Line(tape.Len()) == "no more processes; m measures again"
	}, never, tick)
	require.NoError(t, l.Close())
}

// TestWatchCloses: who has seen enough does not wait for the end of the table, and no
// process is left.
func TestWatchCloses(t *testing.T) {
	source, err := Watch(t.Context())
	require.NoError(t, err)
	require.Eventually(t, func() bool { return source.Tape().Len() > 0 }, never, tick)
	require.NoError(t, source.Close())
}
