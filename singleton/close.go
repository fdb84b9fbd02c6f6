package singleton

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Close closes the scope: its forks first, then everything made in it, the last
// finished first. What a constructor needs is finished before it is, so nothing is
// closed before what needs it. Every closer runs, one at a time; their errors, panics
// and calls of runtime.Goexit are joined. (A fork that was being closed already goes on
// by itself, and tells its errors to who closed it.)
//
// Constructions under way have their context ended; what one of them got by
// [Lazy.From], or may have got of its own scope by its context, is closed when it is
// over, and so is what it makes all the same. Scopes do not know what instances in other scopes need,
// forks apart: close first the scope that needs the other.
//
// ctx says how long the caller waits. When it ends first, the error says what is not
// closed yet; the closing goes on, and another Close waits for it again. At the end of
// a program that was told to stop, give it a context of its own, not the one that has
// ended.
//
// From the beginning of Close Get fails with [ErrClosed]. Close may be called again, and
// returns the same; a constructor or closer that calls it, with a context that does not
// end, waits for itself.
func (s *Scope) Close(ctx context.Context) error {
	s.known()
	leave := ctx.Done()
	mu.Lock()
	s.shut(nil)
	mu.Unlock()
	select {
	case <-s.empty:
	default:
		select {
		case <-s.empty:
		case <-leave:
		}
	}
	why := context.Cause(ctx)
	mu.Lock()
	defer mu.Unlock()
	errs := slices.Clone(s.errs)
	if !s.finished {
		errs = append(errs, fmt.Errorf("singleton: not closed yet: %s: %w", strings.Join(s.left(), ", "), why))
	}
	return errors.Join(errs...)
}

// The rest is called with mu held.

// shut begins to close s; tells is the scope whose Close wants it.
func (s *Scope) shut(tells *Scope) {
	if s.closed {
		return
	}
	s.closed, s.tells = true, tells
	closing[s] = struct{}{}
	close(s.ended)
	s.showLanded()
	s.cells.Range(func(_, c any) bool {
		if c, ok := c.(interface{ show() }); ok { // a stand-in has not landed
			c.show()
		}
		return true
	})
	for _, f := range slices.Clone(s.forks) {
		f.shut(s)
	}
	s.settle()
}

// settle goes on with closing s, and all that is closed with it: one closer at a
// time, the end of which settles again.
func (s *Scope) settle() {
	root := s
	for root.tells != nil {
		root = root.tells
	}
	if root.closed {
		root.step(root)
	}
}

// step begins the next closer that may run, in the forks first, and says whether one
// runs.
func (s *Scope) step(root *Scope) bool {
	for _, f := range slices.Clone(s.forks) {
		if f.tells == s && f.step(root) {
			return true
		}
	}
	if root.busy || s.finished || len(s.forks) > 0 {
		return root.busy
	}
	if i := s.next(); i != nil {
		s.drop(i)
		s.current, root.busy = i, true
		go s.finish(root, i)
		return true
	}
	if len(s.landed) == 0 && s.flights == 0 {
		s.end()
	}
	return root.busy
}

// next is the instance to close next: the last that was finished and that no
// construction under way has got. One that has a context may have got any.
func (s *Scope) next() instance {
	held := map[*Resolver]bool{}
	for r := range underWay {
		if r.loose && r.scope == s {
			return nil
		}
		r.hold(held)
	}
	for _, i := range slices.Backward(s.landed) {
		if !held[i.resolver()] {
			return i
		}
	}
	return nil
}

// finish runs a closer, in a goroutine that is the closer's to end. It is not called
// with mu held.
func (s *Scope) finish(root *Scope, i instance) {
	err := ErrGoexit // unless it returns
	defer func() {
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			s.errs = append(s.errs, fmt.Errorf("singleton: closing %s: %w", i.resolver().name, err))
		}
		s.current, root.busy = nil, false
		s.settle()
	}()
	err = i.close()
}

// end lets those who wait for Close go, and the scopes s is a fork of.
func (s *Scope) end() {
	s.finished = true
	delete(closing, s)
	close(s.empty)
	for _, p := range s.parents {
		p.forks = slices.DeleteFunc(p.forks, func(f *Scope) bool { return f == s })
		if p == s.tells {
			p.errs = append(p.errs, s.errs...)
		}
		p.settle()
	}
}

// left is the names of what is not closed.
func (s *Scope) left() (names []string) {
	for _, f := range s.forks {
		names = append(names, f.left()...)
	}
	for r := range underWay {
		if r.scope == s {
			names = append(names, r.name+" (under construction)")
		}
	}
	slices.Sort(names)
	if s.current != nil {
		names = append(names, s.current.resolver().name+" (its closer runs)")
	}
	for _, i := range slices.Backward(s.landed) {
		names = append(names, i.resolver().name)
	}
	return names
}
