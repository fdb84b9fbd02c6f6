package ipc

import (
	"context"
	"unsafe"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/words"
)

// eventWords are what processes share of an event.
type eventWords struct {
	set, closed words.U32
	times       words.U64 // it was set
}

const eventSize = monitor.Size + int(unsafe.Sizeof(eventWords{}))

type sharedEvent struct {
	shared
	*eventWords
}

func openEvent(memory []byte, peers monitor.Peers, at *seat) *sharedEvent {
	e := &sharedEvent{eventWords: (*eventWords)(unsafe.Pointer(&memory[monitor.Size]))} // aligned as monitor.New wants it
	e.me, e.seat = peers.Index(), at
	e.m = monitor.New(memory, peers, e)
	return e
}

func (e *sharedEvent) Set() error {
	return e.change(func() {
		e.set.Set(1)
		e.times.Set(e.times.Load() + 1)
		e.m.Broadcast(0)
	})
}

func (e *sharedEvent) Clear() error { return e.change(func() { e.set.Set(0) }) }

func (e *sharedEvent) Close() error {
	return e.change(func() {
		e.closed.Set(1)
		e.m.Broadcast(0)
	})
}

func (e *sharedEvent) change(do func()) error {
	if err := e.lock(context.Background()); err != nil {
		return err
	}
	do()
	e.unlock()
	return nil
}

func (e *sharedEvent) IsSet() bool { return !e.detached.Load() && e.set.Load() != 0 }

func (e *sharedEvent) Wait(ctx context.Context) error {
	// Who waits is let go by a Set, also when Clear follows before it has its turn.
	before := e.times.Load()
	err := e.await(ctx, 0, func() bool {
		return e.set.Load() != 0 || e.times.Load() != before || e.closed.Load() != 0
	})
	if err != nil {
		return err
	}
	defer e.unlock()
	if e.closed.Load() != 0 {
		return ErrClosed
	}
	return nil
}

func (e *sharedEvent) Detach() error { return e.detach(func() {}) }

// Recover and Bury have nothing to do: nobody holds an event.
func (e *sharedEvent) Recover() {}

// Bury has nothing to do: nobody holds an event.
func (e *sharedEvent) Bury(int) {}
