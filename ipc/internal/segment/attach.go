package segment

import (
	"context"
	"fmt"
	"io"
	"os"
)

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
