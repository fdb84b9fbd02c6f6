package monitor

import (
	"context"
	"sync/atomic"

	"underhood/ipc/internal/futex"
)

// Lock gets the lock, or the cause of ctx when that ends first: a holder that was
// stopped is waited for. It returns [ErrCorrupt] for a word that no monitor writes. A
// goroutine that has the lock and calls Lock waits for itself.
func (m *Monitor) Lock(ctx context.Context) error {
	if atomic.CompareAndSwapUint32(m.lock, 0, m.me) {
		return nil
	}
	return m.lockSlow(ctx)
}

// TryLock gets the lock if it is free, or its holder is dead.
func (m *Monitor) TryLock() bool {
	if atomic.CompareAndSwapUint32(m.lock, 0, m.me) {
		return true
	}
	word := atomic.LoadUint32(m.lock)
	peer, held, err := holder(word)
	return err == nil && held && m.peers.Dead(peer) && m.takeOver(peer, word)
}

func (m *Monitor) lockSlow(ctx context.Context) error {
	if m.spin.Until(func() bool {
		return atomic.LoadUint32(m.lock) == 0 && atomic.CompareAndSwapUint32(m.lock, 0, m.me)
	}) {
		return nil
	}
	conds := Room()
	defer Vacate(conds)
	for {
		// First whose death would wake us, then the look: a death in between is not missed.
		watch := m.peers.Conds(append(conds[:0], futex.Cond{Addr: m.lock}))
		word := atomic.LoadUint32(m.lock)
		peer, held, err := holder(word)
		switch {
		case err != nil:
			return err
		case !held:
			// contended: others may sleep, and who was woken for them is us.
			if atomic.CompareAndSwapUint32(m.lock, word, m.me|contended) {
				m.Settle()
				return nil
			}
			continue
		case m.peers.Dead(peer):
			if m.takeOver(peer, word) {
				return nil
			}
			continue
		case word&contended == 0:
			if !atomic.CompareAndSwapUint32(m.lock, word, word|contended) {
				continue
			}
			word |= contended
		}
		watch[0].Value = word
		if err := futex.Wait(ctx, watch...); err != nil {
			return err
		}
	}
}

// takeOver gets the lock of a dead process.
func (m *Monitor) takeOver(peer int, word uint32) bool {
	m.peers.Gone(peer)
	if !atomic.CompareAndSwapUint32(m.lock, word, m.me|contended) {
		return false
	}
	m.state.Recover()
	m.Settle()
	return true
}
