package iterators

import (
	"errors"
	"strconv"
)

var (
	// ErrEmpty says that an aggregate of nothing was asked for: Python's
	// "ValueError: min() iterable argument is empty" and its like.
	ErrEmpty = errors.New("iterators: empty sequence")
	// ErrTooFew says that a sequence ended before it gave as many items as were
	// wanted: Python's "ValueError: not enough values to unpack".
	ErrTooFew = errors.New("iterators: too few items")
	// ErrTooMany says that a sequence gave more items than were wanted: Python's
	// "ValueError: too many values to unpack".
	ErrTooMany = errors.New("iterators: too many items")
	// ErrIncomplete says that a strict [BatchedStrict] ended within a batch:
	// Python's "ValueError: batched(): incomplete batch".
	ErrIncomplete = errors.New("iterators: incomplete batch")
)

// A LengthError says that a strict zip found its inputs unequal (PEP 618). The
// fields are what Python's message says: "zip() argument 2 is shorter than
// argument 1".
type LengthError struct {
	Argument int  // the first input, counted from 1, that differs from those before it
	Longer   bool // it has more items, else fewer
}

func (e *LengthError) Error() string {
	than, before := "shorter", "argument 1"
	if e.Longer {
		than = "longer"
	}
	if e.Argument > 2 {
		before = "arguments 1-" + strconv.Itoa(e.Argument-1)
	}
	return "iterators: argument " + strconv.Itoa(e.Argument) + " is " + than + " than " + before
}
