package gc_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// silentMachine is a wild machine whose heap has no hook, and so may go the
// shorter ways.
func silentMachine(t testing.TB, program []byte, opts ...gc.Option) *machine {
	mc := &machine{
		lab:     &lab{t: t, fold: newFold(), Heap: gc.New(append(opts, gc.WithoutAutomatic())...)},
		program: program, issued: map[gc.Ref]bool{}, dead: map[gc.Ref]bool{},
	}
	mc.frames = []*gc.Frame{mc.Globals()}
	must(mc.Observe(mc.watch))
	return mc
}

// state is all a program can see of a heap without changing it.
func state(mc *machine) string {
	var s strings.Builder
	s.WriteString(fmt.Sprintln(mc.Len(), mc.Stats(), mc.last, mc.Frozen()))
	s.WriteString(fmt.Sprintln(mc.Counts()))
	for l := gc.Untracked; l <= gc.Calling; l++ {
		s.WriteString(fmt.Sprintln(l, slices.Collect(mc.Objects(l))))
	}
	s.WriteString(fmt.Sprintln("garbage", slices.Collect(mc.Garbage())))
	for _, r := range slices.Sorted(maps.Keys(mc.issued)) {
		if d, known := mc.DeathOf(r); known {
			s.WriteString(fmt.Sprintln(d))
		}
	}
	return s.String()
}

// A heap that nobody watches looks, after every operation, like one that is
// watched: lists, their order, deaths, handles given out, statistics.
func TestSilentCollectionsEqualTold(t *testing.T) {
	programs(150, 600, func(seed uint64, program []byte) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) { playSilentAndTold(t, program) })
	})
}

// FuzzSilent looks for a program that tells a watched heap from one that is not.
func FuzzSilent(f *testing.F) {
	seedPrograms(f)
	f.Fuzz(func(t *testing.T, program []byte) {
		playSilentAndTold(t, program[:min(len(program), maxProgram)])
	})
}

func playSilentAndTold(t *testing.T, program []byte) {
	for _, c := range collectors {
		sameSilentAndTold(t, program, gc.WithCollector(c))
	}
}

func sameSilentAndTold(t *testing.T, program []byte, c gc.Option) {
	told, silent := newMachine(t, slices.Clone(program), true, c), silentMachine(t, slices.Clone(program), c)
	for len(told.program) > 0 {
		told.operation()
		silent.operation()
		require.Equal(t, told.refs, silent.refs, told.step)
		require.Equal(t, state(told), state(silent), told.step)
	}
	require.Empty(t, silent.program)
	require.NoError(t, silent.Verify())
	require.NoError(t, silent.Close())
}
