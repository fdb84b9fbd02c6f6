package ipc

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"underhood/ipc/internal/segment"
)

// A SharedMemory is a number of values without pointers that processes have in common.
// [CreateMemory] makes it. It has no lock: [CreateLock] and the others make those, or the
// values are changed by package sync/atomic. It is safe for concurrent use, as far as
// what is done with the values is.
type SharedMemory[T any] struct {
	segment *segment.Segment
}

// CreateMemory makes memory of n zero values, for processes that attach to it
// ([AttachMemory]). It returns an error with the path of the field when T holds a
// pointer, and one that names the size when there is no room. It panics if n is less
// than 1.
func CreateMemory[T any](n int) (*SharedMemory[T], error) {
	if n < 1 {
		panic(fmt.Sprintf("ipc.CreateMemory: %d values, less than 1", n))
	}
	want, err := memorySpec[T]()
	if err != nil {
		return nil, err
	}
	want.Capacity = uint64(n)
	size := want.Elem * want.Capacity
	if want.Elem != 0 && size/want.Elem != want.Capacity || int(size) < 0 || uint64(int(size)) != size {
		return nil, fmt.Errorf("%w: %d values of %d bytes are more than an address can count", ErrTooLarge, n, want.Elem)
	}
	want.Size = max(int(size), 1)
	seg, err := segment.Create(want, segment.Keep())
	if err != nil {
		return nil, err
	}
	return &SharedMemory[T]{seg}, seg.Ready()
}

// AttachMemory is the memory that another process made, of the same type. It waits until
// that is ready.
func AttachMemory[T any](ctx context.Context, from Source) (*SharedMemory[T], error) {
	want, err := memorySpec[T]()
	if err != nil {
		return nil, err
	}
	seg, err := obtain(ctx, from, want)
	if err != nil {
		return nil, err
	}
	return &SharedMemory[T]{seg}, nil
}

func memorySpec[T any]() (segment.Spec, error) {
	t := reflect.TypeFor[T]()
	layout, err := segment.Layout(t)
	return segment.Spec{Kind: kindMemory, Elem: uint64(t.Size()), Layout: layout}, err
}

// Len is how many values there are.
func (m *SharedMemory[T]) Len() int { return int(m.segment.Spec().Capacity) }

// Use calls f with the values, where they are. The slice is good until f returns: later
// the memory may be gone. It returns f's error, or ErrClosed after Detach.
func (m *SharedMemory[T]) Use(f func(values []T) error) error {
	if m.segment.Acquire() != nil {
		return ErrClosed
	}
	defer m.segment.Release()
	// The segment has Capacity times Elem bytes, checked when it was attached, from the
	// beginning of a page.
	return f(unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(m.segment.Bytes()))), m.Len()))
}

// Detach gives this process's use of the memory back; others go on. Calls of Use that
// run go on too. It may be called again.
func (m *SharedMemory[T]) Detach() error { return m.segment.Close() }

func (m *SharedMemory[T]) memory() *segment.Segment { return m.segment }
