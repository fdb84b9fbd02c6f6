package frame

import (
	"context"
	"time"
)

// An interrupt ends a call that waits on a stream when the call's context ends,
// by a deadline in the past. Only who is inside of the gate touches it.
//
// It goes on watching the context when the call is over, since the next one is
// likely to come with the same: so a call with a context that is watched already
// costs a comparison. The invariant: outside of watch and forget, the deadline is
// in the past only if the context that is being watched has ended.
type interrupt struct {
	setDeadline func(time.Time) error

	done  <-chan struct{} // of the context that is watched; nil: none is
	stop  func() bool
	fired chan struct{} // closed when the deadline is set
}

var past = time.Unix(1, 0)

// watch makes ctx the one whose end interrupts. Contexts are told apart by their
// Done: those that share it end together.
func (i *interrupt) watch(ctx context.Context) {
	done := ctx.Done()
	if done == i.done {
		return
	}
	i.forget()
	if done == nil {
		return
	}
	fired := make(chan struct{})
	i.done, i.fired = done, fired
	i.stop = context.AfterFunc(ctx, func() {
		// An error says that the stream is closed, and then nobody waits.
		_ = i.setDeadline(past)
		close(fired)
	})
}

// forget stops watching. If the interruption is under way it lets it come, and
// only then takes it back: the other way round it would hit the next call.
func (i *interrupt) forget() {
	if i.done == nil {
		return
	}
	if !i.stop() {
		<-i.fired
		_ = i.setDeadline(time.Time{}) // closed: as above
	}
	i.done, i.stop, i.fired = nil, nil, nil
}
