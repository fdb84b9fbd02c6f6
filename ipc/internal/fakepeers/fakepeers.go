// Package fakepeers is processes that live and die within a test: what a monitor needs
// of a roster, over words of this process.
package fakepeers

import (
	"math/bits"
	"sync/atomic"

	"underhood/ipc/internal/futex"
)

// All is a table of processes. The zero table has none.
type All struct {
	words [64]uint32 // 1 while it lives, 2 when it has died, 0 when nobody is there
	lives atomic.Uint64
}

// A Peer is one of them.
type Peer struct {
	all   *All
	index int
}

// Join adds a process.
func (a *All) Join() *Peer {
	i := bits.TrailingZeros64(^a.lives.Load())
	a.lives.Or(1 << i)
	atomic.StoreUint32(&a.words[i], 1)
	return &Peer{a, i}
}

// Die kills it: it must not do anything from now on.
func (p *Peer) Die() {
	atomic.StoreUint32(&p.all.words[p.index], 2)
	futex.Wake(&p.all.words[p.index], futex.All)
}

// Index is its place. It and the rest are those of monitor.Peers.
func (p *Peer) Index() int { return p.index }

// Conds adds the words of the others.
func (p *Peer) Conds(dst []futex.Cond) []futex.Cond {
	for i := range p.all.words {
		if i != p.index && atomic.LoadUint32(&p.all.words[i]) == 1 {
			dst = append(dst, futex.Cond{Addr: &p.all.words[i], Value: 1})
		}
	}
	return dst
}

// Dead says whether it has died.
func (p *Peer) Dead(peer int) bool { return atomic.LoadUint32(&p.all.words[peer]) == 2 }

// AnyDead says whether one has.
func (p *Peer) AnyDead() bool {
	for i := range p.all.words {
		if p.Dead(i) {
			return true
		}
	}
	return false
}

// Gone has nothing to wait for.
func (p *Peer) Gone(int) {}

// Reap buries the dead.
func (p *Peer) Reap(bury func(peer int)) {
	for i := range p.all.words {
		if p.Dead(i) {
			bury(i)
			p.all.lives.And(^(1 << i))
			atomic.StoreUint32(&p.all.words[i], 0)
		}
	}
}
