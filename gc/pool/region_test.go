package pool_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"underhood/gc/pool"
)

// plain is a source that cannot reserve.
type plain struct{ pool.Source }

// sources are the ways a region can grow: in place and by moving.
func sources() map[string]pool.Source {
	return map[string]pool.Source{
		"system": pool.SystemMemory(), "moving": plain{pool.SystemMemory()}, "go": pool.GoMemory(),
	}
}

func ExampleAllocator_NewRegion() {
	a := pool.New(pool.WithLimit(1 << 20))
	defer func() { _ = a.Close() }()
	r, _ := a.NewRegion()
	memory, _ := r.Grow(64 << 10)
	copy(memory, "what was there stays")
	memory, _ = r.Grow(256 << 10)
	fmt.Println(len(memory), string(memory[:20]))
	_, err := r.Grow(2 << 20)
	fmt.Println(err)
	// Output:
	// 262144 what was there stays
	// pool: 262144 bytes are mapped, and 1835008 more would be over the limit of 1048576
}

// What was written stays, what is new is zero, and the books are right.
func TestRegionKeepsContents(t *testing.T) {
	for name, source := range sources() {
		t.Run(name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(1, 2))
			a := pool.New(pool.WithSource(source))
			var regions []*pool.Region
			for range 3 {
				r, err := a.NewRegion()
				require.NoError(t, err)
				regions = append(regions, r)
			}
			have := make([][]byte, len(regions)) // what each should hold
			for range 40 {
				i := rnd.IntN(len(regions))
				mem, err := regions[i].Grow(len(have[i]) + rnd.IntN(300_000))
				require.NoError(t, err)
				require.Zero(t, len(mem)%source.PageSize())
				require.True(t, bytes.Equal(have[i], mem[:len(have[i])]))
				for _, b := range mem[len(have[i]):] {
					if b != 0 {
						t.Fatal("new memory is not zero")
					}
				}
				for range 100 {
					if len(mem) > 0 {
						mem[rnd.IntN(len(mem))] = byte(rnd.Uint32())
					}
				}
				have[i] = append([]byte{}, mem...)
				sum := 0
				for _, h := range have {
					sum += len(h)
				}
				s := a.Stats()
				require.Equal(t, sum, s.RegionBytes)
				require.Equal(t, sum, s.Mapped)
			}
			before := a.Stats().Mapped
			require.NoError(t, regions[0].Free())
			require.Equal(t, before-len(have[0]), a.Stats().Mapped)
			mem, err := regions[0].Grow(1)
			require.NoError(t, err)
			require.Zero(t, mem[0], "a region that was freed begins anew")
			require.NoError(t, a.Close())
			require.Zero(t, a.Stats().Mapped)
			_, err = regions[1].Grow(1)
			require.ErrorIs(t, err, pool.ErrClosed)
			require.ErrorIs(t, regions[1].Free(), pool.ErrClosed)
		})
	}
}

// In place means in place: growing to many times its size does not move it.
func TestRegionStays(t *testing.T) {
	system, ok := pool.SystemMemory().(pool.Reserver)
	if !ok || unsafe.Sizeof(uintptr(0)) < 8 {
		t.Skip("addresses cannot be taken ahead of memory here")
	}
	source := &discards{Reserver: system}
	a := pool.New(pool.WithSource(source))
	r, err := a.NewRegion()
	require.NoError(t, err)
	first, err := r.Grow(1 << 20)
	require.NoError(t, err)
	require.Equal(t, 126<<20, r.Spare(), "a large page at a time")
	for size := 1 << 20; size <= 128<<20; size *= 2 {
		mem, err := r.Grow(size)
		require.NoError(t, err)
		require.Same(t, &first[0], &mem[0])
	}
	require.Zero(t, r.Spare())
	require.Zero(t, source.bytes)
	mem, err := r.Grow(128 << 20)
	require.NoError(t, err)
	for i := range 128 {
		mem[i<<20+7] = byte(i)
	}
	mem, err = r.Grow(129 << 20)
	require.NoError(t, err)
	for i := range 128 {
		require.EqualValues(t, i, mem[i<<20+7], "it has moved now, with what it had")
	}
	require.Equal(t, 126<<20, source.bytes, "never there twice, but for the last piece")
	require.Greater(t, r.Spare(), 1<<30)
	require.NoError(t, a.Close())
}

// discards counts the bytes that go back by Discard.
type discards struct {
	pool.Reserver
	bytes int
}

func (d *discards) Discard(part []byte) error {
	d.bytes += len(part)
	return d.Reserver.Discard(part)
}

// GrowExact takes the system's pages, and leaves what Grow has rounded up as it is.
func TestRegionGrowsExactly(t *testing.T) {
	for name, source := range sources() {
		t.Run(name, func(t *testing.T) {
			a := pool.New(pool.WithSource(source))
			r, err := a.NewRegion()
			require.NoError(t, err)
			page := source.PageSize()
			for _, size := range []int{1, page, page + 1, 3*page + 5, 700*page - 1} {
				mem, err := r.GrowExact(size)
				require.NoError(t, err)
				require.Len(t, mem, (size+page-1)/page*page)
				require.Equal(t, len(mem), a.Stats().Mapped)
				mem[size-1] = 1
			}
			mem, err := r.Grow(701 * page)
			require.NoError(t, err)
			require.EqualValues(t, 1, mem[700*page-2])
			same, err := r.GrowExact(1)
			require.NoError(t, err)
			require.Len(t, same, len(mem))
			_, err = r.GrowExact(-1)
			require.ErrorIs(t, err, pool.ErrSize)
			require.NoError(t, a.Close())
			_, err = r.GrowExact(1)
			require.ErrorIs(t, err, pool.ErrClosed)
		})
	}
}

// failing refuses what it is told to.
type failing struct {
	pool.Reserver
	reserve, commit bool
}

func (f *failing) Reserve(n int) ([]byte, error) {
	if f.reserve {
		return nil, errBroken
	}
	return f.Reserver.Reserve(n)
}

func (f *failing) Commit(b []byte) error {
	if f.commit {
		return errBroken
	}
	return f.Reserver.Commit(b)
}

// What fails changes nothing.
func TestRegionFails(t *testing.T) {
	system, ok := pool.SystemMemory().(pool.Reserver)
	if !ok {
		t.Skip("addresses cannot be taken ahead of memory here")
	}
	f := &failing{Reserver: system}
	a := pool.New(pool.WithSource(f), pool.WithLimit(10<<20))
	r, err := a.NewRegion()
	require.NoError(t, err)
	f.commit = true
	_, err = r.Grow(1)
	require.ErrorIs(t, err, errBroken)
	require.Zero(t, a.Stats().Mapped)
	f.commit, f.reserve = false, true
	mem, err := r.Grow(1 << 20)
	require.NoError(t, err, "without addresses to spare it takes what it needs")
	require.Zero(t, r.Spare())
	mem[5] = 5
	f.reserve = false
	_, err = r.Grow(-1)
	require.ErrorIs(t, err, pool.ErrSize)
	_, err = r.Grow(20 << 20)
	var limit *pool.LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, pool.LimitError{Limit: 10 << 20, Mapped: 2 << 20, Want: 18 << 20}, *limit)
	f.commit = true
	_, err = r.Grow(3 << 20)
	require.ErrorIs(t, err, errBroken)
	require.Equal(t, 2<<20, a.Stats().Mapped)
	f.commit = false
	mem, err = r.Grow(3 << 20)
	require.NoError(t, err)
	require.EqualValues(t, 5, mem[5])
	require.NoError(t, a.Close())
}

// A dropped allocator gives back its regions too, with what they had reserved.
func TestDroppedRegionIsGivenBack(t *testing.T) {
	gone := make(chan int, 10)
	func() {
		a := pool.New(pool.WithSource(telling{plain{pool.SystemMemory()}, gone}))
		r, err := a.NewRegion()
		require.NoError(t, err)
		_, err = r.Grow(1)
		require.NoError(t, err)
	}()
	collectUntil(gone)
}
