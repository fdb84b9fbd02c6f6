package roster

import (
	"underhood/ipc/internal/futex"
	"underhood/ipc/internal/guardian"
)

// outsider is the index of who reaps and is not in the table.
const outsider = -1

// Reap calls bury for each dead process that nobody else reaps, when no thread of
// it can write any more, and then frees its place and wakes all who watch it. bury
// gives back what the process held and wakes those who waited for that. It may be
// called again for the same process, when the one who reaped it was killed in the
// middle. It must not call Reap or Leave of the same member.
//
// # Panics
//
// A panic of bury comes out here; the process is still dead then, and to be reaped.
func (m *Member) Reap(bury func(peer int)) {
	for i := range m.table.used() {
		if i != m.me {
			reap(m.table, m.host, i, m.me, bury)
		}
	}
}

// reapOne frees the place of one dead process, for who is not in the table.
func reapOne(t *table, host Host, bury func(peer int)) bool {
	for i := range t {
		if reap(t, host, i, outsider, bury) {
			return true
		}
	}
	return false
}

// reap reports whether it has reaped the process at an index.
func reap(t *table, host Host, i, by int, bury func(peer int)) bool {
	e := &t[i]
	seen, ok := inherit(e, host, by)
	if !ok {
		return false
	}
	buried := false
	defer func() {
		if !buried {
			host.Release(&e.word, guardian.Died, nil)
		}
	}()
	bury(i)
	buried = true
	host.Release(&e.word, 0, func() { e.store(seen.next()) })
	return true
}

// inherit takes the word of a dead process and returns the state it was in.
func inherit(e *entry, host Host, by int) (seen state, ok bool) {
	self, err := host.Self()
	if err != nil {
		return 0, false
	}
	// Again when there was another death meanwhile: but not for ever, should
	// somebody write nonsense.
	for range maxPasses {
		// The state first: if it is still the same when the word is ours, then the
		// fence was for the death that the word told of, and not for one before.
		seen = e.load()
		word, dead := e.dead()
		if !dead {
			return 0, false
		}
		// The kernel has woken one, who may have died of the same kill.
		futex.Wake(&e.word, futex.All)
		host.Fence()
		ok, err = host.Hold(&e.word, word, func() bool {
			if e.load() != seen {
				return false
			}
			e.setIdentity(self)
			e.store(seen.reap(by))
			return true
		})
		if ok || err != nil {
			break
		}
	}
	return seen, ok
}

const maxPasses = 100
