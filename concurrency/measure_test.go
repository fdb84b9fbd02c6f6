package concurrency_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

// A process has memory of its own; the others share theirs.
func TestSharing(t *testing.T) {
	for _, kind := range concurrency.Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			got, err := concurrency.MeasureSharing(t.Context(), kind, 42)
			require.NoError(t, err)
			require.Equal(t, int64(42), got.Inside, "the unit sees what it wrote")
			require.Equal(t, kind != concurrency.KindProcess, got.Shared)
			if !got.Shared {
				require.Equal(t, ^int64(42), got.Seen)
			}
		})
	}
}

// Who survives: a panic of the work stops at the unit, as that recovers it. What
// cannot be recovered takes the whole process along, and a process only itself.
func TestWhoSurvives(t *testing.T) {
	messages := map[concurrency.Crash]string{
		concurrency.NilDereference: "nil pointer dereference",
		concurrency.PanicElsewhere: "nobody recovers this",
		concurrency.MapRace:        "concurrent map writes",
		concurrency.StackOverflow:  "stack overflow",
	}
	for _, crash := range concurrency.Crashes() {
		for _, kind := range concurrency.Kinds() {
			t.Run(crash.String()+" in a "+kind.String(), func(t *testing.T) {
				got, err := concurrency.MeasureCrash(t.Context(), kind, crash)
				require.NoError(t, err)
				survives := kind == concurrency.KindProcess || crash == concurrency.NilDereference
				require.Equal(t, survives, got.Starter, got.Log)
				require.Equal(t, survives, got.Sibling, got.Log)
				require.Contains(t, got.Told+got.Log, messages[crash])
				if survives {
					require.NotEmpty(t, got.Told)
				} else {
					require.Equal(t, 2, got.Exit.Code)
					require.NotEmpty(t, got.Exit.Panic)
				}
			})
		}
	}
}

// Coroutines need no lock between two suspensions; what runs in parallel does.
func TestCounter(t *testing.T) {
	got, err := concurrency.MeasureCounter(t.Context(), concurrency.KindCoroutine, 4, 1000, 1)
	require.NoError(t, err)
	require.Equal(t, 4000, got.Want)
	require.Equal(t, 4000, got.Got)
	require.False(t, got.Raced, got.Report)

	for _, kind := range []concurrency.Kind{concurrency.KindThread, concurrency.KindGoroutine} {
		got, err = concurrency.MeasureCounter(t.Context(), kind, 4, 5000, 1000)
		require.NoError(t, err)
		require.Equal(t, raceEnabled, got.Raced, "the detector's report is there if the detector is")
		if runtime.GOMAXPROCS(0) > 1 {
			require.Less(t, got.Got, got.Want, "increments are lost")
		}
	}
	_, err = concurrency.MeasureCounter(t.Context(), concurrency.KindProcess, 1, 1, 1)
	require.EqualError(t, err, "concurrency: measuring a counter: a process shares no variable")
}

func TestCosts(t *testing.T) {
	for _, kind := range concurrency.Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			const n = 3
			for _, measure := range []func(context.Context, concurrency.Kind, int) (concurrency.Cost, error){
				concurrency.MeasureCreation, concurrency.MeasureSwitch,
			} {
				cost, err := measure(t.Context(), kind, n)
				require.NoError(t, err)
				require.Equal(t, n, cost.N)
				require.Equal(t, cost.Total/n, cost.Each())
				t.Log(cost.Each())
			}
			m, err := concurrency.MeasureMemory(t.Context(), kind, 20)
			if errors.Is(err, errors.ErrUnsupported) {
				t.Skip(err)
			}
			require.NoError(t, err)
			t.Logf("%+v", m)
			if kind == concurrency.KindProcess {
				require.Positive(t, m.PSS)
				require.LessOrEqual(t, m.PSS, m.RSS)
			} else {
				require.Positive(t, m.Go)
			}
			if runtime.GOOS == "linux" && kind == concurrency.KindThread {
				require.GreaterOrEqual(t, m.Threads, int64(900), "a thread is one of the system's")
			}
		})
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errBoom)
	_, err := concurrency.MeasureCreation(ctx, concurrency.KindGoroutine, 1)
	require.ErrorIs(t, err, errBoom)
	_, err = concurrency.MeasureSwitch(t.Context(), 9, 1)
	require.Error(t, err)
	_, err = concurrency.MeasureMemory(t.Context(), concurrency.KindGoroutine, 0)
	require.Error(t, err)
	_, err = concurrency.MeasureCrash(t.Context(), 9, 0)
	require.Error(t, err)
	_, err = concurrency.MeasureCrash(ctx, concurrency.KindGoroutine, 0)
	require.ErrorIs(t, err, errBoom)
	_, err = concurrency.MeasureSharing(ctx, concurrency.KindGoroutine, 0)
	require.ErrorIs(t, err, errBoom)
	require.Equal(t, "unknown", concurrency.Crash(9).String())
}
