package singleton

import (
	"context"
	"time"
)

// A Resolver is what a constructor gets: the way to the instances it needs. It
// knows the construction it belongs to, so that a circle of constructors that wait
// for each other is found, whichever goroutines they run in. What is asked for past
// it, by Get with another context, is not seen.
//
// It is good until the constructor returns, and safe for concurrent use. [New] hands
// it out; the methods of a zero one panic.
type Resolver struct {
	name  string
	scope *Scope
	done  chan struct{} // closed when the construction is over

	// Guarded by mu.
	loose bool        // it has a context, and may have got anything with it
	waits []*Resolver // the constructions it waits for now
	needs []*Resolver // those that gave it an instance
}

// Context is the construction's own context: it ends when the scope is closed, not
// when somebody stops waiting. Instances that are asked for with it, or with one
// derived from it, are resolved as by [Lazy.From]; which they were is not noted, so
// while the construction goes on nothing of its scope is closed, and an instance of
// another scope is not held.
func (r *Resolver) Context() context.Context {
	r.known()
	mu.Lock()
	defer mu.Unlock()
	r.loose = true
	return resolving{r}
}

// Name is that of the instance under construction.
func (r *Resolver) Name() string { return r.known().name }

// known is r, if it is a construction's.
func (r *Resolver) known() *Resolver {
	if r == nil || r.scope == nil {
		panic("singleton: a Resolver that no constructor was given")
	}
	return r
}

// resolving is the context of a construction.
type resolving struct{ r *Resolver }

type (
	resolverKey struct{}
	scopeKey    struct{}
)

func (c resolving) Deadline() (time.Time, bool) { return time.Time{}, false }
func (c resolving) Done() <-chan struct{}       { return c.r.scope.ended }

func (c resolving) Err() error {
	select {
	case <-c.r.scope.ended:
		return context.Canceled
	default:
		return nil
	}
}

func (c resolving) Value(key any) any {
	switch key.(type) {
	case resolverKey:
		return c.r
	case scopeKey:
		return c.r.scope
	}
	return nil
}

// resolverOf is the construction that asks with ctx, nil if none does.
func resolverOf(ctx context.Context) *Resolver {
	r, _ := ctx.Value(resolverKey{}).(*Resolver)
	return r
}
