// Package slots is a bounded queue of messages in shared memory, for any number of
// producers and consumers in any processes, each of which may be killed anywhere.
//
// A message lives in a slot. The one word that tells the truth about a slot is its
// state: free, filled by a process, ready, or taken by a process. The order of the ready
// ones (by number), the list of the free ones and the counters are derived from that
// whenever a process died with the lock. So a producer that dies while it fills a slot
// leaves a free slot, and what a dead consumer had taken is ready again, marked and in
// its old place.
package slots

import (
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"unsafe"

	"underhood/ipc/internal/monitor"
)

// Errors of a queue.
var (
	ErrFull     = errors.New("ipc: the queue is full")
	ErrEmpty    = errors.New("ipc: the queue is empty")
	ErrClosed   = errors.New("ipc: the queue is closed")
	ErrTooLarge = errors.New("ipc: too large")
	ErrNotTaken = errors.New("ipc: the message is not taken, or done already")
)

// The memory: the monitor, a header, the ring of ready slots, the stack of free ones,
// and the slots.
const (
	headerAt = monitor.Size
	ringAt   = headerAt + 64

	slotHeader = 32
	// MaxCapacity is how many slots a queue can have.
	MaxCapacity = 1 << 24
)

type header struct {
	closed uint32
	ready  uint32 // how many, in the ring from first on
	first  uint32
	free   uint32 // how many, on the stack
	taken  uint32
	_      uint32
	next   uint64 // the number of the next message
}

type slot struct {
	state       uint32
	redelivered uint32
	length      uint32
	_           uint32
	number      uint64
	_           uint64
}

// A slot's state is a kind, and from bit 8 on the index of the process it names.
const (
	free   = iota // also what fresh memory is
	filled        // by a process that has not committed it
	ready
	taken
)

func by(kind uint32, peer int) uint32 { return kind | uint32(peer)<<8 }

// Stride is what a slot for messages of a size takes, in bytes.
func stride(size int) int { return (slotHeader + size + 63) &^ 63 }

// Size is what a queue takes of the memory, in bytes, and why that cannot be: capacity
// is 1 to MaxCapacity, the size of a message not negative and below 2 GiB.
func Size(capacity, message int) (int64, error) {
	if capacity < 1 || capacity > MaxCapacity {
		return 0, fmt.Errorf("ipc: a queue of %d messages: the capacity is 1 to %d", capacity, MaxCapacity)
	}
	if message < 0 || message > math.MaxInt32-64 {
		return 0, fmt.Errorf("ipc: messages of %d bytes: a slot has 0 to %d", message, math.MaxInt32-64)
	}
	return int64(slotsAt(capacity)) + int64(capacity)*int64(stride(message)), nil
}

func slotsAt(capacity int) int { return (ringAt + 8*capacity + 63) &^ 63 }

// A Queue is one process's view of a queue. It is safe for concurrent use.
type Queue struct {
	m        *monitor.Monitor
	memory   []byte
	head     *header
	ring     []uint32
	stack    []uint32
	slots    int // where they begin
	stride   int
	message  int
	me       int
	capacity uint32
	left     atomic.Bool  // set with the lock held
	own      atomic.Int32 // messages this process has taken
}

// New is the view of the queue in memory. A fresh one, of zeros, has to be told so. It
// panics if the memory is smaller than [Size] says.
func New(memory []byte, capacity, message int, peers monitor.Peers, fresh bool) (*Queue, error) {
	size, err := Size(capacity, message)
	if err != nil {
		return nil, err
	}
	if int64(len(memory)) < size {
		panic("slots.New: the memory is too small")
	}
	q := &Queue{
		memory: memory, capacity: uint32(capacity), message: message, stride: stride(message),
		slots: slotsAt(capacity), me: peers.Index(),
		// Invariant: both lie within memory, aligned, and the lists before the slots.
		head:  (*header)(unsafe.Pointer(&memory[headerAt])),
		ring:  unsafe.Slice((*uint32)(unsafe.Pointer(&memory[ringAt])), capacity),
		stack: unsafe.Slice((*uint32)(unsafe.Pointer(&memory[ringAt+4*capacity])), capacity),
	}
	q.m = monitor.New(memory, peers, q)
	if fresh {
		q.Recover()
	}
	return q, nil
}

// slot is the slot with an index, which may come from shared memory.
func (q *Queue) slot(i uint32) (*slot, error) {
	if i >= q.capacity {
		return nil, monitor.ErrCorrupt
	}
	return (*slot)(unsafe.Pointer(&q.memory[q.slots+int(i)*q.stride])), nil
}

// payload is the bytes of a slot.
func (q *Queue) payload(i uint32) []byte {
	at := q.slots + int(i)*q.stride + slotHeader
	return q.memory[at : at+q.message : at+q.message]
}

func load(word *uint32) uint32 { return atomic.LoadUint32(word) }
