package pool_test

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"underhood/gc/pool"
)

type particle struct {
	X, Y float64
	ID   uint32
	Tag  [3]byte
}

func TestSlab(t *testing.T) {
	for name, opts := range map[string][]pool.Option{
		"default": {pool.WithReserve(0)}, "checks": {pool.WithChecks(1 << 10)}, "Go's memory": {pool.WithSource(pool.GoMemory())},
	} {
		t.Run(name, func(t *testing.T) {
			a := pool.New(opts...)
			s, err := pool.NewSlab[particle](a)
			require.NoError(t, err)
			r := rand.New(rand.NewPCG(3, 4))
			live := map[uint32]*particle{}
			for i := range uint32(60_000) {
				if grow := i/15_000%2 == 0; len(live) == 0 || r.IntN(10) < 3 == !grow {
					p, err := s.Get()
					require.NoError(t, err)
					require.Zero(t, uintptr(unsafe.Pointer(p))%16)
					*p = particle{X: float64(i), ID: i}
					live[i] = p
					continue
				}
				for id, p := range live {
					require.Equal(t, particle{X: float64(id), ID: id}, *p)
					require.NoError(t, s.Put(p))
					delete(live, id)
					break
				}
			}
			for _, p := range live {
				require.NoError(t, s.Put(p))
			}
			require.NoError(t, s.Flush())
			for _, k := range a.Stats().Classes {
				if name != "checks" || k.Size != 48 { // those in quarantine count
					require.Zero(t, k.InUse)
				}
			}
			require.NoError(t, a.Close())
			require.ErrorIs(t, s.Flush(), pool.ErrClosed)
			_, err = s.Get()
			require.ErrorIs(t, err, pool.ErrClosed)
		})
	}
}

// TestSlabClosed: what lies in the stack is not given when its memory has gone.
func TestSlabClosed(t *testing.T) {
	a := pool.New()
	s, err := pool.NewSlab[particle](a)
	require.NoError(t, err)
	p, err := s.Get()
	require.NoError(t, err)
	require.NoError(t, s.Put(p))
	require.NoError(t, a.Close())
	_, err = s.Get()
	require.ErrorIs(t, err, pool.ErrClosed)
	for range 3 {
		require.ErrorIs(t, s.Put(p), pool.ErrClosed)
		_, err = s.Get()
		require.ErrorIs(t, err, pool.ErrClosed)
	}
	_, err = pool.NewSlab[particle](a)
	require.ErrorIs(t, err, pool.ErrClosed)
}

func TestSlabRefuses(t *testing.T) {
	a := pool.New()
	_, err := pool.NewSlab[struct {
		A int
		B [2]struct{ C string }
	}](a)
	require.ErrorIs(t, err, pool.ErrPointers)
	require.ErrorContains(t, err, ".B[0].C")
	_, err = pool.NewSlab[struct{}](a)
	require.ErrorIs(t, err, pool.ErrSize)
	_, err = pool.NewSlab[[513]byte](a)
	require.ErrorIs(t, err, pool.ErrSize)
	_, err = pool.NewSlab[[0]*int](a)
	require.ErrorIs(t, err, pool.ErrSize)
	require.NoError(t, a.Close())
}

// TestSlabLimit: an error of Get is that call's alone.
func TestSlabLimit(t *testing.T) {
	a := pool.New(pool.WithLimit(pool.ArenaSize))
	s, err := pool.NewSlab[particle](a)
	require.NoError(t, err)
	var held []*particle
	for range 3 {
		for {
			p, err := s.Get()
			if err != nil {
				require.ErrorIs(t, err, pool.ErrLimit)
				require.Nil(t, p)
				break
			}
			held = append(held, p)
		}
		require.Greater(t, len(held), pool.ArenaSize/48-100)
		for range 4000 { // more than the stack holds
			last := len(held) - 1
			require.NoError(t, s.Put(held[last]))
			held = held[:last]
		}
		p, err := s.Get()
		require.NoError(t, err)
		require.NotNil(t, p)
		held = append(held, p)
	}
	require.NoError(t, a.Close())
}

// TestSlabMisuse: with checks at once, else when the stack goes back.
func TestSlabMisuse(t *testing.T) {
	a := pool.New(pool.WithChecks(1 << 20))
	s, err := pool.NewSlab[particle](a)
	require.NoError(t, err)
	p, err := s.Get()
	require.NoError(t, err)
	require.NoError(t, s.Put(p))
	require.ErrorIs(t, s.Put(p), pool.ErrDoubleFree)
	require.ErrorIs(t, s.Put(new(particle)), pool.ErrForeign)
	require.ErrorIs(t, s.Put(nil), pool.ErrForeign)
	require.NoError(t, a.Close())

	a = pool.New()
	s, err = pool.NewSlab[particle](a)
	require.NoError(t, err)
	p, err = s.Get()
	require.NoError(t, err)
	require.NoError(t, s.Put(p))
	require.NoError(t, s.Put(p))
	require.ErrorIs(t, s.Flush(), pool.ErrDoubleFree)
	require.NoError(t, s.Put(new(particle)))
	require.ErrorIs(t, s.Flush(), pool.ErrForeign)
	require.NoError(t, a.Close())
}

// TestSlabPutError: an error of Put is that call's alone, whatever comes next.
func TestSlabPutError(t *testing.T) {
	for name, next := range map[string]func(*pool.Slab[particle], *particle) error{
		"Put":   func(s *pool.Slab[particle], p *particle) error { return s.Put(p) },
		"Get":   func(s *pool.Slab[particle], _ *particle) error { _, err := s.Get(); return err },
		"Flush": func(s *pool.Slab[particle], _ *particle) error { return s.Flush() },
	} {
		t.Run(name, func(t *testing.T) {
			a := pool.New()
			s, err := pool.NewSlab[particle](a)
			require.NoError(t, err)
			var held []*particle
			for range 5000 {
				p, err := s.Get()
				require.NoError(t, err)
				held = append(held, p)
			}
			foreign := new(particle)
			err = s.Put(foreign)
			for err == nil { // until the stack is full
				last := len(held) - 1
				err = s.Put(held[last])
				held = held[:last]
			}
			require.ErrorIs(t, err, pool.ErrForeign)
			require.NotEmpty(t, held)
			require.NoError(t, next(s, held[0]))
			require.NoError(t, s.Put(held[1]))
			for range 3000 { // past what the stack holds, so that it is filled anew
				p, err := s.Get()
				require.NoError(t, err)
				require.NotSame(t, foreign, p)
			}
			require.NoError(t, s.Put(held[2]))
			require.NoError(t, a.Close())
		})
	}
}
