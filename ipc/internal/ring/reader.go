package ring

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"

	"underhood/ipc/internal/spin"
)

// A Reader is the end that receives. One goroutine at a time may use it, except
// for [Reader.Close].
type Reader struct {
	shared
	opt    Options
	at     uint64 // the next frame
	gen    uint64 // counts borrows: odd while one is open
	held   uint64 // what the open borrow holds of the ring, in bytes
	err    error  // why nothing can be received any more
	closed atomic.Bool
	limit  uint64 // MaxMessage
	spin   spin.Spin
	spun   bool // and in vain, by the call that goes on
	parts
	_ [64]byte // nobody else's data on the lines that each message writes
}

// NewReader attaches the reading side to a formatted region. It goes on where an
// earlier reader stopped, whether that one died, and then may get once more the
// message that was being copied, or its process passed the ring on; what an
// earlier reader had put together of an unfinished message is dropped. There
// must be no other at the same time. It fails on a region that is not a ring,
// and on a ring whose reader has closed.
func NewReader(region []byte, o Options) (*Reader, error) {
	o, err := o.check()
	if err != nil {
		return nil, err
	}
	s, err := view(region)
	if err != nil {
		return nil, err
	}
	if isShut(s.readerBell) {
		return nil, ErrClosed
	}
	r := &Reader{shared: s, opt: o, limit: uint64(o.MaxMessage)}
	r.at = atomic.LoadUint64(r.head)
	if r.at%8 != 0 {
		return nil, r.corrupt("head is %d, which is not a multiple of 8", r.at)
	}
	r.lost = r.at != 0
	return r, nil
}

// Receive returns the next message and waits when there is none. It copies the
// message to the beginning of buf, or to a longer slice when buf has no room,
// and returns that; on an error it returns buf without a message, so that the
// caller can go on with what it got.
//
// A context that has ended matters only when Receive would have to wait. The
// pieces that a message has when Receive fails are kept for the next call.
//
// It returns io.EOF, for ever, when the writer has closed and all was received;
// io.ErrUnexpectedEOF when the writer is gone in the middle of a message, once,
// and then ErrPeerGone, which is also the answer when it is gone between two;
// ErrClosed, ErrBusy, ErrCorrupt; ErrTooLarge, for ever, when the writer sends
// more than MaxMessage; and the Parker's error.
func (r *Reader) Receive(ctx context.Context, buf []byte) ([]byte, error) {
	if msg, ok := r.take(buf); ok {
		return msg, nil
	}
	// Most waits end with a spin: the shortest way back to take.
	if !r.odd() && !r.spinFails(&r.words[r.at&r.mask/8]) {
		if msg, ok := r.take(buf); ok {
			return msg, nil
		}
	}
	return r.receive(ctx, buf)
}

// spinFails spins for a header, and keeps await from doing it again.
func (r *Reader) spinFails(header *uint64) bool {
	r.spun = r.opt.NoSpin || !r.spin.Until(func() bool { return atomic.LoadUint64(header) != 0 })
	return r.spun
}

// TryReceive returns the next message if all of it is there, and ErrEmpty if
// not. The rest is as with [Reader.Receive].
func (r *Reader) TryReceive(buf []byte) ([]byte, error) {
	if msg, ok := r.take(buf); ok {
		return msg, nil
	}
	return r.receive(noWait(), buf)
}

// take is receive for the common case: a whole message, and nothing odd. What
// it can not do it leaves as it is.
func (r *Reader) take(buf []byte) ([]byte, bool) {
	offset := r.at & r.mask
	header := atomic.LoadUint64(&r.words[offset/8])
	length := header & 0xffff_ffff
	if header>>32 != mark|kindWhole || length > min(r.limit, r.capacity-offset-headerSize) || r.odd() {
		return nil, false
	}
	from := offset + headerSize
	buf = append(buf[:0], r.data[from:from+length]...)
	r.pass(frameSize(length))
	return buf, true
}

// Close ends the receiving side: what is left is not received, and the writer
// gets ErrPeerClosed. It wakes both sides, and a call that waits here returns
// ErrClosed. It may be called from any goroutine, and more than once. The memory
// must stay until every call has returned and every borrow has ended.
func (r *Reader) Close() {
	if !r.closed.Swap(true) {
		shutSide(r.opt.Parker, r.readerBell, r.writerBell)
	}
}

// odd reports whether a message can not just be taken.
func (r *Reader) odd() bool {
	return r.started || r.lost || r.gen&1 != 0 || r.err != nil || r.closed.Load()
}

// next finds the next frame that is not a skip and waits for it, unless ctx is
// noWait. It leaves r.at at the frame.
func (r *Reader) next(ctx context.Context) (kind, length uint64, err error) {
	for waits := 0; ; {
		offset := r.at & r.mask
		header := atomic.LoadUint64(&r.words[offset/8])
		if header == 0 {
			// A header that comes and goes must not keep a caller for ever.
			if waits++; waits > 1 {
				if err := ended(ctx); err != nil {
					return 0, 0, err
				}
			}
			if err := r.await(ctx, &r.words[offset/8]); err != nil {
				return 0, 0, err
			}
			continue
		}
		kind, length, ok := r.parse(header, offset)
		if !ok {
			return 0, 0, r.corrupt("header %#x at %d", header, r.at)
		}
		if kind != kindSkip {
			return kind | header>>32&givenUp, length, nil
		}
		r.pass(frameSize(length))
	}
}

// pass gives so many bytes back to the writer, and wakes it when it waits.
func (r *Reader) pass(frame uint64) {
	r.at += frame
	atomic.StoreUint64(r.head, r.at)
	if atomic.LoadUint32(r.writerBell)&asleep != 0 {
		ring(r.opt.Parker, r.writerBell)
	}
}

// await waits until there is a header where the word is, or returns why none
// will come, or ErrEmpty when ctx is noWait.
func (r *Reader) await(ctx context.Context, header *uint64) error {
	spun := r.spun
	if ctx != nil && !spun && !r.spinFails(header) {
		return nil
	}
	r.spun = false
	if ctx == nil {
		end := r.end()
		switch {
		case atomic.LoadUint64(header) != 0:
			return nil
		case end != nil:
			return end
		}
		return ErrEmpty
	}
	defer awake(r.readerBell)
	for {
		value := fallAsleep(r.readerBell)
		// Why it ended is asked before the last look at the header, so that
		// nothing that was published before the end is missed.
		end := r.end()
		if atomic.LoadUint64(header) != 0 {
			return nil
		}
		if end != nil {
			return end
		}
		if err := r.opt.Parker.Wait(ctx, r.readerBell, value); err != nil {
			end := r.end()
			if atomic.LoadUint64(header) != 0 {
				return nil
			}
			if end != nil {
				return end
			}
			return err
		}
	}
}

// end returns why no more messages will come than are there.
func (r *Reader) end() error {
	switch {
	case r.closed.Load():
		return ErrClosed
	case isShut(r.writerBell):
		return io.EOF
	case r.opt.PeerGone != nil && r.opt.PeerGone():
		return ErrPeerGone
	}
	return nil
}

// corrupt ends this side for ever.
func (r *Reader) corrupt(format string, args ...any) error {
	r.err = fmt.Errorf("%w: %s", ErrCorrupt, fmt.Sprintf(format, args...))
	return r.err
}
