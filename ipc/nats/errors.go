package nats

import (
	"errors"
	"fmt"
)

var (
	// ErrNoAnswer says that the server did not answer in time, or that the connection
	// was lost while it should. It comes together with the cause of the context, when
	// that is what ended the wait.
	ErrNoAnswer = errors.New("ipc/nats: the server does not answer")
	// ErrUnconfirmed says that a value was sent and the server did not say whether it has
	// it: it may be in the queue or not. Every other error of Put means that it is not.
	ErrUnconfirmed = errors.New("ipc/nats: sent, but not known to be in the queue")
)

var (
	errLost = fmt.Errorf("%w: the connection was lost", ErrNoAnswer)
	// errNobody is what the server says when no stream listens: the queue is closed or
	// deleted, or JetStream is still starting.
	errNobody = errors.New("ipc/nats: no stream listens")
)

// unanswered says whether a request may have been heard, and may be made again.
func unanswered(err error) bool { return errors.Is(err, ErrNoAnswer) }
