package lesson

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

// TestCountSteps: in no order do coroutines lose an increment; goroutines do in some and
// not in others, and each step follows from those before.
func TestCountSteps(t *testing.T) {
	lost := map[bool]int{}
	for seed := range uint64(200) {
		for _, kind := range stepped {
			c := &count{kind: kind, chance: rand.New(rand.NewPCG(seed, 0))}
			ticks := c.run()
			counter, seen, writes := 0, map[string]int{}, 0
			for _, tick := range ticks {
				switch tick.Kind {
				case tickRead:
					require.Equal(t, counter, tick.Seen)
					seen[tick.Unit] = counter
				case tickWrite:
					counter = seen[tick.Unit] + 1
					writes++
				}
				require.Equal(t, counter, tick.Counter, "seed %d", seed)
			}
			require.Equal(t, 2*increments, writes)
			end := ticks[len(ticks)-1]
			require.Equal(t, counter != writes, end.Lost)
			if kind == concurrency.KindCoroutine {
				require.False(t, end.Lost, "seed %d", seed)
			} else {
				lost[end.Lost]++
			}
		}
	}
	require.Positive(t, lost[true])
	require.Positive(t, lost[false])
}

// TestCounterReal: the same at their own speed, by the real instrument.
func TestCounterReal(t *testing.T) {
	tape, err := (&counterPlan{}).record(t.Context(), run{seed: 1, tools: measuring()})
	require.NoError(t, err)
	detected := "needs go run -race"
	if detector {
		detected = "WARNING: DATA RACE"
	}
	n := tape.Len()
	if runtime.GOMAXPROCS(0) > 1 {
		require.Equal(t, "4 threads all at once: lost updates: yes; race detector: "+detected, tape.Line(n-2))
		require.Equal(t, "4 goroutines all at once: lost updates: yes; race detector: "+detected, tape.Line(n-1))
	}
	if detector {
		detected = "silent"
	}
	require.Equal(t, "4 coroutines all at once: lost updates: no; race detector: "+detected, tape.Line(n))
}
