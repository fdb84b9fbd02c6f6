package roster

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/futex"
)

// heapRegion is a fresh table in memory that the race detector sees.
func heapRegion() []byte {
	words := make([]uint64, Size/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), Size)
}

func join(t *testing.T, region []byte) (*Member, *Fake) {
	t.Helper()
	f := NewFake()
	m, err := JoinAs(f, region, nil)
	require.NoError(t, err)
	return m, f
}

func never(t *testing.T) func(int) {
	return func(peer int) { t.Errorf("peer %d is not to be buried", peer) }
}

// The layout is a contract between builds of different compilers.
func TestLayout(t *testing.T) {
	var e entry
	for name, got := range map[string][2]uintptr{
		"word":  {unsafe.Offsetof(e.word), 0},
		"pid":   {unsafe.Offsetof(e.pid), 4},
		"state": {unsafe.Offsetof(e.state), 8},
		"start": {unsafe.Offsetof(e.start), 16},
		"space": {unsafe.Offsetof(e.space), 24},
		"owner": {unsafe.Offsetof(e.owner), 32},
		"joins": {unsafe.Offsetof(e.joins), 56},
		"top":   {unsafe.Offsetof(e.top), 60},
		"entry": {unsafe.Sizeof(e), 64},
		"table": {unsafe.Sizeof(table{}), Size},
	} {
		require.Equal(t, got[1], got[0], name)
	}
	s := state(0).attach()
	require.Equal(t, attached, s.phase())
	require.Equal(t, reaped, s.reap(3).phase())
	require.NotEqual(t, s.reap(3), s.reap(3).reap(3), "each beginning is another")
	require.Equal(t, free, s.reap(3).next().phase())
	require.EqualValues(t, 1, s.reap(3).next().generation())
}

func TestJoinAndLeave(t *testing.T) {
	region := heapRegion()
	a, _ := join(t, region)
	b, fb := join(t, region)
	require.Equal(t, []int{0, 1}, []int{a.Index(), b.Index()})
	require.True(t, a.Alive(1))
	require.True(t, a.Alive(0), "oneself")
	require.False(t, a.Alive(2))
	require.Equal(t, int(fb.id.PID), a.PID(1))
	for _, nobody := range []int{-1, MaxPeers, 1 << 30} {
		require.False(t, a.Alive(nobody))
		require.False(t, a.Dead(nobody))
		require.Zero(t, a.PID(nobody))
	}

	before := a.table[1].load()
	b.Leave()
	b.Leave()
	require.False(t, a.Alive(1))
	require.False(t, a.Dead(1))
	require.Equal(t, before.next(), a.table[1].load())
	c, _ := join(t, region)
	require.Equal(t, 1, c.Index(), "the lowest free place")
}

func TestJoinRefuses(t *testing.T) {
	_, err := JoinAs(NewFake(), make([]byte, Size-1), nil)
	require.ErrorIs(t, err, ErrRegion)
	require.ErrorContains(t, err, "4095 bytes, 4096 are needed")
	_, err = JoinAs(NewFake(), append(heapRegion(), make([]byte, 8)...)[1:], nil)
	require.ErrorIs(t, err, ErrRegion)
	require.ErrorContains(t, err, "not a multiple of 8")

	region := heapRegion()
	for range MaxPeers {
		join(t, region)
	}
	_, err = JoinAs(NewFake(), region, never(t))
	require.ErrorIs(t, err, ErrFull)
	require.EqualError(t, err, "ipc: at most 64 processes can be attached")
}

func TestReap(t *testing.T) {
	region := heapRegion()
	a, _ := join(t, region)
	b, fb := join(t, region)
	a.Reap(never(t))
	require.False(t, a.AnyDead())

	state := a.table[1].load()
	fb.Kill()
	require.True(t, a.AnyDead())
	require.True(t, a.Dead(b.Index()))
	require.False(t, a.Alive(b.Index()))
	var buried []int
	a.Reap(func(peer int) {
		buried = append(buried, peer)
		require.True(t, a.Dead(peer), "until it is done")
		require.False(t, a.AnyDead(), "somebody is at it")
		require.False(t, a.Alive(peer))
		c, err := JoinAs(NewFake(), region, nil)
		require.NoError(t, err)
		require.NotEqual(t, peer, c.Index(), "the place is not free yet")
	})
	require.Equal(t, []int{1}, buried)
	require.False(t, a.Dead(1))
	require.Equal(t, state.generation()+1, a.table[1].load().generation())
	a.Reap(never(t))
}

// A reaper that dies at it leaves the rest to the next.
func TestReaperDies(t *testing.T) {
	region := heapRegion()
	a, _ := join(t, region)
	b, fb := join(t, region)
	_, fc := join(t, region)
	fc.Kill()
	b.Reap(func(peer int) {
		require.Equal(t, 2, peer)
		fb.Kill()
	})
	require.True(t, a.Dead(2), "begun and not done")
	var buried []int
	a.Reap(func(peer int) { buried = append(buried, peer) })
	require.Equal(t, []int{1, 2}, buried)
	require.EqualValues(t, 1, a.table[2].load().generation(), "one death, one generation")
	require.False(t, a.AnyDead())
}

func TestBuryPanics(t *testing.T) {
	region := heapRegion()
	a, _ := join(t, region)
	_, fb := join(t, region)
	fb.Kill()
	require.PanicsWithValue(t, "no", func() { a.Reap(func(int) { panic("no") }) })
	require.True(t, a.AnyDead())
	n := 0
	a.Reap(func(int) { n++ })
	require.Equal(t, 1, n)
}

// Who finds a table full of the dead buries one of them to get in.
func TestJoinBuries(t *testing.T) {
	region := heapRegion()
	var all [MaxPeers]*Fake
	for i := range all {
		_, all[i] = join(t, region)
	}
	all[7].Kill()
	_, err := JoinAs(NewFake(), region, nil)
	require.ErrorIs(t, err, ErrFull)
	var buried []int
	m, err := JoinAs(NewFake(), region, func(peer int) { buried = append(buried, peer) })
	require.NoError(t, err)
	require.Equal(t, []int{7}, buried)
	require.Equal(t, 7, m.Index())
}

// One death is one burial, whoever finds it.
func TestOnlyOneReaps(t *testing.T) {
	region := heapRegion()
	var members []*Member
	for range 8 {
		m, _ := join(t, region)
		members = append(members, m)
	}
	for range 50 {
		_, f := join(t, region)
		f.Kill()
		var buried atomic.Int32
		var done sync.WaitGroup
		for _, m := range members {
			done.Go(func() { m.Reap(func(int) { buried.Add(1) }) })
		}
		done.Wait()
		require.EqualValues(t, 1, buried.Load())
	}
}

func sleepable(conds []futex.Cond) bool {
	for _, c := range conds {
		if atomic.LoadUint32(c.Addr) != c.Value {
			return false
		}
	}
	return true
}

func TestConds(t *testing.T) {
	region := heapRegion()
	a, _ := join(t, region)
	conds := a.Conds(nil)
	require.True(t, sleepable(conds))
	b, fb := join(t, region)
	require.False(t, sleepable(conds), "somebody has joined")
	conds = a.Conds(conds[:0])
	require.Len(t, conds, 2)
	require.True(t, sleepable(conds))
	fb.Kill()
	require.False(t, sleepable(conds), "somebody has died")
	require.False(t, sleepable(a.Conds(nil)), "died before, and nobody here knows")
	require.True(t, a.Dead(b.Index()))
	conds = a.Conds(nil)
	require.True(t, sleepable(conds), "who was told can wait for the burial")
	a.Reap(func(int) { require.False(t, sleepable(conds), "somebody reaps") })
	conds = a.Conds(nil)
	require.Len(t, conds, 1)

	_, fc := join(t, region)
	fc.Kill()
	require.False(t, sleepable(a.Conds(nil)), "the next who dies there is another")
}

// Whatever is done by whom and whoever is killed, each death is buried before its
// place is somebody else's.
func TestModel(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	region := heapRegion()
	type peer struct {
		m *Member
		f *Fake
	}
	living := map[int]peer{}
	dead := map[int]bool{}
	pick := func() (p peer, ok bool) {
		for _, p = range living {
			return p, true
		}
		return p, false
	}
	bury := func(i int) {
		require.True(t, dead[i], "peer %d is buried", i)
		delete(dead, i)
	}
	kill := func(p peer) {
		p.f.Kill()
		delete(living, p.m.Index())
		dead[p.m.Index()] = true
	}
	for range 2000 {
		p, ok := pick()
		switch n := chance.IntN(10); {
		case n < 4 || !ok:
			f := NewFake()
			m, err := JoinAs(f, region, bury)
			if len(living) == MaxPeers {
				require.ErrorIs(t, err, ErrFull)
				break
			}
			require.NoError(t, err)
			require.NotContains(t, living, m.Index())
			require.NotContains(t, dead, m.Index())
			living[m.Index()] = peer{m, f}
		case n < 6:
			kill(p)
		case n < 7:
			p.m.Leave()
			delete(living, p.m.Index())
		case n < 8:
			p.m.Reap(bury)
			require.Empty(t, dead)
		default: // killed while it reaps
			p.m.Reap(func(i int) {
				require.True(t, dead[i])
				if chance.IntN(2) == 0 {
					delete(dead, i)
				}
				if _, lives := living[p.m.Index()]; lives {
					kill(p)
				}
				dead[i] = true // done or not, it must be done again
			})
		}
		if p, ok := pick(); ok {
			for i := range MaxPeers {
				require.Equal(t, dead[i], p.m.Dead(i))
				_, lives := living[i]
				require.Equal(t, lives, p.m.Alive(i))
			}
		}
	}
}

// Whatever is in the memory, nothing panics and nothing hangs.
func FuzzNonsense(f *testing.F) {
	f.Add(make([]byte, 64), uint16(0))
	f.Add([]byte{0, 0, 0, 0xc0, 1, 0, 0, 0, 1}, uint16(1))
	f.Add([]byte{1, 0, 0, 0x80, 1, 0, 0, 0, 2, 9}, uint16(0xffff))
	f.Fuzz(func(t *testing.T, noise []byte, where uint16) {
		region := heapRegion()
		a, _ := join(t, region)
		b, _ := join(t, region)
		scribble := func() {
			for i := range region {
				if len(noise) > 0 && (where>>(uint(i/256)%16))&1 != 0 {
					region[i] = noise[i%len(noise)]
				}
			}
		}
		scribble()
		use := func(m *Member) {
			conds := m.Conds(nil)
			require.LessOrEqual(t, len(conds), MaxPeers)
			for i := -1; i <= MaxPeers; i++ {
				m.Alive(i)
				m.Dead(i)
				m.PID(i)
			}
			m.AnyDead()
			m.Reap(func(peer int) {
				require.True(t, peer >= 0 && peer < MaxPeers)
				scribble()
			})
		}
		use(a)
		use(b)
		m, err := JoinAs(NewFake(), region, func(peer int) { require.True(t, peer >= 0 && peer < MaxPeers) })
		if err == nil {
			use(m)
			m.Leave()
		}
		scribble()
		a.Leave()
		b.Leave()
	})
}
