package monitor

import (
	"context"
	"sync/atomic"

	"underhood/ipc/internal/futex"
)

// Await gets the lock at a moment when ready is true, and returns nil with the lock
// held. Until then the caller waits in the class. With an error it does not have the
// lock: the cause of ctx, or [ErrCorrupt].
//
// ready is called with the lock, and without it as a hint, so it reads shared words
// atomically and changes nothing.
//
// Of the goroutines of one process one waits for the others' processes; the rest wait
// in line behind it, on a channel.
func (m *Monitor) Await(ctx context.Context, class int, ready func() bool) error {
	if err := m.Lock(ctx); err != nil {
		return err
	}
	if ready() || m.Settle() && ready() {
		return nil
	}
	m.Unlock()
	select {
	case m.turns[class] <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return m.lead(ctx, class, ready)
}

// Do calls f with the lock, now or, if somebody has it who may have been stopped, when
// it is free: who stops waiting for one thing must not wait for another.
func (m *Monitor) Do(f func()) {
	if m.TryLock() {
		f()
		m.Unlock()
		return
	}
	go func() {
		if m.Lock(context.Background()) == nil {
			f()
			m.Unlock()
		}
	}()
}

// lead waits for all goroutines of the process that wait in the class. It has their
// turn, and gives it back.
func (m *Monitor) lead(ctx context.Context, class int, ready func() bool) error {
	word, bit := &m.words[class][m.me-1], uint64(1)<<(m.me-1)
	mask := &m.masks[class]
	conds := Room()
	defer Vacate(conds)
	seen, waiting := uint32(0), false
	for {
		m.waits[class].Until(ready)
		// First whose death would wake us, then the look: a death in between is not missed.
		watch := m.peers.Conds(append(conds[:0], futex.Cond{Addr: word}))
		if err := m.Lock(ctx); err != nil {
			m.giveUp(class, seen, waiting)
			return err
		}
		if ready() || m.Settle() && ready() {
			// Nobody waits here any more, so nobody may be signalled here.
			atomic.StoreUint64(mask, atomic.LoadUint64(mask)&^bit)
			<-m.turns[class]
			return nil
		}
		seen, waiting = atomic.LoadUint32(word), true
		atomic.StoreUint64(mask, atomic.LoadUint64(mask)|bit)
		m.Unlock()
		watch[0].Value = seen
		if err := futex.Wait(ctx, watch...); err != nil {
			m.giveUp(class, seen, waiting)
			return err
		}
	}
}

// giveUp ends the waiting of this process in the class, which has the turn until then.
// The caller does not have the lock.
func (m *Monitor) giveUp(class int, seen uint32, waiting bool) {
	if !waiting {
		<-m.turns[class]
		return
	}
	m.Do(func() {
		bit, mask := uint64(1)<<(m.me-1), &m.masks[class]
		atomic.StoreUint64(mask, atomic.LoadUint64(mask)&^bit)
		if atomic.LoadUint32(&m.words[class][m.me-1]) != seen {
			m.Signal(class) // which came too late for who gave up
		}
		<-m.turns[class]
	})
}
