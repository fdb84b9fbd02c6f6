package singleton

import (
	"context"
	"slices"
	"sync"
	"time"
)

// A Resolver is what a constructor gets: the way to the instances it needs. It
// knows the construction it belongs to, so that a circle of constructors that wait
// for each other is found, whichever goroutines they run in.
//
// It is good until the constructor returns, and safe for concurrent use.
type Resolver struct {
	name  string
	scope *Scope
	done  chan struct{} // closed when the construction is over

	mu    sync.Mutex
	waits []*Resolver // the constructions it waits for now
}

// Context is the construction's own context: it ends when the scope is closed, not
// when somebody stops waiting. Instances that are asked for with it, or with one
// derived from it, are resolved as by [Lazy.From].
func (r *Resolver) Context() context.Context { return resolving{r} }

// Name is that of the instance under construction.
func (r *Resolver) Name() string { return r.name }

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

// resolverOf is the construction that asks with ctx, nil if none does any more.
func resolverOf(ctx context.Context) *Resolver {
	r, _ := ctx.Value(resolverKey{}).(*Resolver)
	if r != nil {
		select {
		case <-r.done:
			return nil
		default:
		}
	}
	return r
}

// waitsFor notes that r waits for another construction, unless that one waits for
// r, be it through others: then it would be for ever.
//
// Each notes before it looks, so of two that close a circle at the same time at
// least one sees it.
func (r *Resolver) waitsFor(other *Resolver) error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	r.waits = append(r.waits, other)
	r.mu.Unlock()
	if path := other.pathTo(r, nil); path != nil {
		r.waited(other)
		return &CycleError{Path: append(path, other.name)}
	}
	return nil
}

// waited ends what waitsFor noted.
func (r *Resolver) waited(other *Resolver) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := slices.Index(r.waits, other); i >= 0 {
		r.waits = slices.Delete(r.waits, i, i+1)
	}
}

// pathTo is the names along the way from r to target by what waits for what; nil
// when there is no way. seen are those on the way to r.
func (r *Resolver) pathTo(target *Resolver, seen []*Resolver) []string {
	if r == target {
		return []string{r.name}
	}
	if slices.Contains(seen, r) {
		return nil // a circle without target: who closed it has been told
	}
	r.mu.Lock()
	waits := slices.Clone(r.waits)
	r.mu.Unlock()
	for _, next := range waits {
		if path := next.pathTo(target, append(seen, r)); path != nil {
			return append([]string{r.name}, path...)
		}
	}
	return nil
}
