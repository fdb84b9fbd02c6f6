package ipc

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// A Barrier lets a number of parties wait for each other, again and again. [NewBarrier]
// makes one for the goroutines of this process, [CreateBarrier] one in shared memory for
// other processes too. It is safe for concurrent use.
//
// As with Python's, the barrier breaks when one of those who wait gives up, and all
// others are told: they would wait for ever. So it does when a process dies that waits.
type Barrier interface {
	// Wait waits until all parties do, and says which of them the caller is: 0 for the
	// last to come. When its ctx ends first it returns the cause, and the barrier is
	// broken: ErrBroken for all others, until Reset.
	Wait(ctx context.Context) (int, error)
	// Abort breaks the barrier.
	Abort() error
	// Reset makes it whole again; who waits gets ErrBroken.
	Reset() error
	// Parties is how many have to come, Waiting how many have.
	Parties() int
	Waiting() int
	// Detach gives back this process's hold of it.
	Detach() error
}

// ErrBroken says that one who waited at a barrier gave up or died.
var ErrBroken = errors.New("ipc: the barrier is broken")

// NewBarrier makes a barrier for goroutines of this process. It panics if parties is
// less than 1.
func NewBarrier(parties int) Barrier {
	if parties < 1 {
		panic(fmt.Sprintf("ipc.NewBarrier: %d parties, less than 1", parties))
	}
	return &localBarrier{parties: parties, round: newRound()}
}

type localBarrier struct {
	parties int

	mu     sync.Mutex
	broken bool
	round  *round
}

// A round is one time that the parties come together.
type round struct {
	waiting int
	broken  bool
	over    chan struct{}
}

func newRound() *round { return &round{over: make(chan struct{})} }

func (b *localBarrier) Wait(ctx context.Context) (int, error) {
	b.mu.Lock()
	if b.broken {
		b.mu.Unlock()
		return 0, ErrBroken
	}
	r := b.round
	r.waiting++
	place := b.parties - r.waiting
	if place == 0 {
		b.round = newRound()
		close(r.over)
		b.mu.Unlock()
		return 0, nil
	}
	b.mu.Unlock()
	select {
	case <-r.over:
	case <-ctx.Done():
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.round == r && !r.broken {
			b.breakRound()
			b.broken = true
			return 0, context.Cause(ctx)
		}
	}
	if r.broken {
		return 0, ErrBroken
	}
	return place, nil
}

// breakRound tells all who wait, with mu held.
func (b *localBarrier) breakRound() {
	b.round.broken = true
	close(b.round.over)
	b.round = newRound()
}

func (b *localBarrier) Abort() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.broken {
		b.breakRound()
		b.broken = true
	}
	return nil
}

func (b *localBarrier) Reset() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.round.waiting > 0 {
		b.breakRound()
	}
	b.broken = false
	return nil
}

func (b *localBarrier) Parties() int { return b.parties }

func (b *localBarrier) Waiting() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.round.waiting
}

// Detach does nothing: the garbage collector does.
func (b *localBarrier) Detach() error { return nil }
