// Package monitor is Hoare's monitor over shared memory, for processes that may be
// killed anywhere: a lock, classes of waiting, and what to do for a holder that died.
//
// Everything that processes share here (a queue, a semaphore, a barrier …) is plain
// words in a segment, changed with the monitor's lock held. Three rules make a kill at
// any instruction harmless:
//
//   - What a process holds is told by one word that names it, written in one store. That
//     is the truth; all else (counters, lists) is derived from it.
//   - Whoever finds the lock's holder dead takes the lock over and derives anew
//     ([State.Recover]).
//   - Whoever has the lock and finds a dead process gives back what that one held
//     ([State.Bury]), and wakes everybody, for the dead may have been about to.
//
// C. A. R. Hoare, Monitors: An Operating System Structuring Concept (1974); with the
// signal-and-continue of Mesa (Lampson and Redell 1980): who is woken looks again.
package monitor

import (
	"context"
	"errors"
	"math/bits"
	"sync/atomic"
	"unsafe"

	"underhood/ipc/internal/futex"
	"underhood/ipc/internal/spin"
)

// MaxPeers is how many processes can be attached, one bit of a mask each.
const MaxPeers = 64

// ErrCorrupt says that the words of a monitor are not what any monitor writes.
var ErrCorrupt = errors.New("ipc: the shared memory is corrupt")

// Peers are the processes attached to the segment: a roster's member.
type Peers interface {
	// Index is the caller's own place, below MaxPeers.
	Index() int
	// Conds adds the words that change when another process dies.
	Conds(dst []futex.Cond) []futex.Cond
	// Dead says whether a process has died; AnyDead, whether one has that is not
	// buried yet.
	Dead(peer int) bool
	AnyDead() bool
	// Gone waits until a dead process is wholly gone: until no thread of it can write.
	Gone(peer int)
	// Reap calls bury for each dead process, when it is gone, and frees its place.
	Reap(bury func(peer int))
}

// State is what a monitor guards. Its methods are called with the lock held.
type State interface {
	// Recover derives what can be derived anew: a process died while it had the lock.
	Recover()
	// Bury gives back what a dead process held. It may be called twice.
	Bury(peer int)
}

// A Rescuer is a State that says itself what becomes of a signal to a process that does
// not sleep any more: it may be stopped. Otherwise another of the class gets one, too.
type Rescuer interface {
	// Missed is called with the lock held. The process has been taken out of the class.
	Missed(class, peer int)
}

// Layout of the memory, in bytes. The lock has a line for itself; masks say which
// processes wait in a class; each has a word of its own in each class to sleep on, so
// that a signal wakes one and the right one.
const (
	lockAt  = 0
	masksAt = 64
	wordsAt = 128

	// MaxClasses is how many classes of waiting fit.
	MaxClasses = 8
	// Size is what a monitor takes of the memory, whose start is 64-byte aligned.
	Size = wordsAt + MaxClasses*MaxPeers*4
)

// contended is the bit of the lock word that says somebody sleeps for it; the rest is
// the holder's index plus one, 0 for nobody.
const contended = 1 << 31

// A Monitor is one process's view of a monitor. It is safe for concurrent use. Its
// memory has to stay mapped while it is used.
type Monitor struct {
	lock  *uint32
	masks *[MaxClasses]uint64
	words *[MaxClasses][MaxPeers]uint32

	peers Peers
	state State
	me    uint32 // index plus one
	spin  spin.Spin

	// wakes is whom to wake when the lock is released, guarded by it: a system call
	// under the lock would keep others out.
	wakes   [MaxClasses]uint64
	signals [MaxClasses]uint64 // those of them that are for one process only
	any     bool

	turns [MaxClasses]chan struct{}
	waits [MaxClasses]spin.Spin
}

// New is the view of the monitor in memory, which is zero for a fresh one. It panics
// if memory is too small or not aligned.
func New(memory []byte, peers Peers, state State) *Monitor {
	if len(memory) < Size || uintptr(unsafe.Pointer(&memory[0]))%64 != 0 {
		panic("monitor.New: the memory is too small or not aligned")
	}
	m := &Monitor{
		// Invariant: all three lie within memory, at multiples of their size.
		lock:  (*uint32)(unsafe.Pointer(&memory[lockAt])),
		masks: (*[MaxClasses]uint64)(unsafe.Pointer(&memory[masksAt])),
		words: (*[MaxClasses][MaxPeers]uint32)(unsafe.Pointer(&memory[wordsAt])),
		peers: peers, state: state, me: uint32(peers.Index()) + 1,
	}
	for i := range m.turns {
		m.turns[i] = make(chan struct{}, 1)
	}
	return m
}

// Unlock releases the lock, and wakes who was signalled. The caller must have it.
func (m *Monitor) Unlock() {
	if !m.any {
		m.release()
		return
	}
	wakes, signals := m.wakes, m.signals
	m.wakes, m.signals, m.any = [MaxClasses]uint64{}, [MaxClasses]uint64{}, false
	m.release()
	for class, mask := range wakes {
		for ; mask != 0; mask &= mask - 1 {
			peer := bits.TrailingZeros64(mask)
			if futex.Wake(&m.words[class][peer], futex.All) == 0 && signals[class]&(1<<peer) != 0 {
				m.rescue(class, peer)
			}
		}
	}
}

// rescue sees to a signal whose process did not sleep. Most often it is about to and will
// look again; but who is stopped does not sleep either, for the kernel, and will not look.
// One signal too many does no harm.
func (m *Monitor) rescue(class, peer int) {
	m.Do(func() {
		if r, ok := m.state.(Rescuer); ok {
			r.Missed(class, peer)
			return
		}
		m.Signal(class)
	})
}

func (m *Monitor) release() {
	if atomic.SwapUint32(m.lock, 0)&contended != 0 {
		m.wakeNext()
	}
}

// wakeNext is out of line, so that release is not.
func (m *Monitor) wakeNext() { futex.Wake(m.lock, 1) }

// Enter gets the lock if it is free, and Exit gives it back, for what signals nobody:
// they are Lock and Unlock at their shortest.
func (m *Monitor) Enter() bool { return atomic.CompareAndSwapUint32(m.lock, 0, m.me) }

// Exit is Unlock after Enter, with nobody signalled.
func (m *Monitor) Exit() {
	if atomic.SwapUint32(m.lock, 0)&contended != 0 {
		m.wakeNext()
	}
}

// Signal lets one process that waits in the class look again; Broadcast all. The caller
// has the lock.
func (m *Monitor) Signal(class int) {
	mask := atomic.LoadUint64(&m.masks[class])
	if mask == 0 {
		return
	}
	// The next after the caller, so that nobody is always the last.
	turned := bits.RotateLeft64(mask, -int(m.me))
	m.signal(class, (bits.TrailingZeros64(turned)+int(m.me))%MaxPeers)
}

// SignalTo lets one process look again, if it waits in the class. The caller has the
// lock.
func (m *Monitor) SignalTo(class, peer int) {
	if m.Waits(class, peer) {
		m.signal(class, peer)
	}
}

func (m *Monitor) signal(class, peer int) {
	m.signals[class] |= 1 << peer
	m.wake(class, 1<<peer)
}

// Broadcast lets everybody who waits in the class look again. The caller has the lock.
func (m *Monitor) Broadcast(class int) {
	if mask := atomic.LoadUint64(&m.masks[class]); mask != 0 {
		m.wake(class, mask)
	}
}

// wake takes processes out of the class's mask and changes their words; Unlock does
// the system calls. A process that dies in between has the lock or has just released
// it: whoever buries it wakes everybody.
func (m *Monitor) wake(class int, mask uint64) {
	atomic.StoreUint64(&m.masks[class], atomic.LoadUint64(&m.masks[class])&^mask)
	for rest := mask; rest != 0; rest &= rest - 1 {
		atomic.AddUint32(&m.words[class][bits.TrailingZeros64(rest)], 1)
	}
	m.wakes[class] |= mask
	m.any = true
}

// Settle buries who has died; the caller has the lock. It says whether there was
// anybody, and so whether to look again.
func (m *Monitor) Settle() bool {
	if !m.peers.AnyDead() {
		return false
	}
	m.peers.Reap(func(peer int) {
		m.state.Bury(peer)
		for class := range m.masks {
			atomic.StoreUint64(&m.masks[class], atomic.LoadUint64(&m.masks[class])&^(1<<peer))
		}
	})
	m.WakeAll()
	return true
}

// Tidy is Settle for who has nothing to do here, and so does not wait for ever.
func (m *Monitor) Tidy(ctx context.Context) {
	if m.peers.AnyDead() && m.Lock(ctx) == nil {
		m.Settle()
		m.Unlock()
	}
}

// WakeAll lets everybody look again, whatever for. The caller has the lock.
func (m *Monitor) WakeAll() {
	for class := range m.masks {
		m.Broadcast(class)
	}
}

// holder is the index of who has the lock by its word, and whether anybody has.
func holder(word uint32) (peer int, held bool, err error) {
	switch n := word &^ contended; {
	case n == 0:
		return 0, false, nil
	case n > MaxPeers:
		return 0, false, ErrCorrupt
	default:
		return int(n) - 1, true, nil
	}
}

// Idle says whether nobody waits in the class. The caller has the lock.
func (m *Monitor) Idle(class int) bool { return atomic.LoadUint64(&m.masks[class]) == 0 }

// Waiting is who waits in the class, a bit each. The caller has the lock.
func (m *Monitor) Waiting(class int) uint64 { return atomic.LoadUint64(&m.masks[class]) }

// Waits says whether a process waits in the class. The caller has the lock.
func (m *Monitor) Waits(class, peer int) bool {
	return atomic.LoadUint64(&m.masks[class])&(1<<peer) != 0
}
