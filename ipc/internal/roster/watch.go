package roster

import (
	"sync"
	"sync/atomic"

	"underhood/ipc/internal/futex"
	"underhood/ipc/internal/guardian"
)

// watches is whom a member watches by other means than its word.
//
// The kernel wakes one sleeper when a process dies. A sleeper that is stopped is not
// asleep for the kernel, but one that is stopped between being woken and telling
// the others keeps it for itself, for as long as that lasts. So every process in
// which somebody sleeps also watches the other processes themselves, and wakes all
// who sleep on the word of one that has ended.
type watches struct {
	mu    sync.Mutex
	ended bool
	of    [MaxPeers]struct {
		state atomic.Uint64 // the entry's when it was seen, plus one
		stop  func()
	}
}

// see makes sure that who has a word is watched.
func (w *watches) see(host Host, i int, e *entry, word uint32) {
	s := e.load()
	one := &w.of[i]
	if one.state.Load() == uint64(s)+1 || s.phase() == free {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended || one.state.Load() == uint64(s)+1 {
		return
	}
	id, ok := e.identity(word)
	if !ok || e.load() != s {
		return // just changing: it wakes us when it is done, and we look again
	}
	if one.stop != nil {
		one.stop()
		one.stop = nil
		one.state.Store(0)
	}
	one.stop = host.Watch(id, func() {
		// The kernel has marked the word long ago, if it has been able to.
		if e.load() == s {
			atomic.CompareAndSwapUint32(&e.word, word, guardian.Died)
		}
		futex.Wake(&e.word, futex.All)
	})
	if one.stop != nil {
		one.state.Store(uint64(s) + 1)
	}
}

// end stops watching.
func (w *watches) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	for i := range w.of {
		if stop := w.of[i].stop; stop != nil {
			stop()
		}
	}
}
