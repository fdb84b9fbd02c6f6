package gcview

import (
	"crypto/rand"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"underhood/gc"
)

// What a page answers when there is nothing to show.
var (
	// ErrDetached: no heap has been attached yet.
	ErrDetached = errors.New("gcview: no heap is attached")
	// ErrAttached: the view has a heap already.
	ErrAttached = errors.New("gcview: a heap is attached already")
	// ErrSilent: the owner of the heap did not answer in time.
	ErrSilent = errors.New("gcview: the program that owns the heap has not answered")
	// ErrCrowded: too many different questions wait for the owner, or too many
	// browsers follow the events.
	ErrCrowded = errors.New("gcview: too many requests wait")
	// ErrClosed: the view is closed.
	ErrClosed = errors.New("gcview: the view is closed")
)

// View is an [http.Handler] that shows one heap. Make it with [New].
//
// ServeHTTP and Close are safe for concurrent use. Attach, Poll, Stay and Record
// belong to the goroutine that owns the heap.
type View struct {
	pages   http.Handler
	heap    *gc.Heap // the owner's; no request touches it
	detach  func() error
	resting time.Time // the owner's: it answers nothing before

	wait     time.Duration
	nonce    func() string
	attached atomic.Bool
	closed   chan struct{}
	closing  sync.Once

	desk   desk
	events journal
}

// Option sets something up when a view is made.
type Option func(*View)

// WithWait is how long a request waits for the owner of the heap before it answers
// 503; 2 seconds without it, or for a d of 0 or less.
func WithWait(d time.Duration) Option {
	return func(v *View) {
		if d > 0 {
			v.wait = d
		}
	}
}

// WithEvents is how many of the last events are kept, at least one; 1,024 without
// it. The memory is 56 bytes an event and does not grow; for more than there can be it
// panics, as gc.NewRing does.
func WithEvents(n int) Option {
	return func(v *View) { v.events.ring = gc.NewRing(n) }
}

// New makes a view without a heap; see [View.Attach].
func New(opts ...Option) *View {
	v := &View{
		wait: 2 * time.Second, nonce: rand.Text, closed: make(chan struct{}),
		desk: desk{wake: make(chan struct{}, 1)}, events: journal{ring: gc.NewRing(1 << 10)},
	}
	for _, o := range opts {
		o(v)
	}
	v.pages = v.routes()
	return v
}

// Attach has the view show h, whose owner is the calling goroutine. The view becomes
// an observer of h: at the end of each collection it answers what has been asked.
// It fails with [ErrAttached] for a second heap, with [ErrClosed] after Close, and
// with what [gc.Heap.Observe] answers, gc.ErrClosed for one.
func (v *View) Attach(h *gc.Heap) error {
	if v.isClosed() {
		return ErrClosed
	}
	if v.heap != nil {
		return ErrAttached
	}
	detach, err := h.Observe(func(_ *gc.Heap, p gc.Progress) {
		if !p.Start {
			v.Poll()
		}
	})
	if err != nil {
		return err
	}
	v.heap, v.detach = h, detach
	v.attached.Store(true)
	return nil
}

// Detach ends what Attach began: the view is no observer of the heap any more and
// may be given another one. The owner calls it. Without a heap it does nothing.
func (v *View) Detach() error {
	if v.heap == nil {
		return nil
	}
	if err := v.detach(); err != nil {
		return err
	}
	v.attached.Store(false)
	v.heap, v.detach = nil, nil
	return nil
}

// Close ends every stream and answers every request, waiting ones too, with 503.
// The heap is left as it is; Poll does nothing from now on. It always returns nil
// and may be called again.
func (v *View) Close() error {
	v.closing.Do(func() { close(v.closed) })
	return nil
}

func (v *View) isClosed() bool {
	select {
	case <-v.closed:
		return true
	default:
		return false
	}
}
