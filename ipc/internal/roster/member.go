package roster

import (
	"sync"
	"sync/atomic"

	"underhood/ipc/internal/futex"
)

// A Member is one process's place in a table; a process may have several. It is
// safe for concurrent use. Its memory has to stay mapped until Leave has returned.
type Member struct {
	table *table
	host  Host
	me    int
	left  sync.Once

	known   [MaxPeers]atomic.Uint64 // deaths this process has been told of: state+1
	watches watches
}

// Join takes a free place in the table that begins the region: memory that
// guardian.Map made or that is laid out like it.
//
// When all places are taken, and some by dead processes, Join first calls bury for
// one of them, as [Member.Reap] does. There is nobody else whom it could ask, and
// until bury returns, the caller is the only one who acts under that index. With a
// nil bury the place of a dead process is not taken.
//
// It returns [ErrRegion], [ErrFull], or the system's error.
func Join(region []byte, bury func(peer int)) (*Member, error) {
	return JoinAs(process{}, region, bury)
}

// JoinAs is [Join] for a process that is not this one.
func JoinAs(host Host, region []byte, bury func(peer int)) (*Member, error) {
	t, err := tableOf(region)
	if err != nil {
		return nil, err
	}
	self, err := host.Self()
	if err != nil {
		return nil, err
	}
	for {
		for i := range t {
			ok, err := claim(t, host, self, i)
			if err != nil {
				return nil, err
			}
			if ok {
				return &Member{table: t, host: host, me: i}, nil
			}
		}
		if bury == nil || !reapOne(t, host, bury) {
			return nil, ErrFull
		}
	}
}

// claim takes a free entry.
func claim(t *table, host Host, self Identity, i int) (bool, error) {
	e := &t[i]
	if atomic.LoadUint32(&e.word) != 0 {
		return false, nil
	}
	t.use(i + 1) // before it is taken, so that nobody who has it is overlooked
	ok, err := host.Hold(&e.word, 0, func() bool {
		s := e.load()
		if s.phase() != free {
			return false // nonsense, to be left alone
		}
		e.setIdentity(self)
		e.store(s.attach())
		return true
	})
	if ok {
		atomic.AddUint32(&t[0].joins, 1)
		futex.Wake(&t[0].joins, futex.All)
	}
	return ok, err
}

// Leave gives the place back; whatever the process holds it has given back before.
// It wakes those who watch it. Leaving twice does nothing.
func (m *Member) Leave() {
	m.left.Do(func() {
		m.watches.end()
		e := &m.table[m.me]
		m.host.Release(&e.word, 0, func() { e.store(e.load().next()) })
	})
}

// Index is the member's own place, below [MaxPeers].
func (m *Member) Index() int { return m.me }

// PID is the process number in an entry, in that process's own namespace, or 0.
func (m *Member) PID(peer int) int {
	if peer < 0 || peer >= MaxPeers {
		return 0
	}
	return int(atomic.LoadUint32(&m.table[peer].pid))
}

// Alive reports whether a process is attached there, and not known to be dead. A
// stopped process is alive. An index that no process can have is not.
func (m *Member) Alive(peer int) bool {
	if peer < 0 || peer >= MaxPeers {
		return false
	}
	e := &m.table[peer]
	word, dead := e.dead()
	return word != 0 && !dead && e.load().phase() == attached
}

// Dead reports whether the process that is attached there has died, and what it
// held has not been given back yet.
func (m *Member) Dead(peer int) bool {
	if peer < 0 || peer >= MaxPeers {
		return false
	}
	e := &m.table[peer]
	if _, dead := e.dead(); dead {
		m.known[peer].Store(uint64(e.load()) + 1)
		return true
	}
	return e.load().phase() == reaped
}

// AnyDead reports whether another process has died and nobody reaps it.
func (m *Member) AnyDead() bool {
	found := false
	for i := range m.table.used() {
		e := &m.table[i]
		if _, dead := e.dead(); dead && i != m.me {
			m.known[i].Store(uint64(e.load()) + 1)
			found = true
		}
	}
	return found
}

// Conds appends words for futex.Wait, at most [MaxPeers]: they change when another
// process dies, has been reaped, joins or leaves.
//
// A death before the call is not missed either, as long as nobody in this process
// has been told of it: then the wait returns at once. Best is to call Conds first,
// to look at what one waits for then, with Dead for whose death matters, and to
// wait last: that is right whoever has been told of what.
func (m *Member) Conds(dst []futex.Cond) []futex.Cond {
	joins := &m.table[0].joins
	dst = append(dst, futex.Cond{Addr: joins, Value: atomic.LoadUint32(joins)})
	for i := range m.table.used() {
		if i == m.me {
			continue
		}
		e := &m.table[i]
		word, dead := e.dead()
		switch {
		case word == 0:
			continue
		case dead && m.known[i].Load() != uint64(e.load())+1:
			word = 0 // which it is not: the kernel will not sleep on that
		case !dead:
			m.watches.see(m.host, i, e, word)
		}
		dst = append(dst, futex.Cond{Addr: &e.word, Value: word})
	}
	return dst
}

// Gone waits until a process that was seen dead can write no more, which takes
// some microseconds: for who takes something over from it without [Member.Reap].
func (m *Member) Gone(int) { m.host.Fence() }
