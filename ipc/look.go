package ipc

import (
	"runtime"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/ring"
	"underhood/ipc/internal/roster"
)

// A State is what there is to see of something shared: for a monitor's eyes, or a
// person's. Each number was true at some moment, not all at the same one.
type State struct {
	// Kind is queue, pipe, memory, semaphore, lock, event, condition or barrier.
	Kind string
	// Size is how many values a queue or a memory has room for, how many permits or
	// parties there are, and the bytes of a pipe, each way.
	Size int
	// Len is how many values wait to be got, how many permits are free, how many have
	// come to a barrier, how many hold a lock, and 1 for an event that is set.
	Len int
	// Closed is of what can be closed for everybody, Broken of a barrier, and of a lock
	// that is not recoverable.
	Closed, Broken bool
	// Died is the process id of the last holder that died with the lock, while nobody
	// has said that what it guards is right again.
	Died int
	// Peers are the processes that are attached, by their place. A memory does not know.
	Peers []Peer
	// Out and In are the two ways of a pipe, as seen from this end.
	Out, In Way
}

// A Peer is a process at something shared.
type Peer struct {
	PID int // in its own namespace
	// Dead says that it has died, and that nobody has needed what it held yet: the next
	// who waits for that gives it back.
	Dead bool
	// Holds is how many permits, locks, or tasks not done it has; Wants, how many
	// permits it waits for.
	Holds, Wants int
	// Waits says that a goroutine of it sleeps here, or is about to.
	Waits bool
}

// A Way is one direction of a pipe.
type Way struct {
	Used int    // bytes on the way, with their headers; less than a sixteenth of Size may be missing
	Read uint64 // bytes received since the beginning, with their headers
}

// Look is the state of something shared, which a Create or an Attach function made. It
// waits for nobody and changes nothing: a process that was stopped with a lock does not
// stop it, and a dead one is not buried by it. It returns ErrNotShared for what is of
// this process only, and ErrCorrupt. What was closed or detached here can still be looked
// at.
func Look(thing any) (State, error) {
	if l, ok := thing.(looked); ok && l.memory() != nil {
		s, err := l.look()
		runtime.KeepAlive(thing) // and with it the memory
		return s, err
	}
	return State{}, ErrNotShared
}

type looked interface {
	Shared
	look() (State, error)
}

// peers are the processes at a segment, each as tell adds to it.
func (s *seat) peers(tell func(place int, p *Peer)) (all []Peer) {
	for place := range roster.MaxPeers {
		dead := s.member.Dead(place)
		if !dead && !s.member.Alive(place) {
			continue
		}
		p := Peer{PID: s.member.PID(place), Dead: dead}
		tell(place, &p)
		all = append(all, p)
	}
	return all
}

// waits says whether a process sleeps at a monitor, whatever for.
func waits(m *monitor.Monitor, place int) bool {
	for class := range monitor.MaxClasses {
		if m.Waits(class, place) {
			return true
		}
	}
	return false
}

func (q *sharedQueue[T]) look() (State, error) {
	s := State{Kind: "queue", Size: q.capacity, Closed: q.slots.Closed()}
	s.Len, _ = q.slots.Len()
	s.Peers = q.peers(func(place int, p *Peer) { p.Holds, p.Waits = q.slots.Look(place) })
	return s, nil
}

func (p *SharedPipe) look() (State, error) {
	memory := p.segment.Bytes()
	out, err := ring.Look(pipeRing(memory, p.side))
	if err != nil {
		return State{}, pipeError(err)
	}
	in, err := ring.Look(pipeRing(memory, 1-p.side))
	if err != nil {
		return State{}, pipeError(err)
	}
	s := State{Kind: "pipe", Size: out.Capacity, Out: way(out), In: way(in)}
	s.Closed = out.WriterClosed || in.WriterClosed
	s.Peers = p.seat.peers(func(place int, peer *Peer) {
		if place == p.seat.member.Index() {
			peer.Waits = out.WriterAsleep || in.ReaderAsleep
			return
		}
		peer.Waits = out.ReaderAsleep || in.WriterAsleep
	})
	return s, nil
}

func way(r ring.State) Way {
	// The head may have gone past a tail that was not told yet.
	return Way{Used: int(min(max(int64(r.Tail-r.Head), 0), int64(r.Capacity))), Read: r.Head}
}

func (m *SharedMemory[T]) look() (State, error) {
	return State{Kind: "memory", Size: m.Len()}, nil
}

func (s *sharedSemaphore) look() (State, error) {
	return State{
		Kind: "semaphore", Size: s.Size(), Len: int(s.free.Load()), Closed: s.closed.Load() != 0,
		Peers: s.seat.peers(func(place int, p *Peer) {
			its := &s.semaphoreWords.peers[place]
			p.Holds, p.Wants, p.Waits = int(its.held.Load()), int(its.want.Load()), waits(s.m, place)
		}),
	}, nil
}

func (l *sharedLock) look() (State, error) {
	holder, _ := l.word.read()
	s := State{
		Kind: "lock", Size: 1, Closed: l.closed.Load() != 0, Broken: l.useless.Load() != 0, Died: int(l.died.Load()),
		Peers: l.peers(func(place int, p *Peer) {
			p.Waits = waits(l.m, place)
			if place == holder {
				p.Holds = 1
			}
		}),
	}
	if holder >= 0 {
		s.Len = 1
	}
	return s, nil
}

func (c *sharedCondition) look() (State, error) {
	s, err := c.sharedLock.look()
	s.Kind = "condition"
	return s, err
}

func (e *sharedEvent) look() (State, error) {
	return State{
		Kind: "event", Size: 1, Len: int(min(e.set.Load(), 1)), Closed: e.closed.Load() != 0,
		Peers: e.peers(func(place int, p *Peer) { p.Waits = waits(e.m, place) }),
	}, nil
}

func (b *sharedBarrier) look() (State, error) {
	return State{
		Kind: "barrier", Size: b.Parties(), Len: b.count(), Broken: b.broken.Load() != 0,
		Peers: b.peers(func(place int, p *Peer) { p.Waits = waits(b.m, place) }),
	}, nil
}
