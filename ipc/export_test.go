package ipc

import (
	"context"
	"unsafe"

	"underhood/ipc/internal/fakepeers"
	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/ring"
	"underhood/ipc/internal/slots"
)

// The protocols over memory of this process, for the race detector, which sees nothing
// of what is in shared memory. Each function makes several handles, as of so many
// processes, and their peers, which a test may kill.

func heap(size int) []byte {
	raw := make([]byte, size+64)
	return raw[-int(uintptr(unsafe.Pointer(&raw[0])))&63:][:size]
}

func onHeap[H any](size, n int, open func(memory []byte, p monitor.Peers, fresh bool) H) (all []H, peers []*fakepeers.Peer) {
	memory, table := heap(size), new(fakepeers.All)
	for i := range n {
		p := table.Join()
		peers = append(peers, p)
		all = append(all, open(memory, p, i == 0))
	}
	return all, peers
}

func HeapQueues(capacity, n int) ([]Queue[int], []*fakepeers.Peer) {
	codec, _ := Raw[int]()
	size, _ := slots.Size(capacity, codec.Max())
	return onHeap(int(size), n, func(memory []byte, p monitor.Peers, fresh bool) Queue[int] {
		q, err := openQueue(memory, capacity, codec, p, nil, fresh)
		if err != nil {
			panic(err)
		}
		return q
	})
}

func HeapSemaphores(size, n int) ([]Semaphore, []*fakepeers.Peer) {
	return onHeap(semaphoreSize, n, func(memory []byte, p monitor.Peers, fresh bool) Semaphore {
		if !fresh {
			return openSemaphore(memory, p, nil, 0)
		}
		return openSemaphore(memory, p, nil, size)
	})
}

func HeapLocks(n int) ([]Lock, []*fakepeers.Peer) {
	return onHeap(lockSize, n, func(memory []byte, p monitor.Peers, _ bool) Lock { return openLock(memory, p, nil) })
}

func HeapEvents(n int) ([]Event, []*fakepeers.Peer) {
	return onHeap(eventSize, n, func(memory []byte, p monitor.Peers, _ bool) Event { return openEvent(memory, p, nil) })
}

func HeapConditions(n int) ([]Condition, []*fakepeers.Peer) {
	return onHeap(conditionSize, n, func(memory []byte, p monitor.Peers, _ bool) Condition {
		return openCondition(memory, p, nil)
	})
}

func HeapBarriers(parties, n int) ([]Barrier, []*fakepeers.Peer) {
	return onHeap(barrierSize, n, func(memory []byte, p monitor.Peers, fresh bool) Barrier {
		if !fresh {
			return openBarrier(memory, p, nil, 0)
		}
		return openBarrier(memory, p, nil, parties)
	})
}

func HeapPipes() (a, b *SharedPipe, peers []*fakepeers.Peer) {
	memory, table := heap(pipeSize(1<<12)+128), new(fakepeers.All)
	memory = memory[:pipeSize(1<<12)]
	for side := range 2 {
		if err := ring.Format(pipeRing(memory, side)); err != nil {
			panic(err)
		}
	}
	var ends [2]*SharedPipe
	for side := range ends {
		p := table.Join()
		peers = append(peers, p)
		var err error
		if ends[side], err = openPipe(memory, side, p, nil, nil); err != nil {
			panic(err)
		}
	}
	return ends[0], ends[1], peers
}

// StartWaiting counts a goroutine that will never look again among those who wait.
func StartWaiting(c Condition, h Hold) error { return c.(*sharedCondition).startWaiting(h) } //nolint:errcheck // it is one

// GiveUp is what a goroutine does that does not wait any longer.
func GiveUp(c Condition) {
	s := c.(*sharedCondition) //nolint:errcheck // it is one
	s.m.Do(s.giveUp)
}

// Waiting is how many wait for a signal.
func Waiting(c Condition) (n int) {
	s := c.(*sharedCondition) //nolint:errcheck // it is one
	if s.lock(context.Background()) != nil {
		return 0
	}
	defer s.unlock()
	for i := range s.conditionWords.peers {
		n += int(s.conditionWords.peers[i].waiting.Load())
	}
	return n
}

// Sleeps says whether this process is among those who sleep for an event.
func Sleeps(e Event) bool {
	s := e.(*sharedEvent) //nolint:errcheck // it is one
	if s.lock(context.Background()) != nil {
		return false
	}
	defer s.unlock()
	return s.m.Waits(0, s.me)
}

// HeapGobQueue is a queue of one process whose codec can fail.
func HeapGobQueue(capacity int) Queue[int] {
	codec := Gob[int](64)
	size, _ := slots.Size(capacity, codec.Max())
	all, _ := onHeap(int(size), 1, func(memory []byte, p monitor.Peers, fresh bool) Queue[int] {
		q, err := openQueue(memory, capacity, codec, p, nil, fresh)
		if err != nil {
			panic(err)
		}
		return q
	})
	return all[0]
}

// PutBytes puts what no codec has made.
func PutBytes(q Queue[int], message []byte) error {
	return q.(*sharedQueue[int]).slots.TryPut(context.Background(), message) //nolint:errcheck // it is one
}

// LockSleeps says whether this process is among those who sleep for a lock.
func LockSleeps(l Lock) bool {
	s := l.(*sharedLock) //nolint:errcheck // it is one
	if s.lock(context.Background()) != nil {
		return false
	}
	defer s.unlock()
	return s.m.Waits(forLock, s.me)
}

// Settle is what every call does that waits.
func Settle(c Condition) error {
	s := c.(*sharedCondition) //nolint:errcheck // it is one
	if err := s.lock(context.Background()); err != nil {
		return err
	}
	defer s.unlock()
	s.m.Settle()
	return nil
}

// AttemptLock is what a goroutine does that has found its handle good.
func AttemptLock(l Lock) bool {
	_, ok := l.(*sharedLock).attempt() //nolint:errcheck // it is one
	return ok
}
