package roster

import (
	"math/rand/v2"
	"os"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// The words of the test with random kills: things that a peer holds by having its
// index+1 there, then how many are inside of bury for an index, then progress.
const (
	things   = 100
	inside   = things
	progress = inside + MaxPeers
	errs     = progress + 1
)

func init() {
	children["takes and reaps"] = func() {
		s, m := joined()
		sayReady()
		go func() {
			for {
				m.Reap(func(peer int) { giveBack(s, peer) })
				atomic.AddUint32(s.word(progress), 1)
				runtime.Gosched()
			}
		}()
		mine := uint32(m.Index() + 1)
		for {
			i := rand.IntN(things)
			if atomic.CompareAndSwapUint32(s.word(i), 0, mine) && rand.IntN(2) == 0 {
				atomic.StoreUint32(s.word(i), 0)
			}
		}
	}
}

// giveBack frees what a dead peer holds. Nobody else may do that for the same peer
// at the same time: a word says who does.
func giveBack(s segment, peer int) {
	mark := s.word(inside + peer)
	me := uint32(os.Getpid())
	atomic.StoreUint32(mark, me) // whatever a reaper that was killed has left there
	for i := range things {
		if s.load(i) == uint32(peer+1) {
			atomic.StoreUint32(s.word(i), 0)
		}
		if i%10 == 0 && atomic.LoadUint32(mark) != me {
			atomic.AddUint32(s.word(errs), 1)
		}
	}
}

// Processes are killed at random moments while they join, take things, and reap
// each other. Nothing that they held is lost, and none of the places.
func TestRandomKills(t *testing.T) {
	rounds := 200 / slow
	if os.Getenv("UNDERHOOD_FULL") != "" {
		rounds = 1000
	}
	s := newSegment(t)
	me := s.join(t)
	const crowd = 3
	var children [crowd]*child
	start := func(i int) { children[i] = begin(t, "takes and reaps", s) }
	for i := range children {
		start(i)
	}
	buried := 0
	for range rounds {
		i := rand.IntN(crowd)
		if rand.IntN(4) != 0 { // else it may be in the middle of joining
			children[i].ready()
			for enough := s.load(progress) + rand.Uint32N(20); int32(s.load(progress)-enough) < 0; {
				runtime.Gosched()
			}
		}
		require.NoError(t, children[i].cmd.Process.Kill())
		for range rand.IntN(3) { // while it is on its way out, and the others reap too
			me.Reap(func(peer int) { giveBack(s, peer); buried++ })
			runtime.Gosched()
		}
		children[i].kill()
		start(i)
	}
	for _, c := range children {
		c.kill()
	}
	me.Reap(func(peer int) { giveBack(s, peer); buried++ })
	t.Logf("%d kills, %d burials by the parent", rounds+crowd, buried)
	require.Zero(t, s.load(errs), "two buried one at a time")
	for i := range things {
		require.Zero(t, s.load(i), "thing %d is still held by a dead process", i)
	}
	for i := range MaxPeers {
		require.Equal(t, i == me.Index(), me.Alive(i), "place %d", i)
		require.False(t, me.Dead(i))
	}
	var all []*Member
	for range MaxPeers - 1 {
		all = append(all, s.join(t))
	}
	require.Len(t, all, MaxPeers-1, "no place is lost")
}
