package iterators

import (
	"runtime"
	"slices"
	"sync/atomic"
)

// A GeneratorOption sets something up when a generator is made.
type GeneratorOption func(*watch)

// WatchedBy has every event of a generator handed to hook, in order, by the
// goroutine that asks. Without a hook the cost is a nil check.
//
// The hook must not panic. It must not be able to reach the generator, or the
// collector cannot close one that is dropped; the last event of a dropped one
// comes from a goroutine of the clean-up's own.
func WatchedBy(hook func(GeneratorEvent)) GeneratorOption {
	return func(w *watch) { w.hook = hook }
}

// A GeneratorEvent is one step in the life of a generator.
type GeneratorEvent struct {
	Kind  GeneratorEventKind
	Value any   // what was sent, yielded or returned
	Err   error // what was thrown in or raised
}

// GeneratorEventKind says what happened.
type GeneratorEventKind uint8

// The kinds of event. Every generator begins with GeneratorCreated and ends with
// GeneratorClosed, whatever happens between.
const (
	_                  GeneratorEventKind = iota
	GeneratorCreated                      // made; its body has not begun
	GeneratorResumed                      // the body runs, by Next or a loop
	GeneratorSent                         // the body runs and gets Value
	GeneratorThrown                       // the body runs and gets Err: ErrExit to close it
	GeneratorYielded                      // the body handed out Value and waits
	GeneratorDelegated                    // another generator runs it by YieldFrom
	GeneratorReturned                     // the body returned Value
	GeneratorRaised                       // the body returned Err
	GeneratorClosed                       // it is over
)

var generatorEventNames = [...]string{
	"unknown", "created", "resumed", "sent", "thrown", "yielded", "delegated", "returned", "raised", "closed",
}

// String returns the kind in small letters, as in "yielded".
func (k GeneratorEventKind) String() string {
	if int(k) >= len(generatorEventNames) {
		k = 0
	}
	return generatorEventNames[k]
}

// watch is what a handle holds of those who watch it. Nothing else refers to it,
// so that it dies with the handle and its cleanup tells them.
type watch struct{ *record }

// record is what they are told. The body's coroutine refers to it too.
type record struct {
	hook    func(GeneratorEvent)
	tracker *Tracker
	file    string
	line    int
	state   atomic.Pointer[atomic.Uint32] // nil: Created
	over    atomic.Bool
}

// newWatch must be called directly by the function whose caller makes the
// generator.
func newWatch(nilBody bool, opts []GeneratorOption) *watch {
	if nilBody {
		panic("iterators.NewGenerator: nil body")
	}
	if len(opts) == 0 {
		return nil
	}
	r := &record{}
	w := &watch{r}
	for _, opt := range opts {
		opt(w)
	}
	if r.tracker != nil {
		_, r.file, r.line, _ = runtime.Caller(2)
		r.tracker.add(r)
	}
	r.tell(GeneratorCreated, nil, nil)
	runtime.AddCleanup(w, (*record).dropped, r)
	return w
}

func (r *record) tell(kind GeneratorEventKind, value any, err error) {
	if r.hook != nil {
		r.hook(GeneratorEvent{kind, value, err})
	}
}

func (r *record) resumed(value any, err error, sent bool) {
	switch {
	case err != nil:
		r.tell(GeneratorThrown, nil, err)
	case sent:
		r.tell(GeneratorSent, value, nil)
	default:
		r.tell(GeneratorResumed, nil, nil)
	}
}

func (r *record) ended(value any, err error) {
	if err != nil {
		r.tell(GeneratorRaised, nil, err)
	} else {
		r.tell(GeneratorReturned, value, nil)
	}
}

// closed tells the end, once.
func (r *record) closed() {
	if r.over.Swap(true) {
		return
	}
	if r.tracker != nil {
		r.tracker.remove(r)
	}
	r.tell(GeneratorClosed, nil, nil)
}

// dropped is told when the handle is gone. A body that has begun closes the
// record itself, in the cleanup of its coroutine.
func (r *record) dropped() {
	if r.state.Load() == nil {
		r.closed()
	}
}

// now is the state, for a tracker.
func (r *record) now() GeneratorState {
	switch state := r.state.Load(); {
	case r.over.Load():
		return Closed
	case state == nil:
		return Created
	default:
		return GeneratorState(state.Load())
	}
}

// watchedPush tells of each item on its way to the loop's body and back.
func watchedPush[T any](r *record, yield func(T) bool) func(T) bool {
	return func(v T) bool {
		r.tell(GeneratorYielded, v, nil)
		if !yield(v) {
			r.tell(GeneratorThrown, nil, ErrExit)
			return false
		}
		r.tell(GeneratorResumed, nil, nil)
		return true
	}
}

// watched is Yield in a coroutine when generators within are watched: they tell of the item on
// its way out, innermost first, and of the answer on its way in.
func (y *Yielder[T, S]) watched(v T) (S, error) {
	for _, r := range slices.Backward(y.hooks) {
		r.tell(GeneratorYielded, v, nil)
	}
	_, ok := y.self.Suspend(v)
	if !ok {
		y.thrown = ErrExit
	}
	for _, r := range y.hooks {
		r.resumed(y.value, y.thrown, y.sent)
	}
	if y.thrown != nil {
		return y.fail(ok)
	}
	return y.value, nil
}

// join has a generator within watched, until the returned function is called.
func (y *Yielder[T, S]) join(r *record) (leave func()) {
	r.tell(GeneratorDelegated, nil, nil)
	push := y.push
	if push != nil {
		y.push = watchedPush(r, push)
	}
	y.hooks = append(y.hooks, r)
	return func() {
		if y.push != nil {
			y.push = push
		}
		y.hooks = y.hooks[:len(y.hooks)-1]
		r.closed()
	}
}
