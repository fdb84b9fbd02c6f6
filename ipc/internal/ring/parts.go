package ring

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

// parts are what a reader has of a message that comes in pieces.
type parts struct {
	started bool   // a first piece was taken, and no last one
	lost    bool   // pieces may come whose first one this reader never saw
	total   int    // the whole message's length, as the first piece says
	stash   []byte // the pieces, when an earlier call was interrupted
}

// receive takes the next message, or what noWait finds of it. The
// pieces of a long message go straight to the caller's buffer. When the call
// fails in the middle they are stashed, and from then on gathered there: the
// buffer is the caller's again, and a caller who tries again and again must not
// have the message copied every time.
func (r *Reader) receive(ctx context.Context, buf []byte) ([]byte, error) {
	buf = buf[:0]
	if err := r.ready(); err != nil {
		return buf, err
	}
	if r.started {
		whole, err := r.gather(ctx, r.stash)
		r.stash = whole
		if err != nil {
			return buf, err
		}
		r.stash = nil
		return append(buf, whole...), nil
	}
	got, err := r.gather(ctx, buf)
	if err != nil && r.started {
		r.stash = slices.Clone(got)
	}
	if err != nil {
		got = got[:0]
	}
	return got, err
}

// ready returns why nothing can be received.
func (r *Reader) ready() error {
	switch {
	case r.closed.Load():
		return ErrClosed
	case r.err != nil:
		return r.err
	case r.gen&1 != 0:
		return ErrBusy
	}
	return nil
}

// gather appends to dst what is missing of the next message. When it fails it
// returns what it has; r.started says whether that is the beginning of one.
func (r *Reader) gather(ctx context.Context, dst []byte) ([]byte, error) {
	lap := r.at
	for {
		kind, length, err := r.next(ctx)
		if err != nil {
			return dst, r.stopped(err)
		}
		from := r.at&r.mask + headerSize
		payload := r.data[from : from+length]
		switch kind &^ givenUp {
		case kindWhole, kindFirst:
			if r.started {
				r.started, dst = false, dst[:0]
				if kind&givenUp == 0 { // a new writer, after one that died
					return dst, io.ErrUnexpectedEOF
				}
			}
			r.lost = false
			if kind&^givenUp == kindFirst {
				dst, err = r.first(payload, dst)
			} else if err = r.within(length); err == nil {
				dst = append(dst, payload...)
			}
		default:
			if !r.lost {
				dst, err = r.more(kind, payload, dst)
			}
		}
		if err != nil {
			return dst, err
		}
		r.pass(frameSize(length))
		if kind&^givenUp == kindWhole || kind == kindLast && r.started {
			r.started = false
			return dst, nil
		}
		// Pieces can come, and be dropped, for ever.
		if r.at-lap >= r.capacity {
			if err := ended(ctx); err != nil {
				return dst, err
			}
			lap = r.at
		}
	}
}

// noWait is the context of a call that is not to wait.
func noWait() context.Context { return nil }

// ended returns the cause of a context that has ended, and ErrEmpty for noWait.
func ended(ctx context.Context) error {
	if ctx == nil {
		return ErrEmpty
	}
	return context.Cause(ctx)
}

// first begins a message of pieces.
func (r *Reader) first(payload, dst []byte) ([]byte, error) {
	total, n := binary.NativeEndian.Uint64(payload), uint64(len(payload)-totalSize)
	if n >= total {
		return dst, r.corrupt("a first piece of %d bytes of a message of %d at %d", n, total, r.at)
	}
	if err := r.within(total); err != nil {
		return dst, err
	}
	r.started, r.total = true, int(total)
	return append(r.grow(dst, int(n)), payload[totalSize:]...), nil
}

// more goes on with a message of pieces. No piece is empty and the last one, and
// only that, makes the message as long as the first one said.
func (r *Reader) more(kind uint64, payload, dst []byte) ([]byte, error) {
	left := r.total - len(dst)
	if !r.started || len(payload) > left || (len(payload) == left) != (kind == kindLast) {
		return dst, r.corrupt("a piece of %d bytes at %d", len(payload), r.at)
	}
	return append(r.grow(dst, len(payload)), payload...), nil
}

// grow makes room for n bytes more. It believes the length that the writer says
// as far as that is about what the ring takes anyway; beyond, room only doubles.
func (r *Reader) grow(dst []byte, n int) []byte {
	if cap(dst)-len(dst) >= n {
		return dst
	}
	believed := max(1<<20, 4*len(r.data), 2*(len(dst)+n))
	return slices.Grow(dst, min(r.total, believed)-len(dst))
}

// within refuses a message that is longer than the reader takes.
func (r *Reader) within(length uint64) error {
	if length <= r.limit {
		return nil
	}
	r.err = fmt.Errorf("%w: %d bytes, %d at most", ErrTooLarge, length, r.limit)
	return r.err
}

// stopped turns the reason for which no frame came into what the caller gets.
func (r *Reader) stopped(err error) error {
	switch {
	case err == io.EOF:
		r.err, r.started = io.EOF, false
	case err == ErrPeerGone && r.started:
		r.started, r.lost = false, true
		return io.ErrUnexpectedEOF
	}
	return err
}
