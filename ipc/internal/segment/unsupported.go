//go:build !linux && !darwin

package segment

import (
	"context"
	"errors"
	"fmt"
	"os"
)

var (
	errNone = fmt.Errorf("ipc: shared memory needs Linux or darwin: %w", errors.ErrUnsupported)
	errGone = errNone
)

// A Name is a name under which a process hands out a segment; never on this system.
type Name struct{}

// Publish returns an error that wraps [errors.ErrUnsupported].
func Publish(string, *Segment) (*Name, error) { return nil, errNone }

// Adopt returns an error that wraps [errors.ErrUnsupported].
func Adopt(context.Context, string, *Segment) (*Name, error) { return nil, errNone }

// Lookup returns an error that wraps [errors.ErrUnsupported].
func Lookup(context.Context, string, Spec, ...Option) (*Segment, error) { return nil, errNone }

// String returns "".
func (*Name) String() string { return "" }

// Close does nothing.
func (*Name) Close() error { return nil }

func (*Name) stop() {}

// File returns an error that wraps [errors.ErrUnsupported].
func (*Segment) File() (*os.File, error) { return nil, errNone }

// The rest is what the portable part is built from.

type (
	mapping  struct{}
	identity struct{}
)

func (mapping) unmap() {}

func thisProcess() process                                { return process{pid: int32(os.Getpid())} }
func newMemory(int, uint64) (*os.File, error)             { return nil, errNone }
func sealMemory(*os.File) error                           { return errNone }
func checkMemory(*os.File) (int64, error)                 { return 0, errNone }
func identify(*os.File) (identity, error)                 { return identity{}, errNone }
func duplicate(*os.File) (*os.File, error)                { return nil, errNone }
func mapFile(*os.File, int) (mapping, []byte, error)      { return mapping{}, nil, errNone }
func awaitChange(context.Context, *uint32, process) error { return errNone }
