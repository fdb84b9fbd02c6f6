package ipc

import (
	"context"
	"errors"
	"fmt"
	"os"

	"underhood/internal/reexec"
	"underhood/ipc/internal/frame"
)

// A Stream carries bytes both ways, and a wait for it can be given up: a network
// connection, for instance. Its methods are Read, Write and Close, SetReadDeadline and
// SetWriteDeadline.
type Stream = frame.Stream

// A StreamingPipe is one end of a [Pipe] over something that carries bytes: [OSPipe],
// [SocketPipe], [StreamPipe]. A context that is over is noticed first, also where there
// would be nothing to wait for.
type StreamingPipe struct{ conn *frame.Conn }

// ErrUnfinished says that a message went out in part before its context ended. The rest
// goes out with the next Send, so the message must not be sent again.
var ErrUnfinished = frame.ErrUnfinished

// OSPipe makes the two ends of a pipe of the operating system's pipes, for messages of at
// most max bytes, 0 for 64 MiB. It is what there is where memory cannot be shared; an end
// can be handed to a child ([GivePipe]). It returns an error that wraps
// [errors.ErrUnsupported] on Windows.
func OSPipe(max int) (a, b *StreamingPipe, err error) { return both(frame.Pipe(max)) }

// SocketPipe is [OSPipe] with a pair of unix sockets.
func SocketPipe(max int) (a, b *StreamingPipe, err error) { return both(frame.Socketpair(max)) }

func both(a, b *frame.Conn, err error) (one, other *StreamingPipe, _ error) {
	if err != nil {
		return nil, nil, err
	}
	return &StreamingPipe{a}, &StreamingPipe{b}, nil
}

// StreamPipe makes one end of a pipe of a stream, whose other end does the same. The
// stream then belongs to it. A message has at most max bytes, 0 for 64 MiB.
func StreamPipe(stream Stream, max int) (*StreamingPipe, error) {
	c, err := frame.New(stream, max)
	if err != nil {
		return nil, err
	}
	return &StreamingPipe{c}, nil
}

// Send sends a message; see [Pipe]. When its context ends in the middle of the message
// the error is also [ErrUnfinished].
func (p *StreamingPipe) Send(ctx context.Context, message []byte) error {
	return streamError(p.conn.Send(ctx, message))
}

// Receive is the next message; see [Pipe]. A sender that closed and one that died are the
// same to it.
func (p *StreamingPipe) Receive(ctx context.Context, buf []byte) ([]byte, error) {
	m, err := p.conn.Receive(ctx, buf)
	return m, streamError(err)
}

// Close closes this end; see [Pipe].
func (p *StreamingPipe) Close() error { return streamError(p.conn.Close()) }

func streamError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, frame.ErrClosed):
		return ErrClosed
	case errors.Is(err, frame.ErrNoReader):
		return fmt.Errorf("%w (%w)", ErrPeer, err)
	case errors.Is(err, frame.ErrTooLarge):
		return fmt.Errorf("%w (%w)", ErrTooLarge, err)
	}
	return err
}

// GivePipe hands the child an end of a pipe, under a name; see [Child.Pipe]. That end is
// closed here, also when the child cannot be started.
func GivePipe(name string, end *StreamingPipe) StartOption {
	return func(o *reexec.Options) error {
		files, err := end.conn.Files()
		if err != nil {
			return fmt.Errorf("ipc: giving %s: %w", name, err)
		}
		for i, f := range files {
			if err := GiveFile(fmt.Sprint(name, " ", i), f)(o); err != nil {
				return err
			}
		}
		return end.Close()
	}
}

// Pipe is the end of a pipe that [GivePipe] was given under that name, for messages of at
// most max bytes, 0 for 64 MiB. It is to be asked for once.
func (c *Child) Pipe(name string, max int) (*StreamingPipe, error) {
	var files []*os.File
	for i := range 2 {
		f, err := c.child.File(fmt.Sprint(name, " ", i))
		if err != nil && i == 0 {
			return nil, err
		}
		if err == nil {
			files = append(files, f)
		}
	}
	conn, err := frame.FromFiles(files, max)
	if err != nil {
		return nil, err
	}
	return &StreamingPipe{conn}, nil
}
