package ipc

import (
	"context"
	"unsafe"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/words"
)

// eventWords are what processes share of an event.
type eventWords struct{ set, closed words.U32 }

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

func (e *sharedEvent) Set() error   { return e.change(&e.set, 1) }
func (e *sharedEvent) Clear() error { return e.change(&e.set, 0) }
func (e *sharedEvent) Close() error { return e.change(&e.closed, 1) }

func (e *sharedEvent) change(word *words.U32, to uint32) error {
	if err := e.lock(context.Background()); err != nil {
		return err
	}
	word.Set(to)
	if to == 1 {
		e.m.Broadcast(0)
	}
	e.unlock()
	return nil
}

func (e *sharedEvent) IsSet() bool { return !e.detached.Load() && e.set.Load() != 0 }

func (e *sharedEvent) Wait(ctx context.Context) error {
	if err := e.await(ctx, 0, func() bool { return e.set.Load() != 0 || e.closed.Load() != 0 }); err != nil {
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
