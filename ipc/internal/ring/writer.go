package ring

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"

	"underhood/ipc/internal/spin"
)

// Options are what both sides can be told. Parker must be set; the rest may be
// left zero. The two sides need not have the same.
type Options struct {
	// Parker is how this side sleeps and wakes the other.
	Parker Parker
	// PeerGone, when set, says whether the other side has ended without
	// closing. It is asked before each sleep and after each that fails, never
	// while messages come. Once it says true nothing more may be written.
	PeerGone func() bool
	// MaxMessage is the longest message in bytes: 2 GiB - 1 when 0.
	MaxMessage int
	// NoSpin makes every wait a sleep, for where a processor that idles is
	// worth more than a wake that takes a microsecond less.
	NoSpin bool
}

// check returns the options with their defaults.
func (o Options) check() (Options, error) {
	switch {
	case o.Parker == nil:
		return o, fmt.Errorf("ipc: ring: Options.Parker is nil")
	case o.MaxMessage < 0:
		return o, fmt.Errorf("ipc: ring: Options.MaxMessage is %d", o.MaxMessage)
	case o.MaxMessage == 0:
		o.MaxMessage = math.MaxInt32
	}
	return o, nil
}

// chunk is the longest piece of a message that is sent in pieces, and the
// longest copy there is. It must be below 1 MiB, where Go's memmove begins to
// write past the caches that the reader wants it in. The reader copies a piece
// while the writer copies the next.
const chunk = 64 << 10

// A Writer is the end that sends. One goroutine at a time may use it, except
// for [Writer.Close]; a lock above it costs less there than one in here would,
// since many a caller has one already.
type Writer struct {
	shared
	opt   Options
	at    uint64 // where the next frame goes
	seen  uint64 // the newest head; the reader's are believed when they follow
	told  uint64 // the tail that was last told
	whole uint64 // the longest message that is not sent in pieces

	// A frame that is written and not yet published: the header is kept here
	// while its word in shared memory is still 0. Frames after it are invisible
	// until it is there, so one store publishes them all.
	staged   uint64
	stagedAt uint64

	givenUp uint64 // the flag of the next message's header
	loan    uint64 // counts loans: odd while one is open
	err     error  // why nothing can be sent any more
	closed  atomic.Bool
	spin    spin.Spin
	_       [64]byte // nobody else's data on the lines that each message writes
}

// NewWriter attaches the writing side to a formatted region. It goes on where
// an earlier writer ended, whether that one died or its process passed the ring
// on; there must be no other at the same time. It fails on a region that is not
// a ring or not consistent, and on a ring whose writer has closed.
func NewWriter(region []byte, o Options) (*Writer, error) {
	o, err := o.check()
	if err != nil {
		return nil, err
	}
	s, err := view(region)
	if err != nil {
		return nil, err
	}
	if isShut(s.writerBell) {
		return nil, ErrClosed
	}
	w := &Writer{shared: s, opt: o, whole: min(chunk, s.capacity/4)}
	if err := w.find(); err != nil {
		return nil, err
	}
	return w, nil
}

// find goes from the reader's position along the headers to where they end.
// That is right also after a writer that was killed: what it had not published
// is not reached.
func (w *Writer) find() error {
	w.seen = atomic.LoadUint64(w.head)
	for w.at = w.seen; w.at-w.seen < w.capacity; {
		if w.at%8 != 0 {
			return w.corrupt("head is %d, which is not a multiple of 8", w.at)
		}
		offset := w.at & w.mask
		header := atomic.LoadUint64(&w.words[offset/8])
		if header == 0 {
			w.tell()
			return nil
		}
		_, length, ok := w.parse(header, offset)
		if !ok {
			return w.corrupt("header %#x at %d", header, w.at)
		}
		w.at += frameSize(length)
	}
	return w.corrupt("no end after head %d", w.seen)
}

// Send sends one message and waits for room when there is none. A message
// within [Writer.Whole] appears to the reader at once, or never when this
// process is killed; a longer one goes in pieces, which the reader puts together.
//
// A context that has ended matters only when Send would have to wait. When Send
// fails the message is not delivered, also when some of its pieces were sent.
//
// It returns ErrTooLarge, ErrBusy and ErrClosed before anything is written,
// ErrPeerClosed and ErrPeerGone when nobody will read it, and the Parker's error.
func (w *Writer) Send(ctx context.Context, msg []byte) error {
	if err := w.ready(len(msg)); err != nil {
		return err
	}
	if uint64(len(msg)) > w.whole {
		return w.stream(ctx, msg)
	}
	if err := w.reserve(ctx, uint64(len(msg))); err != nil {
		return err
	}
	w.put(msg)
	return w.publish()
}

// TrySend sends one message if there is room for it now, and returns ErrFull if
// not. It sends nothing in pieces, so a message longer than [Writer.Largest]
// is ErrTooLarge. The rest is as with [Writer.Send].
func (w *Writer) TrySend(msg []byte) error {
	if err := w.ready(len(msg)); err != nil {
		return err
	}
	if err := w.single(len(msg), "TrySend"); err != nil {
		return err
	}
	if w.room(frameSize(uint64(len(msg)))) != 0 {
		return w.full()
	}
	w.put(msg)
	return w.publish()
}

// Whole returns the longest message in bytes that Send publishes whole: 64 KiB
// or a quarter of the capacity, whichever is less.
func (w *Writer) Whole() int { return int(w.whole) }

// Largest returns the longest message in bytes that can be in one piece, with
// [Writer.TrySend] or [Writer.Loan]: half the capacity with its header. When the
// ring is empty there is room for it.
func (w *Writer) Largest() int { return int(w.capacity/2 - headerSize) }

// Close ends the sending side: the reader gets what was sent, then io.EOF. It
// wakes both sides, and a call that waits here returns ErrClosed. It may be
// called from any goroutine, and more than once. The memory must stay until
// every call has returned.
func (w *Writer) Close() {
	if !w.closed.Swap(true) {
		shutSide(w.opt.Parker, w.writerBell, w.readerBell)
	}
}

// ready returns why a message of n bytes can not be sent, before anything is
// written.
func (w *Writer) ready(n int) error {
	switch {
	case w.closed.Load():
		return ErrClosed
	case w.err != nil:
		return w.err
	case w.loan&1 != 0:
		return ErrBusy
	case n > w.opt.MaxMessage:
		return fmt.Errorf("%w: %d bytes, %d at most", ErrTooLarge, n, w.opt.MaxMessage)
	}
	return nil
}

// single refuses what is too long for one frame.
func (w *Writer) single(n int, what string) error {
	if n > w.Largest() {
		return fmt.Errorf("%w: %s of %d bytes in a ring of %d, %d at most", ErrTooLarge, what, n, w.capacity, w.Largest())
	}
	return nil
}

// put writes a whole message where room was made.
func (w *Writer) put(msg []byte) {
	offset := w.at & w.mask
	copy(w.data[offset+headerSize:], msg)
	w.stage(kindWhole|w.givenUp, uint64(len(msg)))
	w.givenUp = 0
}

// stage puts down the header of a frame whose payload is written.
func (w *Writer) stage(kind, length uint64) {
	if w.staged == 0 {
		w.staged, w.stagedAt = headerOf(kind, length), w.at
	} else {
		w.words[w.at&w.mask/8] = headerOf(kind, length)
	}
	w.at += frameSize(length)
}

// publish shows the reader what is staged. The word after it becomes 0 first,
// for which room always leaves the space: the reader will look there next.
func (w *Writer) publish() error {
	if w.staged == 0 {
		return nil
	}
	w.words[w.at&w.mask/8] = 0
	atomic.StoreUint64(&w.words[w.stagedAt&w.mask/8], w.staged)
	w.staged = 0
	if w.at-w.told >= w.capacity/16 {
		w.tell()
	}
	if bell := atomic.LoadUint32(w.readerBell); bell&(asleep|shut) != 0 {
		if bell&shut != 0 {
			w.err = ErrPeerClosed
			return w.err
		}
		ring(w.opt.Parker, w.readerBell)
	}
	return nil
}

// tell writes the tail for those who watch. Nobody relies on it.
func (w *Writer) tell() {
	w.told = w.at
	atomic.StoreUint64(w.tail, w.at)
}

// corrupt ends this side for ever.
func (w *Writer) corrupt(format string, args ...any) error {
	w.err = fmt.Errorf("%w: %s", ErrCorrupt, fmt.Sprintf(format, args...))
	return w.err
}
