package iterators

import "errors"

var (
	// ErrStop says that a generator is over: Python's StopIteration, Go's io.EOF.
	// What the body returned is in [Generator.Return].
	ErrStop = errors.New("iterators: stop iteration")
	// ErrExit is what a body gets from its Yield when its generator is closed:
	// Python's GeneratorExit. The body should clean up and return it.
	ErrExit = errors.New("iterators: generator exit")
	// ErrRunning says that a generator was asked while its body runs, by the body
	// itself, by a loop over All or by another goroutine: Python's "ValueError:
	// generator already executing".
	ErrRunning = errors.New("iterators: generator already running")
	// ErrJustStarted says that a value was sent to a body which has not reached a
	// Yield that could take it: Python's "TypeError: can't send non-None value to a
	// just-started generator".
	ErrJustStarted = errors.New("iterators: value sent to a just-started generator")
	// ErrIgnoredExit says that a body yielded when it was told to end: Python's
	// "RuntimeError: generator ignored GeneratorExit".
	ErrIgnoredExit = errors.New("iterators: generator ignored ErrExit: its body must return when Yield gives an error")
	// ErrStopLeaked says that a body failed with ErrStop, which would pass for its
	// end: Python's "RuntimeError: generator raised StopIteration" (PEP 479).
	ErrStopLeaked = errors.New("iterators: generator body returned ErrStop")
	// ErrCannotSend says that a value was sent to a generator which is passing on a
	// plain sequence, where nothing can take it: Python's AttributeError.
	ErrCannotSend = errors.New("iterators: a sequence takes no value sent to it")
)

// leaked makes sure that no body's error reads as the end of a generator.
func leaked(err error) error {
	if errors.Is(err, ErrStop) {
		return &leakedStop{err}
	}
	return err
}

// leakedStop is a body's error that says ErrStop: it is ErrStopLeaked and has
// what errors.As finds in the cause, but has no Unwrap, which would make it
// ErrStop again.
type leakedStop struct{ cause error }

func (e *leakedStop) Error() string {
	return ErrStopLeaked.Error() + ": " + e.cause.Error()
}

func (e *leakedStop) Is(target error) bool { return target == ErrStopLeaked }

func (e *leakedStop) As(target any) bool { return errors.As(e.cause, target) }
