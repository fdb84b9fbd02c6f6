package pool

import (
	"errors"
	"fmt"
)

var (
	// ErrClosed is the answer of an Allocator after Close, or not made by New.
	ErrClosed = errors.New("pool: the allocator is closed, or was not made by New")
	// ErrSize says that a size is negative or more than a mapping can have.
	ErrSize = errors.New("pool: impossible size")
	// ErrLimit says that memory would go over the limit; see LimitError.
	ErrLimit = errors.New("pool: over the limit")
	// ErrFull says that there are no more numbers for arenas or large blocks:
	// 32 GiB of small blocks are in use, or two billion large ones.
	ErrFull = errors.New("pool: no more blocks can be numbered")

	// ErrForeign says that an Allocator never gave such a block.
	ErrForeign = errors.New("was never given by this allocator")
	// ErrDoubleFree says that a block is free already.
	ErrDoubleFree = errors.New("is not in use: it was freed before")
	// ErrUseAfterFree says that a free block was written to. Found with
	// WithChecks only.
	ErrUseAfterFree = errors.New("was written to after it was freed")
	// ErrOverrun says that what lies behind a block was written to. Found with
	// WithChecks only.
	ErrOverrun = errors.New("was written to past its end")
)

// MisuseError says what was done to which block. errors.Is finds the kind,
// ErrForeign, ErrDoubleFree, ErrUseAfterFree or ErrOverrun.
type MisuseError struct {
	Block  Block
	Offset int   // the first damaged byte, from the start of the block; 0 when nothing is damaged
	Kind   error // which misuse
}

func (e *MisuseError) Error() string {
	if errors.Is(e.Kind, ErrOverrun) || errors.Is(e.Kind, ErrUseAfterFree) {
		return fmt.Sprintf("pool: %v %v, at byte %d", e.Block, e.Kind, e.Offset)
	}
	return fmt.Sprintf("pool: %v %v", e.Block, e.Kind)
}

// Unwrap gives the kind.
func (e *MisuseError) Unwrap() error { return e.Kind }

// LimitError says how a request would go over the limit. errors.Is finds
// ErrLimit. All are bytes.
type LimitError struct {
	Limit  int // what WithLimit allows
	Mapped int // what is mapped now
	Want   int // what would have to be mapped for the request
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("pool: %d bytes are mapped, and %d more would be over the limit of %d", e.Mapped, e.Want, e.Limit)
}

// Unwrap gives ErrLimit.
func (e *LimitError) Unwrap() error { return ErrLimit }
