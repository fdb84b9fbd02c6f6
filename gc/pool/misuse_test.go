package pool_test

import (
	"errors"
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc/pool"
)

// alloc gives a block or fails the test.
func alloc(t testing.TB, a *pool.Allocator, n int) (pool.Block, []byte) {
	t.Helper()
	b, mem, err := a.Alloc(n)
	if err != nil { // asked first: it is called millions of times
		require.NoError(t, err)
	}
	return b, mem
}

// TestMisuseAlways: what is found without checks too.
func TestMisuseAlways(t *testing.T) {
	for name, opts := range map[string][]pool.Option{
		"default": nil, "checks": {pool.WithChecks(1 << 12)}, "CPython's layout": {pool.WithCPythonLayout()},
	} {
		t.Run(name, func(t *testing.T) {
			a := pool.New(opts...)
			require.NoError(t, a.Free(pool.Nil))
			small, _ := alloc(t, a, 40)
			keep, _ := alloc(t, a, 40)
			big, _ := alloc(t, a, 5000)
			for _, b := range []pool.Block{small + 1, keep + 40, keep + 1<<10, keep + 1<<16, big + 1, 1 << 16 * 9, pool.Block(1)} {
				require.ErrorIs(t, a.Free(b), pool.ErrForeign, b)
				require.Nil(t, a.Bytes(b), b)
			}
			for _, b := range []pool.Block{small, big} {
				require.NoError(t, a.Free(b))
				require.ErrorIs(t, a.Free(b), pool.ErrDoubleFree, b)
				require.Nil(t, a.Bytes(b))
			}
			require.NotNil(t, a.Bytes(keep))
			require.NoError(t, a.Close())
		})
	}
}

// TestFreeOfAnArenaThatWent: its blocks are still known to have been given.
func TestFreeOfAnArenaThatWent(t *testing.T) {
	a := pool.New()
	var blocks []pool.Block
	for range 3 * pool.ArenaSize / 512 {
		b, _ := alloc(t, a, 512)
		blocks = append(blocks, b)
	}
	for _, b := range blocks {
		require.NoError(t, a.Free(b))
	}
	s := a.Stats()
	require.Equal(t, 2, s.ArenasReclaimed)
	require.Equal(t, 1, s.Arenas)
	for _, b := range blocks {
		var wrong *pool.MisuseError
		require.ErrorAs(t, a.Free(b), &wrong)
		require.Equal(t, b, wrong.Block)
		require.Nil(t, a.Bytes(b))
	}
	require.NoError(t, a.Close())
}

// TestChecks: damage is found where it is, and said of the right block.
func TestChecks(t *testing.T) {
	for _, n := range []int{0, 1, 15, 16, 17, 400, 496, 497, 512, 513, 9000} {
		a := pool.New(pool.WithChecks(1 << 20))
		b, mem := alloc(t, a, n)
		require.Len(t, mem, n)
		require.NoError(t, a.Check())
		// Past its end: only what the block really has can be reached so.
		over := mem[:0:0]
		over = append(over, a.Bytes(b)...)
		require.Len(t, over, n)
		require.NoError(t, a.Free(b))
		if n > 0 {
			mem[n-1] = 1 // after it was freed
			var wrong *pool.MisuseError
			require.ErrorAs(t, a.Check(), &wrong)
			require.Equal(t, pool.MisuseError{Block: b, Offset: n - 1, Kind: pool.ErrUseAfterFree}, *wrong)
		}
		require.NoError(t, a.Close())
	}
}

// TestQuarantine: a block does not come back before the quarantine is full, and
// never when it was damaged in it.
func TestQuarantine(t *testing.T) {
	a := pool.New(pool.WithChecks(10 * 64))
	first, mem := alloc(t, a, 48) // 64 with its canary
	require.NoError(t, a.Free(first))
	mem[5] = 0
	var err error
	for i := range 100 {
		b, _ := alloc(t, a, 48)
		require.NotEqual(t, first, b)
		if e := a.Free(b); e != nil {
			require.NoError(t, err, "twice")
			require.Equal(t, 9, i)
			err = e
		}
	}
	require.EqualError(t, err, "pool: block 1/0+0 was written to after it was freed, at byte 5")
	require.Equal(t, 10, a.Stats().Quarantined)
	require.NoError(t, a.Close())
}

func TestClosed(t *testing.T) {
	a := pool.New()
	b, _ := alloc(t, a, 8)
	big, _ := alloc(t, a, 1<<20)
	require.NoError(t, a.Close())
	require.NoError(t, a.Close())
	_, _, err := a.Alloc(8)
	require.ErrorIs(t, err, pool.ErrClosed)
	require.ErrorIs(t, a.Free(b), pool.ErrClosed)
	require.Nil(t, a.Bytes(b))
	require.Nil(t, a.Bytes(big))
	require.Zero(t, a.Trim())
	require.NoError(t, a.Check())
	s := a.Stats()
	require.Zero(t, s.Mapped)
	require.Zero(t, s.Arenas)
	require.Zero(t, s.Large)
}

// TestZero: an Allocator that New did not make is a closed one.
func TestZero(t *testing.T) {
	var a pool.Allocator
	for _, n := range []int{0, 1, 40, 512, 513, 1 << 20} {
		b, mem, err := a.Alloc(n)
		require.ErrorIs(t, err, pool.ErrClosed)
		require.Equal(t, pool.Nil, b)
		require.Nil(t, mem)
	}
	require.NoError(t, a.Free(pool.Nil))
	require.ErrorIs(t, a.Free(5), pool.ErrForeign)
	require.ErrorIs(t, a.Free(1<<31), pool.ErrClosed)
	require.Nil(t, a.Bytes(5))
	require.Nil(t, a.Bytes(1<<31))
	_, err := a.NewRegion()
	require.ErrorIs(t, err, pool.ErrClosed)
	_, err = pool.NewSlab[int](&a)
	require.ErrorIs(t, err, pool.ErrClosed)
	require.Zero(t, a.Trim())
	require.NoError(t, a.Check())
	s := a.Stats()
	require.Zero(t, s.Mapped)
	_, err = s.WriteTo(io.Discard)
	require.NoError(t, err)
	require.NoError(t, a.Close())
	require.NoError(t, a.Close())
}

func TestSizes(t *testing.T) {
	a := pool.New()
	for _, n := range []int{-1, math.MinInt, math.MaxInt} {
		_, _, err := a.Alloc(n)
		require.ErrorIs(t, err, pool.ErrSize, n)
	}
	for n := range 513 {
		b, mem := alloc(t, a, n)
		require.Len(t, mem, pool.ClassSize(pool.ClassOf(n)))
		require.NoError(t, a.Free(b))
	}
	_, mem := alloc(t, a, 513)
	require.Len(t, mem, 513)
	require.Equal(t, -1, pool.ClassOf(513))
	require.Equal(t, -1, pool.ClassOf(-1))
	require.NoError(t, a.Close())
}

// smallPages has pages of 4 KiB on every system.
type smallPages struct{ pool.Source }

func (smallPages) PageSize() int { return 4096 }

func TestLimit(t *testing.T) {
	a := pool.New(pool.WithLimit(pool.ArenaSize+8192), pool.WithSource(smallPages{pool.GoMemory()}))
	_, _ = alloc(t, a, 1)
	big, _ := alloc(t, a, 8192)
	_, _, err := a.Alloc(513)
	require.EqualError(t, err, "pool: 1056768 bytes are mapped, and 4096 more would be over the limit of 1056768")
	require.ErrorIs(t, err, pool.ErrLimit)
	require.NoError(t, a.Free(big))
	_, _ = alloc(t, a, 513)
	require.Equal(t, 1056768, a.Stats().Peak)
	require.NoError(t, a.Close())
}

// growNew asks for a region.
func growNew(a *pool.Allocator, size int) error {
	r, err := a.NewRegion()
	if err == nil {
		_, err = r.Grow(size)
	}
	return err
}

// TestLimitIsForWhatIsUsed: an arena with nothing in use is kept, but not where a
// request would be refused for it; one that is refused all the same changes nothing.
func TestLimitIsForWhatIsUsed(t *testing.T) {
	for name, opts := range map[string][]pool.Option{
		"default": nil, "checks": {pool.WithChecks(0)}, "CPython's layout": {pool.WithCPythonLayout()},
	} {
		for what, ask := range map[string]func(*pool.Allocator) error{
			"large":  func(a *pool.Allocator) error { _, _, err := a.Alloc(5000); return err },
			"region": func(a *pool.Allocator) error { return growNew(a, 5000) },
		} {
			t.Run(name+", "+what, func(t *testing.T) {
				var last pool.EventKind
				source := &broken{Source: smallPages{pool.GoMemory()}}
				a := pool.New(append(opts, pool.WithLimit(pool.ArenaSize), pool.WithSource(source),
					pool.WithHook(func(e pool.Event) {
						if e.Kind != pool.BlockGiven && e.Kind != pool.LargeMapped {
							last = e.Kind
						}
					}))...)
				b, _ := alloc(t, a, 64)
				require.ErrorIs(t, ask(a), pool.ErrLimit)
				require.NoError(t, a.Free(b))
				_, _, err := a.Alloc(2 * pool.ArenaSize)
				require.ErrorIs(t, err, pool.ErrLimit)
				require.Equal(t, pool.ArenaSize, a.Stats().Mapped, "to give it back would not have helped")

				source.unmapping = true
				require.ErrorIs(t, ask(a), errBroken)
				source.unmapping = false
				b, _ = alloc(t, a, 64)
				require.NoError(t, a.Free(b))
				require.NoError(t, ask(a))
				require.Equal(t, pool.ArenaUnmapped, last)
				require.Zero(t, a.Stats().Arenas)
				require.ErrorIs(t, a.Free(b), pool.ErrDoubleFree)
				_, _, err = a.Alloc(64)
				require.ErrorIs(t, err, pool.ErrLimit, "what is used now is used")
				require.NoError(t, a.Close())
				require.Zero(t, source.mapped)
			})
		}
	}
}

// broken is a Source that fails when told.
type broken struct {
	pool.Source
	mapping, unmapping bool
	mapped             int
}

var errBroken = errors.New("broken")

func (s *broken) Map(n int) ([]byte, error) {
	if s.mapping {
		return nil, errBroken
	}
	s.mapped++
	return s.Source.Map(n)
}

func (s *broken) Unmap(m []byte) error {
	s.mapped--
	if s.unmapping {
		return errBroken
	}
	return s.Source.Unmap(m)
}

func (s *broken) Discard([]byte) error { return errBroken }

// TestFaults: a system that refuses is told of, and what is in use stays so.
func TestFaults(t *testing.T) {
	s := &broken{Source: pool.GoMemory()}
	a := pool.New(pool.WithSource(s), pool.WithReserve(0))
	b, mem := alloc(t, a, 16)
	mem[0] = 7
	big, _ := alloc(t, a, 4000)
	s.mapping = true
	_, _, err := a.Alloc(4000)
	require.ErrorIs(t, err, errBroken)
	for range pool.ArenaSize/16 - 1 {
		_, _ = alloc(t, a, 16)
	}
	_, _, err = a.Alloc(16)
	require.ErrorIs(t, err, errBroken)
	require.EqualValues(t, 7, a.Bytes(b)[0])
	require.Zero(t, a.Trim()) // nothing could be given back
	s.mapping, s.unmapping = false, true
	require.ErrorIs(t, a.Free(big), errBroken)
	require.ErrorIs(t, a.Free(big), pool.ErrDoubleFree)
	require.ErrorIs(t, a.Close(), errBroken)
	require.Zero(t, s.mapped)
}

// TestDropped: memory of an Allocator that was dropped goes back in the end.
func TestDropped(t *testing.T) {
	gone := make(chan int)
	dropOne(t, gone)
	collectUntil(gone)
}
