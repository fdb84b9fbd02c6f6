package ipc

import (
	"context"
	"errors"
	"os"
	"runtime"
	"time"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/roster"
	"underhood/ipc/internal/segment"
)

// The kinds of segments.
const (
	kindQueue = 1 + iota
	kindPipe
	kindMemory
	kindSemaphore
	kindLock
	kindEvent
	kindCondition
	kindBarrier
)

// A Source is where a process gets something from that another has made: [Named], a
// file that it inherited ([FromFile]), or what its parent gave it ([Child.Given]).
type Source interface {
	attach(ctx context.Context, want segment.Spec) (*segment.Segment, error)
}

type named string

// Named is what a process of the same user has published under a name ([Publish]).
func Named(name string) Source { return named(name) }

func (n named) attach(ctx context.Context, want segment.Spec) (*segment.Segment, error) {
	return segment.Lookup(ctx, string(n), want, segment.Keep())
}

type fromFile struct{ file *os.File }

// FromFile is what [File] of another process gave the file of. It stays the caller's. To
// hand one file on again and again is possible, but only [File], [Give] and a name see to
// it that the places of those who died are free.
func FromFile(f *os.File) Source { return fromFile{f} }

func (s fromFile) attach(ctx context.Context, want segment.Spec) (*segment.Segment, error) {
	return segment.FromFile(ctx, s.file, want, segment.Keep())
}

// A Shared is something in shared memory: what a Create or an Attach function made.
type Shared interface{ memory() *segment.Segment }

// A Name is under what others find something that is shared. It ends with its Close, when
// what it names is detached, and with this process, however that ends. String is the name.
type Name = segment.Name

// Publish gives something shared a name, under which processes of the same user find
// it ([Named]). It returns ErrNotShared for what is of this process only, ErrName,
// ErrExists, or ErrForgotten. The caller closes the Name.
func Publish(name string, thing any) (*Name, error) {
	s, err := segmentOf(thing)
	if err != nil {
		return nil, err
	}
	return segment.Publish(name, s)
}

// File is a new descriptor of something shared, to be handed to another process. The
// caller closes it.
func File(thing any) (*os.File, error) {
	s, err := segmentOf(thing)
	if err != nil {
		return nil, err
	}
	return s.File()
}

// Forget gives up the descriptor of something shared, which is kept so that it can be
// published and handed over. It goes on working, and costs no descriptor.
func Forget(thing any) error {
	s, err := segmentOf(thing)
	if err != nil {
		return err
	}
	s.Forget()
	return nil
}

func segmentOf(thing any) (*segment.Segment, error) {
	if s, ok := thing.(Shared); ok && s.memory() != nil {
		return s.memory(), nil
	}
	return nil, ErrNotShared
}

// A seat is a process's place at a segment: its mapping and its entry in the roster.
type seat struct {
	segment *segment.Segment
	member  *roster.Member
}

func (s *seat) memory() *segment.Segment {
	if s == nil {
		return nil
	}
	return s.segment
}

// create makes a segment and sits down at it; prepare makes something of the zeros,
// and what it returns is ready for others.
func create[H any](want segment.Spec, open func(memory []byte, s *seat) (H, error)) (none H, err error) {
	seg, err := segment.Create(want, segment.Keep())
	if err != nil {
		return none, err
	}
	h, err := sit(seg, open)
	if err != nil {
		return none, err
	}
	return h, seg.Ready()
}

// obtain asks a source, which may be none.
func obtain(ctx context.Context, from Source, want segment.Spec) (*segment.Segment, error) {
	if from == nil {
		return nil, errors.New("ipc: attaching to a Source that is nil")
	}
	return from.attach(ctx, want)
}

// attach sits down at a segment that another process has made.
func attach[H any](ctx context.Context, from Source, want segment.Spec, open func(memory []byte, s *seat) (H, error)) (none H, err error) {
	seg, err := obtain(ctx, from, want)
	if err != nil {
		return none, err
	}
	return sit(seg, open)
}

func sit[H any](seg *segment.Segment, open func(memory []byte, s *seat) (H, error)) (none H, err error) {
	defer func() {
		if err != nil {
			_ = seg.Close() // returns nil
		}
	}()
	if err := seg.Acquire(); err != nil { // Release is leave's
		return none, err
	}
	member, err := roster.Join(seg.Roster(), nil)
	if err != nil {
		seg.Release()
		return none, err
	}
	h, err := open(seg.Bytes(), &seat{seg, member})
	if err != nil {
		member.Leave()
		seg.Release()
		return none, err
	}
	// Whoever attaches needs a place, of which there are so many, and one who is not
	// attached yet cannot bury the dead that have them: so it is done by who hands it out.
	if t, ok := any(h).(interface{ tidy(ctx context.Context) }); ok {
		seg.BeforeHanding(func() {
			ctx, cancel := context.WithTimeout(context.Background(), tidying)
			defer cancel()
			t.tidy(ctx)
		})
	}
	return h, nil
}

// tidying is for how long a segment is not handed out because another process, which may
// have been stopped, is in its monitor.
const tidying = 100 * time.Millisecond

// leave gives the entry in the roster back, and the descriptor. The memory is unmapped
// when nobody has the handle any more: to count who uses it would cost a semaphore more
// than its work.
func leave[H any](s *seat, handle *H) {
	s.member.Leave()
	s.segment.BeforeHanding(nil) // which has the handle
	_ = s.segment.Close()        // returns nil; unmaps after Release
	runtime.AddCleanup(handle, func(seg *segment.Segment) { seg.Release() }, s.segment)
}

var _ monitor.Peers = (*roster.Member)(nil)
