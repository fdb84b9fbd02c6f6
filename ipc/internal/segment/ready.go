package segment

import (
	"context"
	"fmt"
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
