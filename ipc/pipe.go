package ipc

import (
	"context"
	"errors"
	"io"
)

// A Pipe is one end of a way to send messages there and back between two. Messages stay
// what they are: none is merged or split, and one of no bytes is one. It is safe for
// concurrent use.
//
// [NewPipe] makes one for the goroutines of this process, [CreatePipe] one in shared
// memory for another process, and [StreamPipe] one of a file, a socket or anything else
// that carries bytes: what there is where memory cannot be shared.
type Pipe interface {
	// Send sends a message and waits while there is no room for it. It returns
	// ErrTooLarge before anything is sent, ErrClosed when this end is closed, ErrPeer
	// when the other is or its process has died, and the cause of ctx.
	Send(ctx context.Context, message []byte) error
	// Receive is the next message, in buf if that is long enough, and waits while there
	// is none. When the other end is closed, and when its process has died, it returns
	// what was sent before, and then io.EOF for ever; when that process died in the
	// middle of a message, io.ErrUnexpectedEOF once. A Receive that its ctx has ended
	// has lost nothing: the next one goes on.
	Receive(ctx context.Context, buf []byte) ([]byte, error)
	// Close closes this end and wakes who waits at it. The other end can still receive
	// what was sent. It may be called again.
	Close() error
}

var (
	// ErrPeer says that there is nobody at the other end of a pipe any more.
	ErrPeer = errors.New("ipc: nobody is at the other end of the pipe")
	// ErrPeerDied is the ErrPeer of who sends to a process that has died, and the io.EOF
	// of who receives from it: errors.Is finds both.
	ErrPeerDied error = peerDied{}
)

type peerDied struct{}

func (peerDied) Error() string {
	return "ipc: the process at the other end of the pipe has died: EOF"
}

func (peerDied) Unwrap() []error { return []error{ErrPeer, io.EOF} }
