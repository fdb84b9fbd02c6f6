package pool_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc/pool"
)

// TestCPython plays the traces that internal/conform/record/gc_pool.py played on
// CPython 3.11: every block lies at the same place, pools counted in the order they
// are first met, and every thousand operations the same pools are used, full and
// mapped.
func TestCPython(t *testing.T) {
	file, err := os.Open("testdata/cpython.jsonl")
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	traces := 0
	for ; lines.Scan(); traces++ {
		var r recorded
		require.NoError(t, json.Unmarshal(lines.Bytes(), &r))
		playRecorded(t, &r)
	}
	require.NoError(t, lines.Err())
	require.Equal(t, 2, traces)
}

type recorded struct {
	Seed            uint32
	Ops, Live, Step int
	Sizes           []int
	Marks           []mark
	g               uint32
	hash            uint32
	pools           map[pool.Block]uint32
}

type mark struct {
	Hash              uint32
	Classes           [][3]int // pools, in use, available
	Mapped, Reclaimed int
}

func (r *recorded) below(n int) int {
	r.g = r.g*1664525 + 1013904223
	return int(uint64(r.g) * uint64(n) >> 32)
}

// met hashes the place of a block.
func (r *recorded) met(b pool.Block) {
	p, known := r.pools[b>>10]
	if !known {
		p = uint32(len(r.pools))
		r.pools[b>>10] = p
	}
	place := p<<14 | uint32(b.Offset())
	for shift := 0; shift < 32; shift += 8 {
		r.hash = (r.hash ^ place>>shift&255) * 16777619
	}
}

func playRecorded(t *testing.T, r *recorded) {
	t.Helper()
	r.g, r.hash, r.pools = r.Seed, 2166136261, map[pool.Block]uint32{}
	a := pool.New(pool.WithCPythonLayout(), pool.WithReserve(never))
	var slots []pool.Block
	for op := range r.Ops {
		grow := []int{70, 25, 90, 5}[op*8/r.Ops%4]
		r.g = r.g*1664525 + 1013904223
		if len(slots) == 0 || len(slots) < r.Live && int(uint64(r.g)*100>>32) < grow {
			b, _ := alloc(t, a, r.Sizes[r.below(len(r.Sizes))])
			r.met(b)
			slots = append(slots, b)
		} else {
			i := r.below(len(slots))
			require.NoError(t, a.Free(slots[i]))
			slots[i] = slots[len(slots)-1]
			slots = slots[:len(slots)-1]
		}
		if op%r.Step != r.Step-1 {
			continue
		}
		s := a.Stats()
		got := mark{Hash: r.hash, Mapped: s.ArenasMapped, Reclaimed: s.ArenasReclaimed}
		for _, size := range r.Sizes {
			k := s.Classes[pool.ClassOf(size)]
			got.Classes = append(got.Classes, [3]int{k.Pools, k.InUse, k.Available})
		}
		require.Equal(t, r.Marks[op/r.Step], got, "trace %d, after operation %d", r.Seed, op)
	}
	require.NoError(t, a.Close())
}
