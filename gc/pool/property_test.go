package pool_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc/pool"
)

// never keeps all pages, so that nothing but the rules decides what comes next.
const never = 1 << 30

// TestPymallocRules: over phases of growing and shrinking, each block is given at
// the place where the model of CPython's rules gives it.
func TestPymallocRules(t *testing.T) {
	for name, c := range map[string]struct {
		first, pools int
		opts         []pool.Option
	}{
		"own layout":       {0, 64, []pool.Option{pool.WithReserve(never)}},
		"CPython's layout": {48, 63, []pool.Option{pool.WithReserve(never), pool.WithCPythonLayout()}},
		"Go's memory":      {0, 64, []pool.Option{pool.WithReserve(never), pool.WithSource(pool.GoMemory())}},
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(4) {
				m := newModel(c.first, c.pools)
				a := pool.New(c.opts...)
				playBoth(t, a, m, seed)
				require.NoError(t, a.Close())
			}
		})
	}
}

func playBoth(t *testing.T, a *pool.Allocator, m *model, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	var live []pool.Block
	classes := []int{1, 3, 31, 31, 30, 12}
	for phase := range 12 {
		grow := []float64{.7, .3, .9, .1}[phase%4]
		for step := range 6000 {
			if len(live) == 0 || r.Float64() < grow {
				size := 16*classes[r.IntN(len(classes))] + 1 + r.IntN(16)
				b, _, err := a.Alloc(size)
				require.NoError(t, err)
				if want := m.alloc(size); b != want {
					t.Fatalf("seed %d, phase %d, step %d: %v, the rules say %v", seed, phase, step, b, want)
				}
				live = append(live, b)
				continue
			}
			i := r.IntN(len(live))
			if r.IntN(4) > 0 { // regions die together, so that pools become empty
				i = min(len(live)-1, i/64*64)
			}
			require.NoError(t, a.Free(live[i]))
			m.release(live[i])
			live = append(live[:i], live[i+1:]...)
		}
		s := a.Stats()
		require.Equal(t, m.gone, s.ArenasReclaimed, "seed %d, phase %d", seed, phase)
		inUse := 0
		for _, k := range s.Classes {
			inUse += k.InUse
		}
		require.Equal(t, len(live), inUse)
	}
}

// TestContents: whatever happens, a block in use keeps what was written to it,
// no two blocks share a byte, and pages that go back are no one's. The reserve is
// none, so that they go at once.
func TestContents(t *testing.T) {
	for name, opts := range map[string][]pool.Option{
		"pages go at once": {pool.WithReserve(0)},
		"default":          nil,
		"Go's memory":      {pool.WithSource(pool.GoMemory())},
		"scribbled":        {pool.WithReserve(0), pool.WithSource(scribbler{pool.GoMemory()})},
		"checked":          {pool.WithChecks(1 << 16)},
	} {
		t.Run(name, func(t *testing.T) {
			a := pool.New(opts...)
			r := rand.New(rand.NewPCG(7, 7))
			type block struct {
				b     pool.Block
				n     int
				stamp byte
			}
			var live []block
			for step := range 60_000 {
				grow := .8
				if step/10_000%2 == 1 {
					grow = .15
				}
				if len(live) == 0 || r.Float64() < grow {
					n := 1 + r.IntN(512)
					if r.IntN(200) == 0 {
						n = 513 + r.IntN(20_000)
					}
					b, mem, err := a.Alloc(n)
					require.NoError(t, err)
					x := block{b, n, byte(step)}
					require.Equal(t, mem, a.Bytes(b))
					require.Equal(t, len(mem), cap(mem))
					require.GreaterOrEqual(t, len(mem), n)
					for i := range mem[:n] {
						mem[i] = x.stamp
					}
					live = append(live, x)
					continue
				}
				i := r.IntN(len(live))
				x := live[i]
				for at, c := range a.Bytes(x.b)[:x.n] {
					if c != x.stamp {
						t.Fatalf("step %d: %v has %d at %d, not %d", step, x.b, c, at, x.stamp)
					}
				}
				require.NoError(t, a.Free(x.b))
				require.Nil(t, a.Bytes(x.b))
				live[i] = live[len(live)-1]
				live = live[:len(live)-1]
				if step%9_000 == 0 {
					a.Trim()
				}
			}
			require.NoError(t, a.Check())
			for _, x := range live {
				require.NoError(t, a.Free(x.b), fmt.Sprint(x))
			}
			require.NoError(t, a.Close())
		})
	}
}

// scribbler is a Source whose pages have rubbish after they went back.
type scribbler struct{ pool.Source }

func (scribbler) Discard(part []byte) error {
	for i := range part {
		part[i] = 0xee
	}
	return nil
}
