package roster

import (
	"sync"
	"sync/atomic"

	"underhood/ipc/internal/futex"
	"underhood/ipc/internal/guardian"
)

// A Fake is a process that exists in a test only, and that can be killed there:
// several of them can share a table in one real process, in memory that the race
// detector sees. It is safe for concurrent use.
type Fake struct {
	id     Identity
	thread uint32

	mu     sync.Mutex
	killed bool
	held   map[*uint32]bool
}

var fakes atomic.Uint32

// NewFake makes a living process, different from all others.
func NewFake() *Fake {
	n := fakes.Add(1)
	return &Fake{
		id:     Identity{PID: n, Start: uint64(n)},
		thread: guardian.Waiters | n,
		held:   map[*uint32]bool{},
	}
}

// Kill does what the kernel does when a process dies: every word that it held says
// so, and one of those who sleep on it is woken. What the dead process still does
// to words after that has no effect. What it does to other memory the test has to
// stop: Kill is between two operations of the process, or called by it.
func (f *Fake) Kill() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.killed = true
	for word := range f.held {
		atomic.StoreUint32(word, guardian.Died)
		futex.Wake(word, 1)
	}
	clear(f.held)
}

// Hold is guardian.Hold. It takes words anywhere.
func (f *Fake) Hold(word *uint32, old uint32, accept func() bool) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.killed || !atomic.CompareAndSwapUint32(word, old, f.thread) {
		return false, nil
	}
	if accept != nil && !accept() {
		atomic.StoreUint32(word, old)
		return false, nil
	}
	f.held[word] = true
	return true, nil
}

// Release is guardian.Release.
func (f *Fake) Release(word *uint32, value uint32, retire func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.killed {
		return
	}
	if !f.held[word] {
		panic("roster.Fake.Release: this process does not hold the word")
	}
	if retire != nil {
		retire()
	}
	delete(f.held, word)
	atomic.StoreUint32(word, value)
	futex.Wake(word, futex.All)
}

// Fence does nothing: a killed Fake has no other threads.
func (f *Fake) Fence() {}

// Self says who the process is.
func (f *Fake) Self() (Identity, error) { return f.id, nil }

// Watch never has anything to tell, but by the word.
func (f *Fake) Watch(Identity, func()) func() { return func() {} }
