package loop

import (
	"runtime"
	"time"
)

// An Option changes what [New] makes. One that is nil does nothing.
type Option func(*Loop)

// Virtual gives the loop a clock that begins at start and that nobody waits for:
// when no task is ready it jumps to the next time at which one will be. While
// work of [InThread] is under way it stands still: work that never ends holds the
// loop for ever, and no [Timeout] fires, nor is a deadlock reported. [Loop.Hold] does
// not stop it. The deadline of a context, as of
// [context.WithTimeout], is by the real clock, and the virtual one does not wait for
// it; [Timeout] is by the loop's.
func Virtual(start time.Time) Option {
	return func(l *Loop) { l.virtual, l.epoch = true, start }
}

// Threads limits how many functions of [InThread] run at once; the others wait
// their turn. Less than 1 means the default, which is CPython's: four more than
// there are processors, 32 at most.
func Threads(n int) Option {
	return func(l *Loop) { l.pool.limit = n }
}

// Grace is how long the tasks that are left when main has ended, and are cancelled
// then, may go on by the real clock without any of them having ended: a minute unless
// told. They are ended by force after that. On a virtual clock, where no time is
// long, it is 100,000 rounds of turns.
func Grace(d time.Duration) Option {
	return func(l *Loop) { l.closing.grace = d }
}

// Trace calls hook with all that happens, in order. It runs between or in the
// turns of the loop and must return soon; it must not use the loop.
func Trace(hook func(TraceEvent)) Option {
	return func(l *Loop) { l.hook = hook }
}

// New makes a loop, on the real clock unless told otherwise.
func New(opts ...Option) *Loop {
	l := &Loop{closing: patience{grace: defaultGrace}}
	for _, o := range opts {
		if o != nil {
			o(l)
		}
	}
	if l.pool.limit < 1 {
		l.pool.limit = min(32, runtime.NumCPU()+4)
	}
	return l
}
