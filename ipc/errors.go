package ipc

import (
	"errors"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/roster"
	"underhood/ipc/internal/segment"
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

	// ErrNotShared says that a thing is of this process only, and cannot be handed over.
	ErrNotShared = errors.New("ipc: not in shared memory")
	// ErrForgotten says that the descriptor of a shared thing was given up ([Forget]).
	ErrForgotten = segment.ErrNoFile
	// ErrTooMany says that no more can attach: 64 can. Each handle counts, and so do
	// those that died, until another process that is attached waits for something there
	// or hands it out ([File], [Give], a name).
	ErrTooMany = roster.ErrFull
	// ErrExists and ErrNotExist say that somebody, or nobody, has a name; ErrName that it
	// cannot be one; ErrOtherUser that another user's process has it.
	ErrExists    = segment.ErrExists
	ErrNotExist  = segment.ErrNotExist
	ErrName      = segment.ErrName
	ErrOtherUser = segment.ErrOtherUser
	// ErrMismatch says that a shared thing is another than what was asked for: its kind,
	// size, version or type. ErrForeign, ErrTruncated and ErrSeals say that it is none of
	// ours, or not what it says. ErrAbandoned says that who made it died before it was
	// ready.
	ErrMismatch  = segment.ErrMismatch
	ErrForeign   = segment.ErrForeign
	ErrTruncated = segment.ErrTruncated
	ErrSeals     = segment.ErrSeals
	ErrAbandoned = segment.ErrAbandoned
)
