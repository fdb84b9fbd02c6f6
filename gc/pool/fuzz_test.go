package pool_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc/pool"
)

// FuzzChecks plays a program of gives, frees and misuse, two bytes an operation.
// With checks each misuse is found, by its kind and block, and nothing else is.
func FuzzChecks(f *testing.F) {
	f.Add([]byte{0, 1, 0, 40, 1, 0, 2, 0, 3, 0, 4, 0, 5, 9})
	f.Add([]byte{0, 255, 4, 0, 1, 0, 0, 255, 3, 0, 1, 1, 6, 3, 0, 7, 1, 0, 3, 0, 7, 0})
	f.Fuzz(func(t *testing.T, program []byte) {
		a := pool.New(pool.WithChecks(1<<30), pool.WithLimit(64<<20), pool.WithReserve(0))
		type block struct {
			b    pool.Block
			mem  []byte // to its very end
			n    int
			dead bool
		}
		var all []*block
		damaged := map[pool.Block]error{}
		for ; len(program) >= 2; program = program[2:] {
			arg := int(program[1])
			if program[0]%7 == 0 || len(all) == 0 {
				n := arg
				if arg >= 250 {
					n = arg * 17
				}
				b, mem, err := a.Alloc(n)
				require.NoError(t, err)
				all = append(all, &block{b: b, mem: mem, n: n})
				continue
			}
			x := all[arg%len(all)]
			switch program[0] % 7 {
			case 1, 2:
				err := a.Free(x.b)
				switch {
				case x.dead:
					require.ErrorIs(t, err, pool.ErrDoubleFree)
				case damaged[x.b] != nil:
					require.ErrorIs(t, err, pool.ErrOverrun)
				default:
					require.NoError(t, err)
					x.dead = true
				}
			case 3: // written after it was freed
				if x.dead && x.n > 0 {
					x.mem[arg%x.n] = byte(arg)
					if arg%256 != 0xdd {
						damaged[x.b] = pool.ErrUseAfterFree
					}
				}
			case 4: // past its end
				if !x.dead {
					past := pool.Past(x.mem, x.n)
					was := *past
					*past = byte(arg)
					if was != byte(arg) {
						damaged[x.b] = pool.ErrOverrun
					}
					if byte(arg) == 0xfb {
						delete(damaged, x.b)
					}
				}
			case 5:
				if wrong := x.b ^ pool.Block(1+arg)<<20; wrong != pool.Nil {
					require.ErrorIs(t, a.Free(wrong), pool.ErrForeign)
				}
			case 6:
				a.Trim()
			}
			err := a.Check()
			if len(damaged) == 0 {
				require.NoError(t, err)
				continue
			}
			var wrong *pool.MisuseError
			require.ErrorAs(t, err, &wrong)
			require.ErrorIs(t, err, damaged[wrong.Block])
		}
		require.NoError(t, a.Close())
	})
}

// FuzzBlocks gives Free and Bytes any number: what is in use is told from what is
// not, in both modes and layouts.
func FuzzBlocks(f *testing.F) {
	f.Add(uint32(1<<16), uint8(3))
	f.Add(uint32(1<<31), uint8(200))
	f.Fuzz(func(t *testing.T, number uint32, count uint8) {
		for _, opts := range [][]pool.Option{nil, {pool.WithCPythonLayout()}, {pool.WithChecks(64)}} {
			a := pool.New(opts...)
			given := map[pool.Block]bool{}
			for i := range int(count) {
				b, _ := alloc(t, a, i*3)
				given[b] = true
			}
			b := pool.Block(number)
			require.Equal(t, given[b], a.Bytes(b) != nil)
			err := a.Free(b)
			require.Equal(t, given[b] || b == pool.Nil, err == nil)
			require.NoError(t, a.Close())
		}
	})
}
