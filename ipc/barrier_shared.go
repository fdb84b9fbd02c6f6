package ipc

import (
	"context"
	"unsafe"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/words"
)

// barrierWords are what processes share of a barrier. A round is over when all have
// come, and when the barrier breaks.
type barrierWords struct {
	parties words.U32
	broken  words.U32
	round   words.U64     // how many are over
	ends    [64]words.U64 // of the last rounds: its number doubled, plus one if it broke
	waiting [monitor.MaxPeers]words.U32
}

const barrierSize = monitor.Size + int(unsafe.Sizeof(barrierWords{}))

type sharedBarrier struct {
	shared
	*barrierWords
}

func openBarrier(memory []byte, peers monitor.Peers, at *seat, parties int) *sharedBarrier {
	b := &sharedBarrier{barrierWords: (*barrierWords)(unsafe.Pointer(&memory[monitor.Size]))} // aligned as monitor.New wants it
	b.me, b.seat = peers.Index(), at
	b.m = monitor.New(memory, peers, b)
	if parties > 0 {
		b.parties.Set(uint32(parties))
	}
	return b
}

func (b *sharedBarrier) Wait(ctx context.Context) (int, error) {
	if err := b.lock(ctx); err != nil {
		return 0, err
	}
	b.m.Settle() // a dead one may have broken it
	if b.broken.Load() != 0 {
		b.unlock()
		return 0, ErrBroken
	}
	round := b.round.Load()
	b.waiting[b.me].Add(1)
	place := b.Parties() - b.count()
	if place <= 0 {
		b.end(0)
		b.unlock()
		return 0, nil
	}
	b.unlock()
	err := b.await(ctx, 0, func() bool { return b.round.Load() != round })
	if err != nil {
		b.m.Do(func() {
			if b.round.Load() == round {
				b.fail()
			}
		})
		return 0, err
	}
	defer b.unlock()
	if b.ends[round%64].Load() != 2*round { // also when it was so long ago that it is forgotten
		return 0, ErrBroken
	}
	return place, nil
}

// count is how many wait, with the lock.
func (b *sharedBarrier) count() (n int) {
	for i := range b.waiting {
		n += int(b.waiting[i].Load())
	}
	return n
}

// end lets all who wait go, with the lock.
func (b *sharedBarrier) end(broken uint64) {
	for i := range b.waiting {
		b.waiting[i].Set(0)
	}
	round := b.round.Load()
	b.ends[round%64].Set(2*round + broken)
	b.round.Set(round + 1)
	b.m.Broadcast(0)
}

// fail breaks the barrier for them, with the lock.
func (b *sharedBarrier) fail() {
	b.broken.Set(1)
	b.end(1)
}

func (b *sharedBarrier) Abort() error {
	return b.with(func() {
		if b.broken.Load() == 0 {
			b.fail()
		}
	})
}

func (b *sharedBarrier) Reset() error {
	return b.with(func() {
		if b.count() > 0 {
			b.fail()
		}
		b.broken.Set(0)
	})
}

func (b *sharedBarrier) with(f func()) error {
	if err := b.lock(context.Background()); err != nil {
		return err
	}
	f()
	b.unlock()
	return nil
}

func (b *sharedBarrier) Parties() int { return int(b.parties.Load()) }

func (b *sharedBarrier) Waiting() (n int) {
	_ = b.with(func() { n = b.count() })
	return n
}

func (b *sharedBarrier) Detach() error { return b.detach(func() { b.Bury(b.me) }) }

// Recover has nothing to derive.
func (b *sharedBarrier) Recover() {}

// Bury breaks the barrier at which a dead process waits.
func (b *sharedBarrier) Bury(peer int) {
	if b.waiting[peer].Load() > 0 {
		b.fail()
	}
}
