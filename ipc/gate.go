package ipc

import (
	"context"
	"sync/atomic"
)

// A gate is a mutex that one can stop waiting for: who is inside may wait for another
// process. [newGate] makes one.
type gate struct {
	state atomic.Int32 // 0 open, 1 somebody is inside, 2 and others may wait
	next  chan struct{}
}

func newGate() gate { return gate{next: make(chan struct{}, 1)} }

func (g *gate) enter(ctx context.Context) error {
	if g.state.CompareAndSwap(0, 1) {
		return nil
	}
	for g.state.Swap(2) != 0 {
		select {
		case <-g.next:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func (g *gate) leave() {
	if g.state.Swap(0) == 2 {
		select {
		case g.next <- struct{}{}:
		default: // one is on its way already
		}
	}
}
