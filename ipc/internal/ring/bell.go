package ring

import (
	"context"
	"sync/atomic"
)

// A Parker lets a goroutine sleep until a word of shared memory changes. It is
// how the ring waits, and where its owner adds what else should end a wait. A
// Parker must be safe for concurrent use: both sides may share one.
type Parker interface {
	// Wait sleeps as long as the word at addr has this value and nobody wakes
	// it; it may return early. It returns nil for "look again", and an error
	// to end the call that waits: the cause of a context that has ended, also
	// when the word has changed, or that the peer has died.
	Wait(ctx context.Context, addr *uint32, value uint32) error
	// Wake wakes who sleeps on the word, in whatever process.
	Wake(addr *uint32)
}

// A bell is the word its owner sleeps on. The owner sets asleep, looks once
// more at what it waits for, and sleeps while the word stays as it is. The other
// side changes what is waited for, then looks at the bell, and makes a system
// call only when somebody sleeps. Both orders are of sequentially consistent
// operations, so one of the two sees the other (Dekker), and no wake is lost.
//
//	bit 0      asleep: the owner sleeps or is about to
//	bit 1      the owner has closed its side, for ever
//	bits 2..31 how many times it was rung, so that every ring changes the word
const (
	asleep  = 1
	shut    = 2
	oneRing = 4
)

// fallAsleep announces a sleep and returns the value to sleep on.
func fallAsleep(bell *uint32) uint32 { return atomic.OrUint32(bell, asleep) | asleep }

// awake takes the announcement back.
func awake(bell *uint32) { atomic.AndUint32(bell, ^uint32(asleep)) }

// ring wakes the owner of a bell. The order matters: the owner may wake by
// itself and fall asleep again between any two steps; the count then makes its
// sleep return at once, and its announcement stands.
func ring(p Parker, bell *uint32) {
	atomic.AndUint32(bell, ^uint32(asleep))
	atomic.AddUint32(bell, oneRing)
	p.Wake(bell)
}

// isShut reports whether the owner of a bell has closed its side.
func isShut(bell *uint32) bool { return atomic.LoadUint32(bell)&shut != 0 }

// shutSide closes the side that owns a bell and wakes whoever sleeps on either.
func shutSide(p Parker, own, other *uint32) {
	atomic.OrUint32(own, shut)
	ring(p, own)
	ring(p, other)
}
