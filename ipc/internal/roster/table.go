package roster

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"underhood/ipc/internal/guardian"
)

// An entry is one place; the layout is in the package's comment.
type entry struct {
	word  uint32
	pid   uint32
	state uint64
	start uint64
	space uint64
	owner uint32
	_     [20]byte
	joins uint32
	top   uint32
}

// A table is the entries of a region.
//
// Invariant: the region is Size bytes at a multiple of 8, and every access to a
// field is atomic.
type table [MaxPeers]entry

func tableOf(region []byte) (*table, error) {
	if len(region) < Size {
		return nil, fmt.Errorf("%w: it has %d bytes, %d are needed", ErrRegion, len(region), Size)
	}
	at := unsafe.Pointer(&region[0])
	if uintptr(at)%8 != 0 {
		return nil, fmt.Errorf("%w: address %p is not a multiple of 8", ErrRegion, at)
	}
	return (*table)(at), nil
}

// used is how many entries need looking at.
func (t *table) used() int { return int(min(atomic.LoadUint32(&t[0].top), MaxPeers)) }

// use raises used to n.
func (t *table) use(n int) {
	for {
		top := atomic.LoadUint32(&t[0].top)
		if int64(top) >= int64(n) || atomic.CompareAndSwapUint32(&t[0].top, top, uint32(n)) {
			return
		}
	}
}

func (e *entry) dead() (word uint32, yes bool) {
	word = atomic.LoadUint32(&e.word)
	return word, word&guardian.OwnerDied != 0
}

// setIdentity says who has the word; only who has it may.
func (e *entry) setIdentity(id Identity) {
	atomic.StoreUint32(&e.owner, 0)
	atomic.StoreUint32(&e.pid, id.PID)
	atomic.StoreUint64(&e.start, id.Start)
	atomic.StoreUint64(&e.space, id.Space)
	atomic.StoreUint32(&e.owner, atomic.LoadUint32(&e.word))
}

// identity says who has the word, if it can be told: the word may just have passed
// to somebody who has not said yet. No two threads have one number at a time, so
// the numbers are those of who wrote the same word after them.
func (e *entry) identity(word uint32) (id Identity, ok bool) {
	if atomic.LoadUint32(&e.owner) != word {
		return Identity{}, false
	}
	id = Identity{
		PID:   atomic.LoadUint32(&e.pid),
		Start: atomic.LoadUint64(&e.start),
		Space: atomic.LoadUint64(&e.space),
	}
	return id, atomic.LoadUint32(&e.owner) == word && atomic.LoadUint32(&e.word) == word
}

func (e *entry) load() state   { return state(atomic.LoadUint64(&e.state)) }
func (e *entry) store(s state) { atomic.StoreUint64(&e.state, uint64(s)) }

// A state is an entry's state word.
type state uint64

const (
	free = iota
	attached
	reaped // being
)

func (s state) phase() int         { return int(s & 0xff) }
func (s state) generation() uint32 { return uint32(s >> 32) }

// attach is the state of who joins.
func (s state) attach() state { return s>>32<<32 | attached }

// reap is the state of who reaps, the index of whom is -1 outside of the table.
// It differs from s even when the same one begins again.
func (s state) reap(by int) state {
	begun := uint16(s>>16) + 1
	return s>>32<<32 | state(begun)<<16 | state(by+1)<<8 | reaped
}

// next is the state of a free entry after this generation.
func (s state) next() state { return state(s.generation()+1) << 32 }
