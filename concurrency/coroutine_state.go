package concurrency

import (
	"sync/atomic"

	"underhood/internal/coro"
)

// Nothing in this file is generic: what is, is compiled where it is used, and there
// the compiler does not see into sync/atomic.

// life is the state, on the body's side: the body must be able to end without
// reaching the handle, or the collector could not close one that is dropped.
type life struct{ state atomic.Uint32 }

// enter makes a coroutine that is suspended Running, for one of those who try.
func (l *life) enter() bool {
	return l.state.CompareAndSwap(uint32(Suspended), uint32(Running))
}

// pause makes one that runs Suspended. One that has ended meanwhile stays so; see
// [Yielder.hold].
func (l *life) pause() bool { return l.state.CompareAndSwap(uint32(Running), uint32(Suspended)) }

// claim is enter for one that is Created.
func (l *life) claim() bool {
	return l.state.CompareAndSwap(uint32(Created), uint32(Running))
}

// A spot is where a coroutine was begun, and the only one where it can be switched
// to and from.
type spot struct {
	place coro.Place
	bound bool // the place is a thread
}

func here() spot {
	place := coro.Here()
	return spot{place, place != coro.Place{}}
}

// mayDiffer is the quick look, which says no when neither this goroutine nor the
// one that began is locked to a thread.
func (s *spot) mayDiffer() bool { return s.bound || coro.MayBeLocked() }

// differs is the thorough one.
func (s *spot) differs() bool { return coro.Here() != s.place }
