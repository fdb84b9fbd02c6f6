// Package segment makes nameless pieces of memory that several processes share,
// gives them names that die with their owner, and hands them over.
//
//	seg, err := segment.Create(segment.Spec{Kind: 1, Size: 1 << 20}, segment.Keep())
//	// … prepare seg.Bytes() …
//	seg.Ready()
//	name, err := segment.Publish("jobs", seg)
//
// and in another process of the same user:
//
//	seg, err := segment.Lookup(ctx, "jobs", segment.Spec{Kind: 1})
//
// # Nothing to clean up
//
// A segment is a memfd: memory that exists as long as a process has it mapped or
// open, and that no directory lists. Its name is an abstract socket, which the
// kernel takes away with the process that listens on it; behind it the owner
// hands out the descriptor. So a SIGKILL anywhere leaves nothing behind, and
// there is nothing to unlink and no process that tracks who must.
//
// # Nothing to fall over
//
// The size is allocated when the segment is made, so that a machine without the
// room says so then and not by SIGBUS in the middle of a copy; and it is sealed,
// so that no peer can take the memory away by truncating the file. A process that
// attaches checks both, and takes every field of the header for what a stranger
// wrote: see [ErrCorrupt]. What a peer can do is write to the memory, or punch
// holes, which then read as zeros; whoever uses the payload copies what it reads
// once and checks the copy.
//
// # How it lies in memory
//
//	address              what                                           shared
//	base - 4 pages       entries of the kernel's robust lists           no
//	base                 header: see [HeaderSize] and the table there   yes
//	base + 1024          the table of peers: see [RosterOffset]         yes
//	base + 8192          payload: see [PayloadOffset]                   yes
//
// The robust list of a thread has one distance between its entries and the words
// it guards, and the entries are addresses that only one process understands. So
// each mapping has private memory in front, [guardian.Offset] bytes of it: the
// entry of the shared word at address x lies at x - Offset.
//
// On darwin a segment is an unlinked temporary file, which cannot be sealed, and
// a name is a socket file with a lock. Windows has neither: every function
// returns an error that wraps [errors.ErrUnsupported].
package segment

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"unsafe"

	"underhood/ipc/internal/guardian"
)

// A Segment is shared memory that this process has mapped. It is safe for
// concurrent use; what concurrent use of the memory itself means is for the user
// of the payload to say.
//
// Memory must not be touched after it is unmapped, or the process dies. So every
// operation stands between [Segment.Acquire] and [Segment.Release]; Close waits
// for nobody, and whoever releases last unmaps.
type Segment struct {
	spec   Spec
	shared []byte // header area and payload
	whole  mapping
	id     identity

	// users counts those between Acquire and Release, minus a great number once
	// closed, so that one addition both counts and asks.
	users    atomic.Int64
	unmapped atomic.Bool
	creator  bool

	beforeHanding atomic.Pointer[func()]

	mu    sync.Mutex
	file  *os.File // nil unless kept
	names map[*Name]struct{}
}

// BeforeHanding sets what to do each time before the descriptor is handed out, in
// whatever goroutine does it: by [Segment.File] or under a name. nil is nothing.
func (s *Segment) BeforeHanding(do func()) {
	if do == nil {
		s.beforeHanding.Store(nil)
		return
	}
	s.beforeHanding.Store(&do)
}

func (s *Segment) prepareHanding() {
	if do := s.beforeHanding.Load(); do != nil {
		(*do)()
	}
}

// An Option changes how a segment is made or attached.
type Option func(*options)

type options struct{ keep bool }

// Keep keeps the descriptor of the segment open. Without it a mapped segment has
// no descriptor, and ten thousand segments need none; with it the segment can be
// published and handed over, until [Segment.Forget].
func Keep() Option { return func(o *options) { o.keep = true } }

func chosen(opts []Option) (o options) {
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// Create makes a segment of zeros and maps it. Others that attach wait until
// [Segment.Ready]. The caller closes it.
//
// It returns [ErrSpec] for a spec that makes no sense, and an error that names
// the size and wraps ENOSPC, ENOMEM or EFBIG when the machine has no room for it.
func Create(spec Spec, opts ...Option) (*Segment, error) {
	if err := spec.check(); err != nil {
		return nil, err
	}
	total, ok := totalSize(uint64(spec.Size))
	if !ok {
		return nil, tooLarge(uint64(spec.Size), "more than an address can count")
	}
	f, err := newMemory(total, uint64(spec.Size))
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // memory has nothing to flush, and a kept descriptor is another one
	if _, err := f.WriteAt(spec.encode(thisProcess()), 0); err != nil {
		return nil, fmt.Errorf("ipc: writing a segment's header: %w", err)
	}
	if err := sealMemory(f); err != nil {
		return nil, err
	}
	s, err := newSegment(f, spec, total, chosen(opts))
	if err != nil {
		return nil, err
	}
	s.creator = true
	return s, nil
}

// newSegment maps a verified file. It leaves f to the caller.
func newSegment(f *os.File, spec Spec, total int, o options) (*Segment, error) {
	s := &Segment{spec: spec}
	var err error
	if s.id, err = identify(f); err != nil {
		return nil, err
	}
	if o.keep {
		if s.file, err = duplicate(f); err != nil {
			return nil, err
		}
	}
	if s.whole, s.shared, err = mapFile(f, total); err != nil {
		s.Forget()
		return nil, err
	}
	return s, nil
}

// Spec returns what the header said of the segment when it was made or attached.
func (s *Segment) Spec() Spec { return s.spec }

// Bytes returns the payload, exactly Spec().Size bytes. It may be used between
// Acquire and Release only; once unmapped it is nil.
func (s *Segment) Bytes() []byte {
	return s.part(PayloadOffset, len(s.shared))
}

// Header returns the first page, the fields of which are private to this
// package. It may be used between Acquire and Release only; once unmapped it is nil.
func (s *Segment) Header() []byte { return s.part(0, HeaderSize) }

// Roster returns the memory set aside for the table of peers, RosterSize bytes
// that begin as zeros. It may be used between Acquire and Release only; once
// unmapped it is nil.
func (s *Segment) Roster() []byte { return s.part(RosterOffset, RosterOffset+RosterSize) }

func (s *Segment) part(from, to int) []byte {
	if s.unmapped.Load() {
		return nil
	}
	return s.shared[from:to:to]
}

// Private returns the beginning of the private memory in front of the segment,
// [guardian.Offset] bytes before its header, which belongs to the guardian. What
// the guardian can hold are the words whose entries lie in it: those in the first
// Offset bytes of the segment, which are all of the header area and, with pages of
// 4096 bytes, 8192 bytes of the payload. A held word is to be let go before the
// last Release, or the kernel could not follow its list past the entry.
//
// It may be used between Acquire and Release only; once unmapped it is nil.
func (s *Segment) Private() unsafe.Pointer {
	if s.unmapped.Load() {
		return nil
	}
	return unsafe.Add(unsafe.Pointer(unsafe.SliceData(s.shared)), -guardian.Offset())
}
