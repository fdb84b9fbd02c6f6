package ipc

import (
	"context"
	"unsafe"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/words"
)

// conditionWords are what processes share of a condition, beside its lock: how many
// goroutines of each process wait, and how many of those have been signalled.
type conditionWords struct {
	peers [monitor.MaxPeers]struct{ waiting, signalled words.U32 }
	last  words.U32 // that was signalled
}

const conditionSize = lockSize + int(unsafe.Sizeof(conditionWords{}))

// forSignal is the class of those who wait for a signal.
const forSignal = 1

type sharedCondition struct {
	sharedLock
	*conditionWords
	turn chan struct{} // the goroutine of this process that waits first
}

func openCondition(memory []byte, peers monitor.Peers, at *seat) *sharedCondition {
	c := &sharedCondition{
		conditionWords: (*conditionWords)(unsafe.Pointer(&memory[lockSize])), // a multiple of 8, as lockSize is
		turn:           make(chan struct{}, 1),
	}
	c.open(memory, peers, at, c)
	return c
}

func (c *sharedCondition) Wait(ctx context.Context, h Hold) (Hold, error) {
	if err := c.startWaiting(h); err != nil {
		return Hold{}, err
	}
	var why error
	select {
	case c.turn <- struct{}{}:
		why = c.await(ctx, forSignal, func() bool {
			return c.conditionWords.peers[c.me].signalled.Load() > 0 || c.closed.Load() != 0
		})
		if why == nil {
			c.wake()
			c.unlock()
		}
		<-c.turn
	case <-ctx.Done():
		why = context.Cause(ctx)
	}
	if why != nil {
		c.m.Do(c.giveUp)
	}
	h, err := c.Lock(context.WithoutCancel(ctx))
	if err != nil {
		return h, err
	}
	return h, why
}

// startWaiting counts the caller among those who wait, and gives its lock back, in one.
func (c *sharedCondition) startWaiting(h Hold) error {
	if h.lock != held(&c.sharedLock) {
		return ErrNotLocked
	}
	if err := c.enter(context.Background()); err != nil {
		return err
	}
	defer c.exit()
	if !c.holds(h.ticket) {
		return ErrNotLocked
	}
	c.conditionWords.peers[c.me].waiting.Add(1)
	c.release()
	return nil
}

// wake takes one who was signalled out, with the monitor.
func (c *sharedCondition) wake() {
	mine := &c.conditionWords.peers[c.me]
	if mine.waiting.Load() > 0 {
		mine.waiting.Add(-1)
	}
	if mine.signalled.Load() > 0 {
		mine.signalled.Add(-1)
	}
}

// giveUp takes one out who does not wait any longer, with the monitor. It takes no signal
// along: what this process cannot use goes to another.
func (c *sharedCondition) giveUp() {
	mine := &c.conditionWords.peers[c.me]
	if mine.waiting.Load() > 0 {
		mine.waiting.Add(-1)
	}
	if spare := int(mine.signalled.Load()) - int(mine.waiting.Load()); spare > 0 {
		mine.signalled.Add(-spare)
		c.pass(spare)
	}
}

func (c *sharedCondition) Signal() error { return c.signal(1) }

func (c *sharedCondition) Broadcast() error { return c.signal(-1) }

// signal wakes as many as n says, or all.
func (c *sharedCondition) signal(n int) error {
	if err := c.lock(context.Background()); err != nil {
		return err
	}
	defer c.unlock()
	c.pass(n)
	return nil
}

// pass gives n signals to those who wait, or as many as there are if n is negative, one
// process after the other: first to those that sleep, for of the rest one may be stopped.
func (c *sharedCondition) pass(n int) {
	for _, among := range []uint64{c.m.Waiting(forSignal), ^uint64(0)} {
		for idle := 0; n != 0 && idle < monitor.MaxPeers; {
			peer := int(c.last.Load()+1) % monitor.MaxPeers
			c.last.Set(uint32(peer))
			p := &c.conditionWords.peers[peer]
			if among&(1<<peer) == 0 || p.signalled.Load() >= p.waiting.Load() {
				idle++
				continue
			}
			idle = 0
			n--
			p.signalled.Add(1)
			c.m.SignalTo(forSignal, peer)
		}
	}
}

// Missed passes the signal on that a process did not wake by, which may be stopped.
func (c *sharedCondition) Missed(class, peer int) {
	if class == forLock {
		c.m.Signal(forLock)
		return
	}
	if p := &c.conditionWords.peers[peer]; p.signalled.Load() > 0 {
		p.signalled.Add(-1)
		c.pass(1)
	}
}

func (c *sharedCondition) Detach() error {
	return c.detach(func() {
		c.leave()
		c.forget(c.me)
	})
}

// Bury passes the signals of a dead process on, and takes the lock from it.
func (c *sharedCondition) Bury(peer int) {
	c.sharedLock.Bury(peer)
	c.forget(peer)
}

func (c *sharedCondition) forget(peer int) {
	p := &c.conditionWords.peers[peer]
	eaten := int(min(p.signalled.Load(), p.waiting.Load()))
	p.waiting.Set(0)
	p.signalled.Set(0)
	c.pass(eaten)
}
