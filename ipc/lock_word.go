package ipc

import (
	"sync/atomic"

	"underhood/ipc/internal/monitor"
)

// A lockWord says who has a lock. It is one word, so that to get the lock when it is free
// is one instruction, and to give it back when nobody waits is another:
//
//	bits  0..6  the holder's place plus one, 0 for nobody
//	bit      7  guarded
//	bits  8..63 ticket: how many holders there were, with this one
//
// Invariant: a guarded word is changed only by who has the monitor. It is guarded while
// there is more to getting the lock or to giving it back than that word: somebody waits, a
// holder has died and what it left is not repaired, or the lock is closed or of no use.
type lockWord struct{ atomic.Uint64 }

const (
	holderBits  = 1<<7 - 1 // more than monitor.MaxPeers
	guarded     = 1 << 7
	ticketShift = 8
)

// ownedBy is the word of an unguarded lock that a process has.
func ownedBy(place int, ticket uint64) uint64 { return ticket<<ticketShift | uint64(place) + 1 }

// read is a hint, unless the word is guarded and the caller has the monitor.
func (w *lockWord) read() (holder int, ticket uint64) {
	v := w.Load()
	return int(v&holderBits) - 1, v >> ticketShift
}

// take makes a process the holder if nothing speaks against it.
func (w *lockWord) take(place int) (ticket uint64, ok bool) {
	v := w.Load()
	if v&(holderBits|guarded) != 0 {
		return 0, false
	}
	ticket = v>>ticketShift + 1
	return ticket, w.CompareAndSwap(v, ownedBy(place, ticket))
}

// drop undoes take if nothing speaks against it.
func (w *lockWord) drop(place int, ticket uint64) bool {
	return w.CompareAndSwap(ownedBy(place, ticket), ticket<<ticketShift)
}

// guard makes the word the monitor's.
func (w *lockWord) guard() {
	for {
		v := w.Load()
		if v&guarded != 0 || w.CompareAndSwap(v, v|guarded) {
			return
		}
	}
}

// unguard ends that. The caller has the monitor, and the word is guarded.
func (w *lockWord) unguard() {
	// The store is atomic, and so are those below: who then takes the lock without the
	// monitor must see all that was written before.
	w.Store(w.Load() &^ guarded)
}

// give makes a process the holder. The caller has the monitor, and the word is guarded.
func (w *lockWord) give(place int) (ticket uint64) {
	ticket = w.Load()>>ticketShift + 1
	w.Store(ownedBy(place, ticket) | guarded)
	return ticket
}

// free makes nobody the holder. The caller has the monitor, and the word is guarded.
func (w *lockWord) free() {
	w.Store(w.Load() &^ holderBits)
}

// A place fits in the word.
var _ [holderBits - monitor.MaxPeers]struct{}
