package lesson

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

// steady is an instrument whose figures are always those of one machine at one moment, so
// that a story with figures can be compared. Who shares memory and who dies is
// measured, as that is the same everywhere.
func steady() instrument {
	s := measuring()
	s.detector = true
	s.creation = func(_ context.Context, kind concurrency.Kind, n int) (concurrency.Cost, error) {
		each := []time.Duration{2_170_255, 40_849, 1_412, 4_016}[kind]
		return concurrency.Cost{Kind: kind, N: n, Total: each * time.Duration(n)}, nil
	}
	s.switches = func(_ context.Context, kind concurrency.Kind, n int) (concurrency.Cost, error) {
		each := []time.Duration{6_734, 21_869, 500, 145}[kind]
		return concurrency.Cost{Kind: kind, N: n, Total: each * time.Duration(n)}, nil
	}
	s.memory = func(_ context.Context, kind concurrency.Kind, n int) (concurrency.Memory, error) {
		m := []concurrency.Memory{{RSS: 7_762_327, PSS: 1_661_027}, {RSS: 34_816, Go: 48_010, Threads: 1100}, {Go: 4_910}, {Go: 920}}[kind]
		m.Kind, m.N = kind, n
		return m, nil
	}
	s.counter = func(_ context.Context, kind concurrency.Kind, units, n, _ int) (concurrency.Count, error) {
		c := concurrency.Count{Kind: kind, Want: units * n, Got: units * n, Rounds: 1}
		if kind != concurrency.KindCoroutine {
			c.Got, c.Raced, c.Report = c.Want-59, true, `WARNING: DATA RACE
Write at 0x000000b90e78 by goroutine 10:
  underhood/concurrency.countOnce.func1()
      concurrency/measure_counter.go:74 +0x8d

Previous write at 0x000000b90e78 by goroutine 13:
  underhood/concurrency.countOnce.func1()
      concurrency/measure_counter.go:74 +0x8d
`
		}
		return c, nil
	}
	return s
}

// TestFillReal: the table by the real instrument, on whatever machine this is.
func TestFillReal(t *testing.T) {
	found := map[string]string{}
	require.NoError(t, quick.fill(t.Context(), measuring(), func(f Finding) {
		found[f.Unit+" "+f.Column] = f.Found
		if f.Kind == findingMeasured {
			require.NotEmpty(t, f.Found, "%+v", f)
		}
		if f.Kind == findingMeasured && (f.Column == "create" || f.Column == "switch") {
			require.Positive(t, f.Nanos)
		}
	}))
	require.Len(t, found, len(columns)*len(concurrency.Kinds()))
	require.Equal(t, "its own", found["process data"])
	require.Equal(t, "shared", found["thread data"])
	require.Equal(t, "itself", found["process crash ends"])
	require.Equal(t, "its process", found["goroutine crash ends"])
}

// TestFillFails: what cannot be measured ends the table with its error, except where the
// system tells no memory.
func TestFillFails(t *testing.T) {
	tools := steady()
	tools.memory = func(context.Context, concurrency.Kind, int) (concurrency.Memory, error) {
		return concurrency.Memory{}, fmt.Errorf("/proc: %w", errors.ErrUnsupported)
	}
	var last Finding
	require.NoError(t, quick.fill(t.Context(), tools, func(f Finding) {
		if f.Column == "memory" {
			last = f
		}
	}))
	require.Equal(t, "coroutine, memory: untold", last.line())

	tools.counter = func(_ context.Context, kind concurrency.Kind, units, n, _ int) (concurrency.Count, error) {
		return concurrency.Count{Kind: kind, Want: units * n, Got: 1}, nil
	}
	require.ErrorContains(t, quick.fill(t.Context(), tools, func(Finding) {}), "coroutines counted 1 of 20000")
}

// TestFigures: times and sizes are written so that the table has room for them.
func TestFigures(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 145: "145ns", 6_734: "6.73µs", 21_869: "21.9µs", 2_170_255: "2.17ms", 999_999: "1ms", 12_345_678_901: "12.3s",
	} {
		require.Equal(t, want, short(d))
	}
	for n, want := range map[int64]string{0: "0 B", 920: "920 B", 4_910: "4.8 KiB", 1_661_027: "1.6 MiB"} {
		require.Equal(t, want, size(n))
	}
}
