// Package frame sends messages over streams of bytes. A pipe or a socket hands
// over bytes as it likes, so where a message ends has to be said: each one is a
// frame, four bytes that hold its length, least significant first, and then the
// message.
//
//	a, b, err := frame.Pipe(0)
//	…
//	err = a.Send(ctx, []byte("hello"))
//	buf, err = b.Receive(ctx, buf)
//
// # What holds
//
// A message is received as it was sent or not at all, never merged with another
// or split, and one of no bytes is a message. After the last one of a writer that
// closed or died comes [io.EOF], for ever; if it died within a frame,
// [io.ErrUnexpectedEOF], for ever. Sending to a reader that is gone is
// [ErrNoReader], which is [syscall.EPIPE]. (On descriptors 1 and 2, standard
// output and error, the Go runtime lets the signal SIGPIPE end the program
// instead, as programs in a shell's pipeline do. Do not send frames there, or
// handle the signal.)
//
// A context may end at any byte. A receiver keeps the part that it has, and the
// next Receive goes on from there. A sender that stopped within a frame keeps the
// rest and sends it before the next message; it says [ErrUnfinished], because
// that message will arrive and must not be sent again.
//
// A length is the other end's claim. One above the maximum is refused, and below
// it memory is taken as bytes arrive: never more than twice of what came, and
// 64 KiB.
//
// # How it works
//
// A call is interrupted by moving the stream's deadline into the past, which is
// what files and sockets of the runtime's poller offer. The next call moves it
// back, after making sure that the interruption is over. As long as calls are made
// with the same context, or one that cannot end, nothing is allocated.
//
// On pipes and sockets of Linux and macOS, header and message go out in one
// writev. Elsewhere they do in one Write if they are short, else in two. The
// receiver reads ahead, so that many short messages cost one system call.
package frame

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// DefaultMaxSize is the longest message, in bytes, unless said otherwise.
	DefaultMaxSize = 64 << 20
	// maxMaxSize keeps a frame below what one system call takes anywhere.
	maxMaxSize = 1 << 30

	headSize = 4
)

var (
	// ErrTooLarge is a message above the maximum, met when sending, before a byte
	// went out, or when receiving, after which nothing more can be received.
	ErrTooLarge = errors.New("ipc: the message is too large")
	// ErrUnfinished says that a message went out in part and its rest is kept for
	// the next Send or Flush: it must not be sent again.
	ErrUnfinished = errors.New("ipc: the message is under way, its rest waits for the next Send or Flush")
	// ErrNoReader says that nobody will read what is sent. It is [syscall.EPIPE].
	ErrNoReader = fmt.Errorf("ipc: nobody reads the other end: %w", syscall.EPIPE)
	// ErrClosed is for calls after Close, or that Close has interrupted.
	ErrClosed = errors.New("ipc: the connection is closed")
	// ErrBusy is returned by Files while a message is under way.
	ErrBusy = errors.New("ipc: part of a message is under way, which files cannot carry")
)

// A Stream carries bytes both ways and can be given up waiting for: a socket, a
// [net.Conn], the ends of two pipes. Its Close must end a Read and a Write that
// wait.
type Stream interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// A Conn sends and receives messages. It is safe for concurrent use: messages of
// several senders follow each other whole, and several receivers get different
// ones. Sending and receiving do not wait for each other.
type Conn struct {
	stream  Stream
	maxSize int
	closed  atomic.Bool
	in      inbound
	out     outbound
}

// New makes a connection of a stream, which then belongs to it: Close closes it,
// and its deadlines are the connection's. A message has at most maxSize bytes; 0
// stands for [DefaultMaxSize], and more than 1 GiB is refused, as is a stream
// without deadlines. After an error the stream is as it was.
func New(stream Stream, maxSize int) (*Conn, error) {
	switch {
	case maxSize < 0 || maxSize > maxMaxSize:
		return nil, fmt.Errorf("ipc: a maximum of %d bytes a message is not in 0 to %d", maxSize, maxMaxSize)
	case maxSize == 0:
		maxSize = DefaultMaxSize
	}
	if err := errors.Join(stream.SetReadDeadline(time.Time{}), stream.SetWriteDeadline(time.Time{})); err != nil {
		return nil, fmt.Errorf("ipc: this stream takes no deadline, so waiting for it could not be given up: %w", err)
	}
	writer, err := newWriter(stream)
	if err != nil {
		return nil, err
	}
	return &Conn{
		stream:  stream,
		maxSize: maxSize,
		in: inbound{
			gate:      make(gate, 1),
			interrupt: interrupt{setDeadline: stream.SetReadDeadline},
			resets:    isUnixSocket(stream),
		},
		out: outbound{
			gate:      make(gate, 1),
			interrupt: interrupt{setDeadline: stream.SetWriteDeadline},
			writer:    writer,
		},
	}, nil
}

// Close closes the stream. Calls that wait return ErrClosed, and Close waits for
// them to do so. What the other end receives is what went out: a message that is
// unfinished stays so. Closing twice does nothing.
func (c *Conn) Close() error {
	if c.closed.Swap(true) {
		return nil
	}
	err := c.stream.Close()
	c.in.enter()
	c.in.interrupt.forget()
	c.in.leave()
	c.out.enter()
	c.out.interrupt.forget()
	c.out.leave()
	return err
}
