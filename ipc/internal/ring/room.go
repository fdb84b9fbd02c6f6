package ring

import (
	"context"
	"sync/atomic"
)

// reserve waits until a frame for a payload of n bytes fits at w.at, which it
// moves over the end of the data area when need be.
func (w *Writer) reserve(ctx context.Context, n uint64) error {
	for {
		need := w.room(frameSize(n))
		if need == 0 {
			return nil
		}
		if err := w.await(ctx, need); err != nil {
			return err
		}
	}
}

// room makes place for a frame, or returns how many bytes from w.at on must be
// free for it. A frame that does not fit before the end of the data area goes to
// the beginning, and a skip is staged, to be published with the frame. No frame
// is longer than half the capacity, and what is skipped is shorter than the
// frame, so an empty ring has room for both.
func (w *Writer) room(frame uint64) (need uint64) {
	end := w.capacity - w.at&w.mask
	if frame <= end {
		return w.short(frame + headerSize)
	}
	if need = w.short(end + frame + headerSize); need != 0 {
		return need
	}
	w.stage(kindSkip, end-headerSize)
	return 0
}

// short returns 0 when so many bytes are free from w.at on, else their number.
// Whatever is asked for includes the next header's word, which must not be the
// one that the reader is at.
func (w *Writer) short(need uint64) uint64 {
	if need <= w.capacity-(w.at-w.seen) {
		return 0
	}
	if head := atomic.LoadUint64(w.head); head != w.seen {
		// A reader can free what is in use and nothing else.
		if head-w.seen > w.at-w.seen || head%8 != 0 {
			_ = w.corrupt("head went from %d to %d, tail %d", w.seen, head, w.at)
			return need
		}
		w.seen = head
	}
	if need <= w.capacity-(w.at-w.seen) {
		return 0
	}
	return need
}

// full returns why there is no room now.
func (w *Writer) full() error {
	if w.err != nil {
		return w.err
	}
	if err := w.end(); err != nil {
		return err
	}
	return ErrFull
}

// await waits until the reader may have freed so many bytes; the caller looks
// again. What is staged is published first: the reader has to get past it.
func (w *Writer) await(ctx context.Context, need uint64) error {
	if w.err != nil {
		return w.err
	}
	if err := w.publish(); err != nil {
		return err
	}
	if w.told != w.at {
		w.tell()
	}
	freed := func() bool { return atomic.LoadUint64(w.head) != w.seen }
	if !w.opt.NoSpin && w.spin.Until(freed) && !w.closed.Load() {
		return nil
	}
	defer awake(w.writerBell)
	for {
		value := fallAsleep(w.writerBell)
		if err := w.end(); err != nil {
			return err
		}
		if w.short(need) == 0 || w.err != nil {
			return w.err
		}
		if err := w.opt.Parker.Wait(ctx, w.writerBell, value); err != nil {
			if end := w.end(); end != nil {
				return end
			}
			return err
		}
	}
}

// end returns why there is nobody to send to any more.
func (w *Writer) end() error {
	switch {
	case w.closed.Load():
		return ErrClosed
	case isShut(w.readerBell):
		return ErrPeerClosed
	case w.opt.PeerGone != nil && w.opt.PeerGone():
		return ErrPeerGone
	}
	return nil
}
