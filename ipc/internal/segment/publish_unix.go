//go:build linux || darwin

package segment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
)

// A Name is a name under which this process hands out a segment to processes of
// the same user. It ends with Close, with the segment's Close, and with the
// process, however that ends. It is safe for concurrent use.
type Name struct {
	name     string
	seg      *Segment
	listener *os.File
	free     func() // what remains of the name after the listener
	memory   *os.File
	spare    int // a descriptor to give up when there are none left, or -1

	stopping context.Context
	cancel   context.CancelFunc
	server   sync.WaitGroup
}

// Publish gives a kept segment a name, under which [Lookup] finds it. On Linux
// that is the abstract socket "\0underhood/<uid>/<name>", which lives in the
// network namespace: two containers that share one see each other's names, and
// two that do not, do not. The caller closes the Name, or the segment.
//
// Every connection is served at once by one goroutine, which waits for no client
// and keeps no connection, so that silent or countless clients neither hold up
// the others nor cost descriptors.
//
// It returns [ErrName] for a name that is empty, is too long (the whole address has
// at most 107 bytes, which leaves about 90) or has spaces or control characters, [ErrExists] if
// somebody has it, [ErrNoFile] without [Keep] and [ErrClosed] after Close.
func Publish(name string, seg *Segment) (*Name, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	seg.mu.Lock()
	defer seg.mu.Unlock()
	switch {
	case seg.closed():
		return nil, ErrClosed
	case seg.file == nil:
		return nil, ErrNoFile
	}
	n := &Name{name: name, seg: seg, spare: -1}
	var err error
	if n.memory, err = duplicate(seg.file); err != nil {
		return nil, fmt.Errorf("publishing %q: %w", name, err)
	}
	if n.listener, n.free, err = listenAt(name); err != nil {
		_ = n.memory.Close()
		return nil, err
	}
	n.takeSpare()
	n.stopping, n.cancel = context.WithCancel(context.Background())
	if seg.names == nil {
		seg.names = map[*Name]struct{}{}
	}
	seg.names[n] = struct{}{}
	n.server.Go(n.serve)
	return n, nil
}

// Adopt takes over a name whose owner is gone, for a segment that was attached
// under it. Any process that has the segment can; the first one does. It returns
// [ErrExists] when somebody hands out this same segment, so that there is nothing
// to do, [ErrOtherSegment] when the name meanwhile leads elsewhere, otherwise
// the errors of [Publish], and [context.Cause] when ctx ends first.
func Adopt(ctx context.Context, name string, seg *Segment) (*Name, error) {
	for try := 1; ; try++ {
		n, err := Publish(name, seg)
		if !errors.Is(err, ErrExists) {
			return n, err
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		f, err2 := receive(ctx, name)
		switch {
		case errors.Is(err2, ErrNotExist) && try < 10: // gone just now
			continue
		case err2 != nil:
			return nil, err2
		}
		id, err2 := identify(f)
		_ = f.Close()
		switch {
		case err2 != nil:
			return nil, err2
		case id != seg.id:
			return nil, fmt.Errorf("%w: %q", ErrOtherSegment, name)
		}
		return nil, err
	}
}

// String returns the name.
func (n *Name) String() string { return n.name }

// Close gives the name up; nobody finds it once Close returns. It is idempotent
// and returns nil.
func (n *Name) Close() error {
	n.seg.mu.Lock()
	delete(n.seg.names, n)
	n.seg.mu.Unlock()
	n.stop()
	return nil
}

// stop ends the server and waits for it: no longer than one hand-over takes.
func (n *Name) stop() {
	n.cancel()
	_ = n.listener.Close() // of what was not accepted, each gets ECONNRESET
	n.server.Wait()
}
