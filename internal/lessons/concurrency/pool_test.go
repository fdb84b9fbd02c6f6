package lesson

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/show"
)

// TestPoolPlays: whichever task's worker is killed, in whatever pool, the story is the same
// twice, one worker is killed, and each task is done once, or reported once.
func TestPoolPlays(t *testing.T) {
	defer goleak.VerifyNone(t)
	chance := rand.New(rand.NewPCG(1, 0))
	for range 12 {
		p := &poolPlan{Workers: 1 + chance.IntN(3), Retry: chance.IntN(2)}
		for i := range 1 + chance.IntN(6) {
			p.Tasks = append(p.Tasks, fmt.Sprintf("t%d", i))
		}
		require.NoError(t, p.check())
		victim := p.Tasks[chance.IntN(len(p.Tasks))]
		var shifts, again []Shift
		require.NoError(t, p.play(t.Context(), victim, func(s Shift) { shifts = append(shifts, s) }))
		require.NoError(t, p.play(t.Context(), victim, func(s Shift) { again = append(again, s) }))
		require.Equal(t, shifts, again)

		ends, kills := map[string]int{}, 0
		for _, s := range shifts {
			switch s.Kind {
			case shiftDone, shiftLost:
				ends[s.Task]++
				require.Equal(t, s.Kind == shiftLost, p.Retry == 0 && s.Task == victim)
			case shiftKill:
				kills++
				require.Equal(t, victim, s.Task)
			}
		}
		require.Len(t, ends, len(p.Tasks))
		require.Equal(t, 1, kills)
		last := shifts[len(shifts)-1].Now
		require.Equal(t, len(p.Tasks), last.Done)
		require.Equal(t, 1-p.Retry, last.Lost)
		require.Equal(t, p.Retry, last.Retried)
		require.Equal(t, 1, last.Replaced)
	}
}

// TestPoolEnds: a run that is no longer wanted ends with its reason, whenever that is, and
// leaves nobody behind.
func TestPoolEnds(t *testing.T) {
	defer goleak.VerifyNone(t)
	enough := errors.New("enough")
	p := &poolPlan{Workers: 2, Tasks: []string{"a", "b", "c", "d"}}
	for at := range 12 {
		ctx, cancel := context.WithCancelCause(t.Context())
		said := 0
		err := p.play(ctx, "c", func(Shift) {
			if said++; said > at {
				cancel(enough)
			}
		})
		require.Error(t, err, "after %d steps", at)
		_, err = p.record(ctx, run{seed: 1})
		require.ErrorIs(t, err, enough)
	}
}

// TestSeeds: the seed chooses the task whose worker is killed, and the order in which the
// tasks of a loop are made; 1 is as the program has it.
func TestSeeds(t *testing.T) {
	for program, names := range map[string][]string{
		`{"kind":"loop","tasks":[{"name":"a"},{"name":"b"},{"name":"c"}]}`: {"main makes a", "main makes b", "main makes c"},
		`{"kind":"pool","workers":1,"tasks":["a","b","c"]}`:                {"is killed, at task a", "is killed, at task b", "is killed, at task c"},
	} {
		first := map[string]int{}
		for seed := range uint64(20) {
			tape, err := Choose(t.Context(), show.Choice{Program: []byte(program), Seed: seed})
			require.NoError(t, err)
			for step := 1; step <= tape.Len(); step++ {
				i := slices.IndexFunc(names, func(n string) bool { return strings.HasSuffix(tape.Line(step), n) })
				if i >= 0 {
					if first[names[i]]++; seed < 2 && names[0] == "main makes a" {
						require.Equal(t, "main makes a", names[i])
					}
					break
				}
			}
		}
		require.Len(t, first, len(names), "each comes first by some seed")
	}
}
