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

// outbound is the sending half of a connection.
type outbound struct {
	gate
	interrupt interrupt
	writer    writer

	head [headSize]byte
	rest []byte // of a frame that was begun
	err  error  // for ever
}

// A writer writes two pieces one after the other and says how many bytes went
// out, all of them if there is no error.
type writer interface {
	write(head, body []byte) (int, error)
}

// Send sends a message and returns when all of it is on its way, not when it is
// received. It reads msg until it returns and not after.
//
// Errors: [ErrTooLarge] with nothing sent; the context's cause with nothing sent
// of this message; [ErrUnfinished] together with the cause if part of it was sent
// (to a test by [errors.Is], the error is both); [ErrNoReader] and [ErrClosed];
// and what else the stream says, after which nothing can be sent.
func (c *Conn) Send(ctx context.Context, msg []byte) error {
	if len(msg) > c.maxSize {
		return fmt.Errorf("%w: it has %d bytes, at most %d can be sent", ErrTooLarge, len(msg), c.maxSize)
	}
	if err := c.finish(ctx); err != nil {
		return err
	}
	defer c.out.leave()
	binary.LittleEndian.PutUint32(c.out.head[:], uint32(len(msg)))
	n, err := c.out.writer.write(c.out.head[:], msg)
	if err == nil {
		return nil
	}
	err, interrupted := c.sendError(ctx, err)
	if interrupted && n > 0 {
		c.out.rest = append(c.out.rest, c.out.head[min(n, headSize):]...)
		c.out.rest = append(c.out.rest, msg[max(n-headSize, 0):]...)
		return fmt.Errorf("%w: %w", ErrUnfinished, err)
	}
	return err
}

// Flush sends the rest of a message that was interrupted, if there is one. Its
// errors are those of Send.
func (c *Conn) Flush(ctx context.Context) error {
	err := c.finish(ctx)
	if err == nil {
		c.out.leave()
	}
	return err
}

// finish enters and sends the rest of what was begun. After an error it has left.
func (c *Conn) finish(ctx context.Context) (err error) {
	if err := c.out.enterOr(ctx); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			c.out.leave()
		}
	}()
	switch {
	case c.closed.Load():
		return ErrClosed
	case c.out.err != nil:
		return c.out.err
	}
	c.out.interrupt.watch(ctx)
	if len(c.out.rest) == 0 {
		return nil
	}
	n, err := c.out.writer.write(c.out.rest, nil)
	c.out.rest = c.out.rest[n:]
	if len(c.out.rest) == 0 {
		c.out.rest = nil // as long as the message; not needed often
	}
	if err != nil {
		err, _ = c.sendError(ctx, err)
	}
	return err
}

// sendError says what an error of the stream means, and whether it leaves the
// stream as good as before.
func (c *Conn) sendError(ctx context.Context, err error) (meant error, interrupted bool) {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		if ctx.Err() != nil {
			return context.Cause(ctx), true
		}
		return err, true // a deadline that somebody else has set
	case c.closed.Load():
		return ErrClosed, false
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe), errors.Is(err, syscall.ECONNRESET):
		err = ErrNoReader
	default:
		err = fmt.Errorf("ipc: send: %w", err)
	}
	c.out.err = err
	return err, false
}

// A plainWriter is for streams of which nothing is known. Short frames it puts
// together, as a system call costs more than a copy.
type plainWriter struct {
	to  io.Writer
	buf []byte
}

const shortFrame = 16 << 10

func (w *plainWriter) write(head, body []byte) (n int, err error) {
	if len(head)+len(body) <= shortFrame {
		w.buf = append(append(w.buf[:0], head...), body...)
		return w.all(w.buf)
	}
	if n, err = w.all(head); err == nil && len(body) > 0 {
		var m int
		m, err = w.all(body)
		n += m
	}
	return n, err
}

// all guards against a stream that says that it wrote less without saying why.
func (w *plainWriter) all(b []byte) (int, error) {
	n, err := w.to.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	return n, err
}
