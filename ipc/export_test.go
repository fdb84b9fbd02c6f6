package ipc

import (
	"unsafe"

	"underhood/ipc/internal/fakepeers"
	"underhood/ipc/internal/monitor"
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
