package gc_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// programs gives n programs from fixed seeds.
func programs(n, size int, play func(seed uint64, program []byte)) {
	if raceEnabled || testing.Short() {
		n = max(n/10, 1)
	}
	for seed := range uint64(n) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		program := make([]byte, size)
		for i := range program {
			program[i] = byte(rnd.Uint32())
		}
		play(seed, program)
	}
}

// collectors are all there are; generational those that collect what CPython does
// when it does.
var (
	collectors   = []gc.Collector{gc.Candidates, gc.Trial, gc.Marking, gc.Incremental}
	generational = collectors[:2]
)

// Without finalizers the heap does what the model says, step by step.
func TestPropertyModel(t *testing.T) {
	programs(100, 600, func(seed uint64, program []byte) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			for _, c := range generational {
				newMachine(t, slices.Clone(program), false, gc.WithCollector(c)).run(true)
			}
		})
	})
}

// With finalizers and callbacks that do anything at all the heap stays sound, its
// events tell the truth, and no dead handle is ever accepted.
func TestPropertyWild(t *testing.T) {
	programs(300, 600, func(seed uint64, program []byte) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			c := collectors[int(seed)%len(collectors)]
			newMachine(t, program, true, gc.WithCollector(c)).run(true)
		})
	})
}

// Trial deletion and mark and sweep free the same.
func TestPropertyBothCollectorsAgree(t *testing.T) {
	freed := 0
	programs(300, 500, func(seed uint64, program []byte) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			var left [2][]gc.Ref
			var n [2]int
			for i := range 2 {
				mc := newMachine(t, slices.Clone(program), false)
				mc.run(false)
				mc.ok(mc.SetSaveAll(false))
				mc.ok(mc.ClearGarbage())
				if i == 0 {
					n[i] = mc.collect(2)
				} else {
					n[i] = must(mc.MarkSweep())
				}
				for r := range mc.issued {
					if mc.Alive(r) {
						left[i] = append(left[i], r)
					}
				}
				slices.Sort(left[i])
			}
			require.Equal(t, n[0], n[1])
			require.Equal(t, left[0], left[1])
			freed += n[0]
		})
	})
	require.Positive(t, freed, "there was something to free")
}

// Whatever happened: when names and owned references are gone, and a collection
// has run, nothing is left.
func TestPropertyEverythingEnds(t *testing.T) {
	programs(200, 500, func(seed uint64, program []byte) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			mc := newMachine(t, program, true)
			mc.run(false)
			for round := 0; mc.Len() > 0; round++ {
				require.Less(t, round, 100, "finalizers run once, so this ends")
				mc.ok(mc.Disable())
				mc.ok(mc.SetSaveAll(false))
				mc.ok(mc.ClearGarbage())
				mc.ok(mc.Unfreeze())
				for len(mc.frames) > 1 {
					mc.ok(mc.frames[len(mc.frames)-1].Return())
					mc.popFrame()
				}
				for name := range mc.Globals().Names() {
					_ = mc.Globals().Del(name) // a finalizer may have been faster
				}
				for r := range mc.issued {
					for mc.DecRef(r) == nil {
					}
				}
				mc.collect(2)
			}
		})
	})
}
