package ipc

import (
	"errors"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/slots"
)

// Errors that several kinds have in common. Those of one kind stand beside it.
var (
	// ErrClosed says that what is asked for was closed, by this process or another.
	ErrClosed = errors.New("ipc: closed")
	// ErrFull and ErrEmpty are the answers of the calls that do not wait.
	ErrFull  = slots.ErrFull
	ErrEmpty = slots.ErrEmpty
	// ErrTooLarge says that a message is longer than what has to hold it.
	ErrTooLarge = slots.ErrTooLarge
	// ErrNotTaken says that a [Task] is done already, or that its queue gave it to
	// another process because this one seemed dead.
	ErrNotTaken = slots.ErrNotTaken
	// ErrCorrupt says that shared memory holds what no process that keeps to the rules
	// writes. What is left of it should be thrown away.
	ErrCorrupt = monitor.ErrCorrupt
)
