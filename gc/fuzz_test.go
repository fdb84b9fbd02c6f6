package gc_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func seedPrograms(f *testing.F) {
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		program := make([]byte, 100+10*seed)
		for i := range program {
			program[i] = byte(rnd.Uint32())
		}
		f.Add(program)
	}
}

// maxProgram keeps a single run short.
const maxProgram = 600

// FuzzHeap holds the heap against the model.
func FuzzHeap(f *testing.F) {
	seedPrograms(f)
	f.Fuzz(func(t *testing.T, program []byte) {
		for _, c := range generational {
			newMachine(t, slices.Clone(program[:min(len(program), maxProgram)]), false, gc.WithCollector(c)).run(true)
		}
	})
}

// FuzzWild lets finalizers and callbacks do anything.
func FuzzWild(f *testing.F) {
	seedPrograms(f)
	f.Fuzz(func(t *testing.T, program []byte) {
		for _, c := range collectors {
			newMachine(t, slices.Clone(program[:min(len(program), maxProgram)]), true, gc.WithCollector(c)).run(true)
		}
	})
}

// FuzzCollectors holds trial deletion against mark and sweep.
func FuzzCollectors(f *testing.F) {
	seedPrograms(f)
	f.Fuzz(func(t *testing.T, program []byte) {
		program = program[:min(len(program), maxProgram)]
		trial := newMachine(t, slices.Clone(program), false)
		sweep := newMachine(t, slices.Clone(program), false)
		trial.run(false)
		sweep.run(false)
		require.Equal(t, trial.collect(2), must(sweep.MarkSweep()))
		require.Equal(t, trial.Len(), sweep.Len())
		for r := range trial.issued {
			require.Equal(t, trial.Alive(r), sweep.Alive(r), r)
		}
	})
}
