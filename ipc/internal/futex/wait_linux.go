package futex

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Wait sleeps until one of the words no longer has its value or is woken, and
// returns nil. It may return nil for no reason: the caller looks at everything
// it waits for again, and not only at the word it thinks was woken. When ctx
// ends first it returns [context.Cause].
//
// It returns [ErrConds] for words it cannot wait for, and an error that wraps
// [errors.ErrUnsupported] on a kernel before 5.16. A context that cannot end
// costs nothing. Wait is safe for concurrent use.
func Wait(ctx context.Context, conds ...Cond) error {
	if err := check(conds); err != nil {
		return err
	}
	if changed(conds) {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	b := blockeds.Get().(*blocked) //nolint:errcheck // the pool holds nothing else
	if !seats.sit(b) {
		blockeds.Put(b)
		return threads.park(ctx, conds)
	}
	if err := b.block(ctx, conds); !errors.Is(err, errMoved) {
		return err
	}
	return threads.park(ctx, conds)
}

func check(conds []Cond) error {
	if len(conds) == 0 || len(conds) > MaxConds {
		return fmt.Errorf("%w: %d words, 1 to %d are possible", ErrConds, len(conds), MaxConds)
	}
	for i, c := range conds {
		if c.Addr == nil || uintptr(unsafe.Pointer(c.Addr))%4 != 0 {
			return fmt.Errorf("%w: word %d is at address %p, which is nil or not a multiple of 4", ErrConds, i, c.Addr)
		}
	}
	return nil
}

func changed(conds []Cond) bool {
	for _, c := range conds {
		if atomic.LoadUint32(c.Addr) != c.Value {
			return true
		}
	}
	return false
}

// A blocked is what one caller needs to sleep on a thread of its own.
type blocked struct {
	stop   uint32 // why not to sleep on; a futex of this process
	cancel func() // says that the context has ended
	seat   int
	since  time.Time
	vector [1 + MaxConds]waiter
}

// Reasons not to sleep on, or'ed together.
const (
	ended = 1 << iota // the context
	moved             // somebody else has the seat
)

var errMoved = errors.New("ipc: moved to a dispatcher")

var blockeds = sync.Pool{New: func() any {
	b := new(blocked)
	b.cancel = func() { b.interrupt(ended) }
	return b
}}

func (b *blocked) interrupt(why uint32) {
	atomic.OrUint32(&b.stop, why)
	wakePrivate(&b.stop)
}

// block sleeps on the caller's thread, and gives up its seat.
//
// What may interrupt it is one more word, which the kernel compares when it puts
// the thread to sleep, so there is no moment at which it could be missed. It
// comes first in the vector: the kernel names the last word that was woken, so a
// wake that arrived together with the end of the context is never taken for that
// end, and the caller, who is told nil, cannot lose it.
func (b *blocked) block(ctx context.Context, conds []Cond) error {
	vector := append(b.vector[:0], private(&b.stop, 0))
	for _, c := range conds {
		vector = append(vector, shared(c))
	}
	defer runtime.KeepAlive(conds)
	stop := func() bool { return true }
	if ctx.Done() != nil {
		stop = context.AfterFunc(ctx, b.cancel)
	}
	defer func() {
		seats.leave(b)
		if stop() { // else cancel may still be on its way to b
			b.stop = 0
			blockeds.Put(b)
		}
	}()
	for {
		place, errno := sleep(vector)
		switch errno {
		case 0:
			if place > 0 {
				return nil
			}
		case unix.EAGAIN:
			if changed(conds) {
				return nil
			}
		case unix.EINTR: // a signal
		default:
			return failure(errno)
		}
		switch why := atomic.LoadUint32(&b.stop); {
		case why&ended != 0:
			return context.Cause(ctx)
		case why&moved != 0:
			return errMoved
		}
	}
}
