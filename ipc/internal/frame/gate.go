package frame

import "context"

// A gate lets one through at a time. It is a mutex that one can stop waiting for:
// the one inside may wait for the other end of the stream for ever.
type gate chan struct{}

// enterOr waits to be let through, or for the end of a context, whose cause it
// returns. A context that has ended is not let through.
func (g gate) enterOr(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case g <- struct{}{}:
		return nil
	default:
	}
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (g gate) enter() { g <- struct{}{} }

func (g gate) leave() { <-g }
