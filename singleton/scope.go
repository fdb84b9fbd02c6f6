package singleton

import (
	"context"
	"slices"
	"sync"
)

// A Scope is a world in which each [Lazy] has one instance. The process is one
// ([Process]); a test forks it, and has a world of its own beside those of the
// tests that run at the same time: other instances of everything, and stand-ins
// for some ([Override]). A context says which world a Get means ([Scope.Context]).
//
// A scope owns what was made in it: Close closes everything, what needs something
// before what it needs. A Scope is safe for concurrent use. It is made by [NewScope]
// or [Scope.Fork]; the methods of a zero one panic.
type Scope struct {
	parents []*Scope      // of which it is a fork
	ended   chan struct{} // closed when Close begins
	empty   chan struct{} // closed when all is closed
	cells   sync.Map      // of a fork: *Lazy[T] to *cell[T]

	// Guarded by mu.
	closed   bool
	forked   bool // at some time; a context of a closed fork still says so
	finished bool // empty is closed
	forks    []*Scope
	flights  int        // constructions under way
	landed   []instance // in the order they were finished; the closed ones taken out
	current  instance   // whose closer runs
	busy     bool       // a closer runs, here or in what is closed with it
	errs     []error    // of closers
	tells    *Scope     // whose Close closed it
}

// An instance is a *flight[T] of any T that has landed.
type instance interface {
	resolver() *Resolver
	show()
	close() error
}

// process is the scope of everything that says no other: a singleton itself.
var process = NewScope()

// Process is the scope that a [Lazy] belongs to unless [In] says another.
func Process() *Scope { return process }

// NewScope makes a scope with no parent. Close it when its instances are not needed
// any more.
func NewScope() *Scope {
	return &Scope{ended: make(chan struct{}), empty: make(chan struct{})}
}

// Fork makes a world of its own for everything that belongs to s, and to others if
// a test needs several at once; what stands in for something in s does so in the
// fork too ([Override]). Close it. A fork of a closed scope is closed. From the first
// fork on, a Get of what belongs to s has to look at its context, which costs some
// nanoseconds more, also when the fork is closed: its contexts may still be about.
func (s *Scope) Fork(others ...*Scope) *Scope {
	f := NewScope()
	for _, p := range append([]*Scope{s}, others...) {
		if !slices.Contains(f.parents, p.known()) {
			f.parents = append(f.parents, p)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for _, p := range f.parents {
		p.forked, p.forks = true, append(p.forks, f)
		p.showLanded()
	}
	if slices.ContainsFunc(f.parents, func(p *Scope) bool { return p.closed }) {
		f.shut(nil)
	}
	return f
}

// Context makes ctx mean this scope for every Get it is given to. A context means
// one scope, the last it was told.
func (s *Scope) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, scopeKey{}, s.known())
}

// known is s, if it was made as it has to be.
func (s *Scope) known() *Scope {
	if s == nil || s.ended == nil {
		panic("singleton: a Scope that was not made by NewScope or Fork")
	}
	return s
}

// scopeFor is the scope ctx means for what belongs to home: home itself unless ctx
// says a fork of it.
func scopeFor(ctx context.Context, home *Scope) *Scope {
	if said, _ := ctx.Value(scopeKey{}).(*Scope); said != nil && said.within(home) {
		return said
	}
	return home
}

// within says whether s is other or a fork of it.
func (s *Scope) within(other *Scope) bool {
	return s == other || slices.ContainsFunc(s.parents, func(p *Scope) bool { return p.within(other) })
}

// showLanded lets Get find what was made, in the way that is right now.
func (s *Scope) showLanded() {
	for _, i := range s.landed {
		i.show()
	}
}

// showAll does so for l, here and in the forks.
func showAll[T any](s *Scope, l *Lazy[T]) {
	if c := cellIn(s, l); c != nil {
		c.show()
	}
	for _, f := range s.forks {
		showAll(f, l)
	}
}

// drop takes an instance out; mostly it is one of the last.
func (s *Scope) drop(i instance) {
	for at, other := range slices.Backward(s.landed) {
		if other == i {
			s.landed = slices.Delete(s.landed, at, at+1)
			return
		}
	}
}
