package ipc

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"reflect"
	"unsafe"

	"underhood/ipc/internal/segment"
)

// A Codec turns values into messages, for a [Queue] whose consumers are in other
// processes. [Raw] and [Gob] make the usual ones. It must be safe for concurrent use.
type Codec[T any] interface {
	// Max is the length of the longest message, in bytes: what a slot of the queue has.
	Max() int
	// Layout says what the messages look like. Both ends of a queue must say the same.
	Layout() string
	// Append adds the message of v to dst.
	Append(dst []byte, v T) ([]byte, error)
	// Decode reads a message, which any process may have written. It must not keep it.
	Decode(message []byte) (T, error)
}

// Raw is the codec of values without pointers: they are copied as they lie in memory.
// Another type is refused, with the path of the field that holds a pointer. Both ends
// must be built for the same kind of processor.
func Raw[T any]() (Codec[T], error) {
	layout, err := segment.Layout(reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	return raw[T]{layout}, nil
}

type raw[T any] struct{ layout string }

func (raw[T]) Max() int         { return int(unsafe.Sizeof(*new(T))) }
func (c raw[T]) Layout() string { return c.layout }

func (c raw[T]) Append(dst []byte, v T) ([]byte, error) {
	// T has no pointers, so its bytes are all there is to it.
	return append(dst, unsafe.Slice((*byte)(unsafe.Pointer(&v)), c.Max())...), nil
}

func (c raw[T]) Decode(message []byte) (v T, err error) {
	if len(message) != c.Max() {
		return v, fmt.Errorf("%w: a message of %d bytes, want %d", ErrCorrupt, len(message), c.Max())
	}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&v)), c.Max()), message) // any bytes are a value of T
	return v, nil
}

// Gob is the codec of any type that encoding/gob knows, for messages of at most max
// bytes. Each message carries its type, which is some hundred bytes for a struct.
func Gob[T any](max int) Codec[T] { return gobs[T]{max} }

type gobs[T any] struct{ max int }

func (c gobs[T]) Max() int     { return c.max }
func (gobs[T]) Layout() string { return "gob " + reflect.TypeFor[T]().String() }

func (gobs[T]) Append(dst []byte, v T) ([]byte, error) {
	b := bytes.NewBuffer(dst)
	err := gob.NewEncoder(b).Encode(&v)
	return b.Bytes(), err
}

func (gobs[T]) Decode(message []byte) (v T, err error) {
	err = gob.NewDecoder(bytes.NewReader(message)).Decode(&v)
	return v, err
}
