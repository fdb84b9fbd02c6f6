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
	holder words.U32 // index plus one, 0 for nobody
	pid    words.U32 // of the holder
	died   words.U32 // of the last holder that died, until somebody says it is repaired
	useless,
	closed words.U32
	_      uint32
	ticket words.U64 // of the holder
}

const lockSize = monitor.Size + int(unsafe.Sizeof(lockWords{}))

// forLock is the class of those who wait for a lock.
const forLock = 0

type sharedLock struct {
	shared
	*lockWords
}

func openLock(memory []byte, peers monitor.Peers, at *seat) *sharedLock {
	l := &sharedLock{lockWords: (*lockWords)(unsafe.Pointer(&memory[monitor.Size]))} // aligned as monitor.New wants it
	l.me, l.seat = peers.Index(), at
	l.m = monitor.New(memory, peers, l)
	return l
}

func (l *sharedLock) Lock(ctx context.Context) (Hold, error) {
	if !l.detached.Load() && l.m.Enter() {
		if l.holder.Load() == 0 && l.closed.Load() == 0 && l.useless.Load() == 0 && !l.detached.Load() {
			h := l.hold()
			l.m.Exit()
			runtime.KeepAlive(l) // and with it the memory
			return h, nil
		}
		l.m.Exit()
	}
	return l.lockSlow(ctx)
}

// lockSlow is Lock when there is more to it.
func (l *sharedLock) lockSlow(ctx context.Context) (Hold, error) {
	if err := l.lock(ctx); err != nil {
		return Hold{}, err
	}
	if l.holder.Load() != 0 || l.closed.Load() != 0 {
		l.unlock()
		if err := l.await(ctx, forLock, l.ready); err != nil {
			return Hold{}, err
		}
	}
	return l.take()
}

func (l *sharedLock) ready() bool {
	return l.holder.Load() == 0 || l.closed.Load() != 0 || l.useless.Load() != 0
}

func (l *sharedLock) TryLock() (Hold, error) {
	if err := l.lock(context.Background()); err != nil {
		return Hold{}, err
	}
	if !l.ready() && !(l.m.Settle() && l.ready()) {
		l.unlock()
		return Hold{}, ErrLocked
	}
	return l.take()
}

// take makes this process the holder, if the lock is of any use. It has the monitor,
// and gives it back.
func (l *sharedLock) take() (Hold, error) {
	defer l.unlock()
	switch {
	case l.closed.Load() != 0:
		return Hold{}, ErrClosed
	case l.useless.Load() != 0:
		return Hold{}, ErrNotRecoverable
	}
	return l.hold(), nil
}

// hold makes this process the holder, with the monitor.
func (l *sharedLock) hold() Hold {
	ticket := l.ticket.Load() + 1
	l.ticket.Set(ticket)
	l.pid.Set(ownPID)
	l.holder.Set(uint32(l.me) + 1)
	return Hold{lock: l, ticket: ticket, died: int(l.died.Load())}
}

var ownPID = uint32(os.Getpid())

// holds says whether the ticket is the holder's, with the monitor.
func (l *sharedLock) holds(ticket uint64) bool {
	return l.holder.Load() == uint32(l.me)+1 && l.ticket.Load() == ticket
}

func (l *sharedLock) letGo(ticket uint64) error {
	if !l.detached.Load() && l.m.Enter() {
		if l.holds(ticket) && l.died.Load() == 0 && l.m.Idle(forLock) && !l.detached.Load() {
			l.holder.Set(0)
			l.m.Exit()
			runtime.KeepAlive(l)
			return nil
		}
		l.m.Exit()
	}
	if err := l.lock(context.Background()); err != nil {
		return ErrNotLocked
	}
	defer l.unlock()
	if !l.holds(ticket) {
		return ErrNotLocked
	}
	l.release()
	return nil
}

// release lets the next have the lock, with the monitor.
func (l *sharedLock) release() {
	l.holder.Set(0)
	if l.died.Load() != 0 { // and nobody has said that it is right again
		l.useless.Set(1)
		l.m.Broadcast(forLock)
		return
	}
	l.m.Signal(forLock)
}

func (l *sharedLock) consistent(ticket uint64) error {
	if err := l.lock(context.Background()); err != nil {
		return ErrNotLocked
	}
	defer l.unlock()
	if !l.holds(ticket) {
		return ErrNotLocked
	}
	l.died.Set(0)
	return nil
}

func (l *sharedLock) Close() error {
	if err := l.lock(context.Background()); err != nil {
		return err
	}
	l.closed.Set(1)
	l.m.WakeAll()
	l.unlock()
	return nil
}

func (l *sharedLock) Detach() error {
	return l.detach(func() {
		if l.holder.Load() == uint32(l.me)+1 { // given back, not left behind
			l.holder.Set(0)
		}
	})
}

// Recover has nothing to derive: the holder is one word.
func (l *sharedLock) Recover() {}

// Bury takes the lock from a dead holder.
func (l *sharedLock) Bury(peer int) {
	if l.holder.Load() == uint32(peer)+1 {
		l.died.Set(max(l.pid.Load(), 1))
		l.holder.Set(0)
	}
}
