package frame

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// inbound is the receiving half of a connection.
type inbound struct {
	gate
	interrupt interrupt
	resets    bool // the end of the stream may call itself a reset

	ahead  []byte // what was read and not yet used is ahead[lo:hi]
	lo, hi int

	inside bool   // a header has been read, of a message of
	size   int    // so many bytes
	part   []byte // of which an interrupted call got these
	err    error  // for ever
}

const (
	aheadSize = 16 << 10
	// growth is what is taken for a message before any of it has come, and the
	// most that is kept of a buffer once it has been used.
	growth = 64 << 10
)

// Receive waits for a message and returns it, in the array of buf if that is long
// enough, else in a new one: use the returned slice as the next call's buf. What
// buf held is lost, also with an error, and then the slice is empty.
//
// Errors: [io.EOF] when the other end has closed after a whole message, or died
// so; [io.ErrUnexpectedEOF] within a message; the context's cause, with nothing
// lost; [ErrTooLarge] for a message that is announced as larger than this
// connection takes; [ErrClosed]; and what else the stream says. All but the
// context's are for ever.
func (c *Conn) Receive(ctx context.Context, buf []byte) ([]byte, error) {
	if err := c.in.enterOr(ctx); err != nil {
		return buf[:0], err
	}
	defer c.in.leave()
	switch {
	case c.closed.Load():
		return buf[:0], ErrClosed
	case c.in.err != nil:
		return buf[:0], c.in.err
	}
	c.in.interrupt.watch(ctx)
	if err := c.receiveHead(); err != nil {
		return buf[:0], c.receiveError(ctx, err, c.in.hi > c.in.lo)
	}
	msg, err := c.receiveBody(buf)
	if err != nil {
		return buf[:0], c.receiveError(ctx, err, true)
	}
	return msg, nil
}

// receiveHead reads a length, if it has not been read by a call before.
func (c *Conn) receiveHead() error {
	in := &c.in
	if in.inside {
		return nil
	}
	for in.hi-in.lo < headSize {
		if err := in.fill(c.stream); err != nil {
			return err
		}
	}
	size := binary.LittleEndian.Uint32(in.ahead[in.lo:])
	if uint64(size) > uint64(c.maxSize) {
		return fmt.Errorf("%w: the other end announces %d bytes, at most %d are taken", ErrTooLarge, size, c.maxSize)
	}
	in.lo += headSize
	in.inside, in.size = true, int(size)
	return nil
}

// receiveBody reads the rest of a message, or keeps what came of it.
func (c *Conn) receiveBody(buf []byte) ([]byte, error) {
	in := &c.in
	msg := append(buf[:0], in.part...)
	for len(msg) < in.size {
		if len(msg) == cap(msg) {
			msg = append(make([]byte, 0, min(in.size, max(growth, 2*cap(msg)))), msg...)
		}
		room := msg[len(msg):min(cap(msg), in.size)]
		var n int
		var err error
		switch {
		case in.lo < in.hi:
			n = copy(room, in.ahead[in.lo:in.hi])
			in.lo += n
		case len(room) >= len(in.ahead): // longer than what is read ahead: no need to copy it
			n, err = read(c.stream, room)
		default:
			err = in.fill(c.stream)
		}
		msg = msg[:len(msg)+n]
		if err != nil {
			in.part = append(in.part[:0], msg...)
			return nil, err
		}
	}
	if msg == nil {
		msg = []byte{} // a message all the same
	}
	in.inside, in.part = false, in.part[:0]
	if cap(in.part) > growth {
		in.part = nil
	}
	return msg, nil
}

// fill reads ahead: at least one byte, or there is an error.
func (in *inbound) fill(from io.Reader) error {
	if in.ahead == nil {
		in.ahead = make([]byte, aheadSize)
	}
	// There are never more bytes than part of a header to move, except when there
	// are none.
	in.hi = copy(in.ahead, in.ahead[in.lo:in.hi])
	in.lo = 0
	n, err := read(from, in.ahead[in.hi:])
	in.hi += n
	return err
}

// read reads at least one byte, or there is an error. An error that comes with
// bytes comes again without them.
func read(from io.Reader, b []byte) (int, error) {
	const patience = 100
	for range patience {
		if n, err := from.Read(b); n > 0 {
			return n, nil
		} else if err != nil {
			return 0, err
		}
	}
	return 0, io.ErrNoProgress
}

// receiveError says what an error of the stream means. All but an interruption
// are kept.
func (c *Conn) receiveError(ctx context.Context, err error, within bool) error {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return err // a deadline that somebody else has set
	case c.closed.Load():
		return ErrClosed
	case errors.Is(err, ErrTooLarge):
	case errors.Is(err, io.EOF), c.in.resets && errors.Is(err, syscall.ECONNRESET):
		err = io.EOF
		if within {
			err = io.ErrUnexpectedEOF
		}
	default:
		err = fmt.Errorf("ipc: receive: %w", err)
	}
	c.in.err, c.in.ahead, c.in.part = err, nil, nil
	c.in.lo, c.in.hi = 0, 0
	return err
}
