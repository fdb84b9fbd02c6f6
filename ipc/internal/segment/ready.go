package segment

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"unsafe"

	"underhood/ipc/internal/futex"
)

// What the ready word says.
const (
	making = iota
	ready
	givenUp
)

// Ready tells those who attach that the payload is prepared: everything written
// before is seen by everyone who attaches after. It is for the creator, once;
// more often does nothing. It returns [ErrClosed] after Close.
func (s *Segment) Ready() error {
	if err := s.Acquire(); err != nil {
		return err
	}
	defer s.Release()
	settle(s.readyWord(), ready)
	return nil
}

// abandon is what Close does for a creator who has not come to Ready.
func abandon(word *uint32) { settle(word, givenUp) }

func settle(word *uint32, state uint32) {
	if atomic.CompareAndSwapUint32(word, making, state) {
		futex.Wake(word, futex.All)
	}
}

// readyWord is 4-byte aligned: a mapping begins on a page and atReady is a
// multiple of 4.
func (s *Segment) readyWord() *uint32 { return (*uint32)(unsafe.Pointer(&s.shared[atReady])) }

// FromFile attaches the segment behind a descriptor that this process inherited
// or received, once its creator has called Ready. The file may come from anybody:
// it is refused unless it is sealed, large enough and what the caller wants. f
// stays the caller's, who can close it afterwards; with [Keep] the segment has a
// descriptor of its own. The caller closes the segment.
//
// It returns one of [ErrSeals], [ErrTruncated], [ErrForeign], [ErrCorrupt],
// [ErrMismatch] and [ErrAbandoned], wrapped in a text that says what was expected
// and what was found; and [context.Cause] when ctx ends while the creator
// prepares the segment.
func FromFile(ctx context.Context, f *os.File, want Spec, opts ...Option) (*Segment, error) {
	if want.Kind == 0 {
		return nil, fmt.Errorf("%w: a wanted kind of 0", ErrSpec)
	}
	size, err := checkMemory(f)
	if err != nil {
		return nil, err
	}
	header := make([]byte, RosterOffset)
	if _, err := f.ReadAt(header, 0); err != nil && err != io.EOF { // decode looks at the size
		return nil, fmt.Errorf("ipc: reading a segment's header: %w", err)
	}
	found, creator, err := decode(header, size, want)
	if err != nil {
		return nil, err
	}
	s, err := newSegment(f, found, found.Size+PayloadOffset, chosen(opts))
	if err != nil {
		return nil, err
	}
	if err := awaitReady(ctx, s.readyWord(), creator); err != nil {
		_ = s.Close() // returns nil
		return nil, err
	}
	return s, nil
}

// awaitReady waits until the creator has finished, given up or died.
//
// A creator can finish and die at once, so its death is believed only when the
// word, read after the death was seen, still says that it is at work.
func awaitReady(ctx context.Context, word *uint32, creator process) error {
	for dead := false; ; {
		switch state := atomic.LoadUint32(word); {
		case state == ready:
			return nil
		case state == givenUp:
			return fmt.Errorf("%w: process %d closed it", ErrAbandoned, creator.pid)
		case state != making:
			return fmt.Errorf("%w: ready state %d", ErrCorrupt, state)
		case dead:
			return fmt.Errorf("%w: process %d is gone", ErrAbandoned, creator.pid)
		}
		err := awaitChange(ctx, word, creator)
		dead = err == errGone
		if err != nil && !dead {
			return fmt.Errorf("ipc: waiting for a segment to be ready: %w", err)
		}
	}
}
