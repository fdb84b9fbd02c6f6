package ipc

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/segment"
	"underhood/ipc/internal/slots"
)

// CreateQueue makes a queue in shared memory, for processes that attach to it
// ([AttachQueue]). codec turns values into messages; nil is [Raw]. It panics if capacity
// is less than 1.
//
// A value is a message of its own in a slot, of which there are capacity, each as long
// as the codec's longest. A longer message is refused by Put, with ErrTooLarge.
func CreateQueue[T any](capacity int, codec Codec[T]) (Queue[T], error) {
	if capacity < 1 {
		panic(fmt.Sprintf("ipc.CreateQueue: capacity %d is less than 1", capacity))
	}
	want, codec, err := queueSpec(codec)
	if err != nil {
		return nil, err
	}
	size, err := slots.Size(capacity, codec.Max())
	if err != nil {
		return nil, err
	}
	if int64(int(size)) != size {
		return nil, fmt.Errorf("ipc: a queue of %d bytes is more than an address can count", size)
	}
	want.Size, want.Capacity = int(size), uint64(capacity)
	return create(want, func(memory []byte, at *seat) (Queue[T], error) {
		return openQueue(memory, capacity, codec, at.member, at, true)
	})
}

// AttachQueue is the queue that another process made, with the same codec. It waits
// until that is ready.
func AttachQueue[T any](ctx context.Context, from Source, codec Codec[T]) (Queue[T], error) {
	want, codec, err := queueSpec(codec)
	if err != nil {
		return nil, err
	}
	return attach(ctx, from, want, func(memory []byte, at *seat) (Queue[T], error) {
		capacity := at.segment.Spec().Capacity
		if size, err := slots.Size(int(min(capacity, slots.MaxCapacity+1)), codec.Max()); err != nil || size != int64(len(memory)) {
			return nil, fmt.Errorf("%w: %d bytes are no queue of %d", ErrCorrupt, len(memory), capacity)
		}
		return openQueue(memory, int(capacity), codec, at.member, at, false)
	})
}

func queueSpec[T any](codec Codec[T]) (segment.Spec, Codec[T], error) {
	if codec == nil {
		var err error
		if codec, err = Raw[T](); err != nil {
			return segment.Spec{}, nil, fmt.Errorf("%w; a codec such as Gob can send it", err)
		}
	}
	return segment.Spec{Kind: kindQueue, Elem: uint64(codec.Max()), Layout: codec.Layout()}, codec, nil
}

// A sharedQueue is slots with values coded into them.
type sharedQueue[T any] struct {
	*seat    // nil in tests of one process
	slots    *slots.Queue
	codec    Codec[T]
	capacity int
	buffers  sync.Pool // of *[]byte
	detached atomic.Bool
}

func openQueue[T any](memory []byte, capacity int, codec Codec[T], peers monitor.Peers, at *seat, fresh bool) (*sharedQueue[T], error) {
	q, err := slots.New(memory, capacity, codec.Max(), peers, fresh)
	if err != nil {
		return nil, err
	}
	return &sharedQueue[T]{
		seat: at, slots: q, codec: codec, capacity: capacity,
		buffers: sync.Pool{New: func() any { return new([]byte) }},
	}, nil
}

func (q *sharedQueue[T]) tidy(ctx context.Context) {
	q.slots.Tidy(ctx)
	runtime.KeepAlive(q)
}

func (q *sharedQueue[T]) Put(ctx context.Context, v T) error {
	return q.put(v, func(message []byte) error { return q.slots.Put(ctx, message) })
}

func (q *sharedQueue[T]) TryPut(v T) error {
	return q.put(v, func(message []byte) error { return q.slots.TryPut(context.Background(), message) })
}

func (q *sharedQueue[T]) put(v T, put func([]byte) error) error {
	if q.detached.Load() {
		return ErrClosed
	}
	defer runtime.KeepAlive(q)       // and with it the memory
	buf := q.buffers.Get().(*[]byte) //nolint:errcheck // the pool holds nothing else
	defer q.buffers.Put(buf)
	message, err := q.codec.Append((*buf)[:0], v)
	if err != nil {
		return err
	}
	*buf = message
	return closed(put(message))
}

func (q *sharedQueue[T]) Get(ctx context.Context) (T, error) {
	return q.get(func(buf []byte) ([]byte, error) { return q.slots.Get(ctx, buf) })
}

func (q *sharedQueue[T]) TryGet() (T, error) {
	return q.get(func(buf []byte) ([]byte, error) { return q.slots.TryGet(context.Background(), buf) })
}

func (q *sharedQueue[T]) get(get func([]byte) ([]byte, error)) (none T, err error) {
	if q.detached.Load() {
		return none, ErrClosed
	}
	defer runtime.KeepAlive(q)
	buf := q.buffers.Get().(*[]byte) //nolint:errcheck // the pool holds nothing else
	defer q.buffers.Put(buf)
	message, err := get(*buf)
	if err != nil {
		return none, closed(err)
	}
	*buf = message
	return q.codec.Decode(message)
}

func (q *sharedQueue[T]) Take(ctx context.Context) (Task[T], error) {
	var taken slots.Taken
	v, err := q.get(func(buf []byte) (message []byte, err error) {
		message, taken, err = q.slots.Take(ctx, buf)
		return message, err
	})
	if err != nil {
		if taken != (slots.Taken{}) { // no codec can read it: who takes it again cannot either
			err = errors.Join(err, q.slots.Done(context.WithoutCancel(ctx), taken))
		}
		return Task[T]{}, err
	}
	return Task[T]{Value: v, Redelivered: taken.Redelivered, done: func() error {
		if q.detached.Load() {
			return ErrNotTaken // it went back
		}
		defer runtime.KeepAlive(q)
		return q.slots.Done(context.Background(), taken)
	}}, nil
}

func (q *sharedQueue[T]) Join(ctx context.Context) error {
	if q.detached.Load() {
		return ErrClosed
	}
	defer runtime.KeepAlive(q)
	return q.slots.Join(ctx)
}

func (q *sharedQueue[T]) Len() int {
	if q.detached.Load() {
		return 0
	}
	defer runtime.KeepAlive(q)
	ready, _ := q.slots.Len()
	return ready
}

func (q *sharedQueue[T]) Cap() int { return q.capacity }

func (q *sharedQueue[T]) Close() error {
	if q.detached.Load() {
		return ErrClosed
	}
	defer runtime.KeepAlive(q)
	return q.slots.Close(context.Background())
}

func (q *sharedQueue[T]) Detach() error {
	if q.detached.Swap(true) {
		return nil
	}
	defer runtime.KeepAlive(q)
	if err := q.slots.Leave(context.Background()); err != nil {
		return err
	}
	if q.seat != nil {
		leave(q.seat, q)
	}
	return nil
}

// closed is the package's own word for it.
func closed(err error) error {
	if errors.Is(err, slots.ErrClosed) {
		return ErrClosed
	}
	return err
}
