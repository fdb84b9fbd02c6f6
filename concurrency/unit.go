package concurrency

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// A Unit is work that has been started: a [Process], a [Thread], a [Goroutine] or a
// [Coroutine] that does it. All keep the same laws (TestUnitLaws). A Unit is safe
// for concurrent use, but a coroutine runs on the goroutine that joins it, and
// refuses a second one meanwhile with [ErrRunning].
type Unit[Result any] interface {
	// Kind says which of the four it is.
	Kind() Kind
	// Join waits for the end and returns the result or the error of the work, to
	// everybody who asks and as often as they ask. If ctx ends first the error is its
	// cause and the work goes on.
	//
	// A panic of the work is a [*PanicError], except in a process, which it ends: there
	// it is an [*ExitError] whose State has its text and its stack. What no recover
	// stops, such as a panic on a goroutine that the work has started, is one
	// too, and ends this program where the unit shares it. [runtime.Goexit] in the work
	// is an error that is [ErrGoexit], of each kind. A process that exits
	// by itself, also with status 0, gave no result and is an [*ExitError].
	Join(ctx context.Context) (Result, error)
	// Kill ends the work, whatever it does, and does not wait; after the end it does
	// nothing. Where there is no such thing the error wraps [errors.ErrUnsupported]
	// and the work goes on: end the context it was started with instead.
	Kill() error
}

// Kind says what a [Unit] is.
type Kind uint8

// The kinds of unit, from the one that shares nothing to the one that shares its
// turn.
const (
	KindProcess   Kind = iota // memory, descriptors and threads of its own
	KindThread                // a thread of the operating system; all memory is shared
	KindGoroutine             // of the Go scheduler, which shares out threads
	KindCoroutine             // runs while it is resumed, and until it suspends
)

// Kinds is all of them, in order.
func Kinds() []Kind { return []Kind{KindProcess, KindThread, KindGoroutine, KindCoroutine} }

// String returns the kind in small letters, as in "goroutine".
func (k Kind) String() string {
	if k > KindCoroutine {
		return "unknown"
	}
	return [...]string{"process", "thread", "goroutine", "coroutine"}[k]
}

// MarshalText is String, as JSON has a kind; one that is none is an error.
func (k Kind) MarshalText() ([]byte, error) {
	if k > KindCoroutine {
		return nil, fmt.Errorf("concurrency: kind %d is none", k)
	}
	return []byte(k.String()), nil
}

// UnmarshalText is the kind of that name.
func (k *Kind) UnmarshalText(text []byte) error {
	i := slices.IndexFunc(Kinds(), func(k Kind) bool { return k.String() == string(text) })
	if i < 0 {
		return fmt.Errorf("concurrency: %q is no kind of unit", text)
	}
	*k = Kinds()[i]
	return nil
}

// Start starts a registered function as a unit of that kind; it is
// [StartProcess] and its three siblings under one name. The work's context ends
// with ctx; that of a process does not travel, it is killed. Errors come before
// anything has started.
func Start[Args, Result any](ctx context.Context, kind Kind, work *Work[Args, Result], args Args) (Unit[Result], error) {
	switch kind {
	case KindProcess:
		return unit[Result](StartProcess(ctx, work, args))
	case KindThread:
		return unit[Result](StartThread(ctx, work, args))
	case KindGoroutine:
		return unit[Result](StartGoroutine(ctx, work, args))
	case KindCoroutine:
		return unit[Result](StartCoroutine(ctx, work, args))
	default:
		return nil, fmt.Errorf("concurrency: start %s: kind %d is none", work, kind)
	}
}

// unit keeps a nil pointer from becoming a Unit that is not nil.
func unit[Result any](u Unit[Result], err error) (Unit[Result], error) {
	if err != nil {
		return nil, err
	}
	return u, nil
}

// unkillable is the error of Kill where nothing can be killed.
func unkillable(kind Kind) error {
	return fmt.Errorf("concurrency: a %s cannot be killed, only told by its context: %w", kind, errors.ErrUnsupported)
}

// await is Join of what closes done at its end. An end that has come counts even
// when ctx has ended too.
func await(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	default:
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// fill runs f and notes how it ended. It does not return if f calls
// [runtime.Goexit].
func (o *outcome[Result]) fill(f func() (Result, error)) {
	o.err = ErrGoexit
	defer func() {
		if r := recover(); r != nil {
			o.err = caught(r)
		}
	}()
	result, err := f()
	if err == nil {
		o.result = result
	}
	o.err = err
}
