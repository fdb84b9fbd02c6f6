package ipc

import (
	"context"
	"os"
	"runtime"
	"unsafe"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/words"
)

// lockWords are what processes share of a lock.
type lockWords struct {
	word lockWord
	_    [56]byte // a line for itself

	died    words.U32 // the last holder that died, until somebody says it is repaired
	useless words.U32 // nobody did; then died stays
	closed  words.U32
	_       uint32
	pids    [monitor.MaxPeers]words.U32 // of those attached
}

const lockSize = monitor.Size + int(unsafe.Sizeof(lockWords{}))

// forLock is the class of those who wait for a lock.
const forLock = 0

type sharedLock struct {
	shared
	*lockWords
}

func openLock(memory []byte, peers monitor.Peers, at *seat) *sharedLock {
	l := new(sharedLock)
	l.open(memory, peers, at, l)
	return l
}

// open makes a view of the lock in memory, which is the beginning of what state guards.
func (l *sharedLock) open(memory []byte, peers monitor.Peers, at *seat, state monitor.State) {
	l.lockWords = (*lockWords)(unsafe.Pointer(&memory[monitor.Size])) // aligned as monitor.New wants it
	l.me, l.seat = peers.Index(), at
	l.pids[l.me].Set(uint32(os.Getpid())) // before this process can have the lock
	l.m = monitor.New(memory, peers, state)
}

func (l *sharedLock) Lock(ctx context.Context) (Hold, error) {
	if h, ok := l.quick(); ok {
		return h, nil
	}
	if err := l.enter(ctx); err != nil {
		return Hold{}, err
	}
	if l.taken() && l.closed.Load() == 0 {
		l.exit()
		if err := l.await(ctx, forLock, l.ready); err != nil {
			return Hold{}, err
		}
	}
	return l.take()
}

func (l *sharedLock) TryLock() (Hold, error) {
	if h, ok := l.quick(); ok {
		return h, nil
	}
	if err := l.enter(context.Background()); err != nil {
		return Hold{}, err
	}
	if !l.ready() && !(l.m.Settle() && l.ready()) {
		l.exit()
		return Hold{}, ErrLocked
	}
	return l.take()
}

// quick gets the lock without the monitor, if it can be had like that.
func (l *sharedLock) quick() (Hold, bool) {
	if l.detached.Load() {
		return Hold{}, false
	}
	return l.attempt()
}

// attempt is quick for a handle that has not been given back a moment ago.
func (l *sharedLock) attempt() (Hold, bool) {
	ticket, ok := l.word.take(l.me)
	if !ok {
		return Hold{}, false
	}
	if l.detached.Load() {
		l.putBack(ticket)
		return Hold{}, false
	}
	runtime.KeepAlive(l) // and with it the memory
	return Hold{lock: l, ticket: ticket}, true
}

// putBack undoes take.
func (l *sharedLock) putBack(ticket uint64) {
	if l.word.drop(l.me, ticket) || l.m.Lock(context.Background()) != nil {
		return
	}
	l.word.guard()
	if l.holds(ticket) {
		l.release()
	}
	l.exit()
}

// enter gets the monitor, and for it the word.
func (l *sharedLock) enter(ctx context.Context) error {
	if err := l.lock(ctx); err != nil {
		return err
	}
	l.word.guard()
	return nil
}

// exit gives the monitor back, and the word if nothing speaks against it.
func (l *sharedLock) exit() {
	if l.m.Idle(forLock) && l.died.Load() == 0 && l.closed.Load() == 0 {
		l.word.unguard()
	}
	l.unlock()
}

func (l *sharedLock) taken() bool {
	holder, _ := l.word.read()
	return holder >= 0
}

// ready guards the word each time: who waits may have been signalled, and then nobody
// knows of it until it has looked.
func (l *sharedLock) ready() bool {
	l.word.guard()
	return !l.taken() || l.closed.Load() != 0 || l.useless.Load() != 0
}

// take makes this process the holder, if the lock is of any use. It has entered, and
// exits.
func (l *sharedLock) take() (Hold, error) {
	defer l.exit()
	switch {
	case l.closed.Load() != 0:
		return Hold{}, ErrClosed
	case l.useless.Load() != 0:
		return Hold{}, ErrNotRecoverable
	}
	return Hold{lock: l, ticket: l.word.give(l.me), died: int(l.died.Load())}, nil
}

// holds says whether the ticket is the holder's, having entered.
func (l *sharedLock) holds(ticket uint64) bool {
	holder, now := l.word.read()
	return holder == l.me && now == ticket
}

func (l *sharedLock) letGo(ticket uint64) error {
	if l.word.drop(l.me, ticket) {
		runtime.KeepAlive(l)
		return nil
	}
	return l.asHolder(ticket, l.release)
}

// release lets the next have the lock, having entered.
func (l *sharedLock) release() {
	l.word.free()
	if l.died.Load() != 0 { // and nobody has said that it is right again
		l.useless.Set(1)
		l.m.Broadcast(forLock)
		return
	}
	l.m.Signal(forLock)
}

func (l *sharedLock) consistent(ticket uint64) error {
	return l.asHolder(ticket, func() { l.died.Set(0) })
}

// asHolder does what only the holder may, having entered.
func (l *sharedLock) asHolder(ticket uint64, do func()) error {
	if err := l.enter(context.Background()); err != nil {
		return ErrNotLocked
	}
	defer l.exit()
	if !l.holds(ticket) {
		return ErrNotLocked
	}
	do()
	return nil
}

func (l *sharedLock) Close() error {
	if err := l.enter(context.Background()); err != nil {
		return err
	}
	l.closed.Set(1)
	l.m.WakeAll()
	l.exit()
	return nil
}

func (l *sharedLock) Detach() error { return l.detach(l.leave) }

// leave gives the lock back, so that it is not left behind.
func (l *sharedLock) leave() {
	l.word.guard()
	if holder, _ := l.word.read(); holder == l.me {
		l.word.free()
	}
}

// Recover has nothing to derive: the holder is one word.
func (l *sharedLock) Recover() {}

// Bury takes the lock from a dead holder.
func (l *sharedLock) Bury(peer int) {
	if holder, _ := l.word.read(); holder != peer {
		return
	}
	l.word.guard()
	l.died.Set(max(l.pids[peer].Load(), 1))
	l.word.free()
}
