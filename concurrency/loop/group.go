package loop

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
)

// A TaskGroup is tasks that end together. It is made by [Group], and tasks are
// made in it by [GoIn].
type TaskGroup struct {
	parent    *Handle
	members   []*member // in order, nil for one that has been seen to end
	left      int       // how many have not
	errs      []error
	waiting   bool // the parent waits for the last task
	exiting   bool
	aborting  bool
	cancelled bool // the group asked the parent to cancel
}

// Group calls fn, which makes tasks by [GoIn], and waits for all of them
// (asyncio.TaskGroup). When one fails, or fn does, the others are cancelled, and
// so is fn where it waits; the error is then a [*GroupError] of all that failed.
// Tasks that end by a cancellation are not failures, unless they join another error to
// it. If the task that called
// Group is cancelled, so are all in the group, and the error is [ErrCancelled],
// unless something failed too.
//
// A panic of fn becomes a [*PanicError] among the errors, after all tasks ended.
func Group(ctx context.Context, fn func(ctx context.Context, g *TaskGroup) error) error {
	t, err := enter(ctx)
	if err != nil {
		return err
	}
	if fn == nil {
		return errNilFunc
	}
	g := &TaskGroup{parent: t}
	returned := false
	defer func() {
		if !returned { // by Goexit; the tasks must not outlive fn
			g.abort()
		}
	}()
	err = g.call(ctx, fn)
	t.derived = nil // the group is left by its tasks alone
	err = g.leave(err)
	returned = true
	return err
}

func (g *TaskGroup) call(ctx context.Context, fn func(context.Context, *TaskGroup) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Task: g.parent.Name(), Value: v, Stack: debug.Stack()}
		}
	}()
	return fn(ctx, g)
}

// GoIn makes a task in the group, as [Go] does. In a group that is over or shutting
// down the task has failed with [ErrGroupOver]. Any task of the loop may call it.
//
// # Panics
//
// GoIn panics if g or fn is nil.
func GoIn[T any](ctx context.Context, g *TaskGroup, fn func(context.Context) (T, error), opts ...TaskOption) *Task[T] {
	if fn == nil {
		panic("loop.GoIn: nil function")
	}
	if g.exiting && g.left == 0 || g.aborting {
		t := &Task[T]{}
		t.loop = &Loop{}
		t.finish(finished, ErrGroupOver)
		return t
	}
	t := Go(ctx, fn, opts...)
	if t.state == pending {
		if t.loop != g.parent.loop {
			t.cancel()
			return t
		}
		g.add(&t.Handle)
	}
	return t
}

// leave is the end of a group whose function returned err. Step by step it is
// TaskGroup.__aexit__ of CPython 3.11.
func (g *TaskGroup) leave(err error) error {
	g.exiting = true
	var propagate error
	byCancel := errors.Is(err, ErrCancelled) && justCancelled(err)
	if byCancel {
		propagate = err
	}
	if g.cancelled && g.parent.Uncancel() == 0 {
		propagate = nil // it was the group's own
	}
	if err != nil && !g.aborting {
		g.abort()
	}
	for g.left > 0 && !g.parent.dead {
		g.waiting = true
		why := g.parent.park(g)
		g.waiting = false
		if why != nil && !g.aborting {
			propagate = why
			g.abort()
		}
	}
	if propagate != nil && len(g.errs) == 0 {
		return propagate
	}
	if err != nil && !byCancel {
		g.errs = append(g.errs, err)
	}
	if len(g.errs) > 0 {
		return &GroupError{g.errs}
	}
	return err
}

func (g *TaskGroup) abort() {
	g.aborting = true
	for _, m := range g.members {
		if m != nil {
			m.task.cancel()
		}
	}
}

func (g *TaskGroup) describe() string { return "the tasks of its group" }

// add makes t a task of the group.
func (g *TaskGroup) add(t *Handle) {
	m := &member{g, t, len(g.members)}
	t.then(m)
	g.members = append(g.members, m)
	g.left++
}

// member is the callback of a task in a group.
type member struct {
	group *TaskGroup
	task  *Handle
	place int // in the group's list
}

// remove takes m off the list, which is closed up from time to time.
func (g *TaskGroup) remove(m *member) {
	g.members[m.place] = nil
	g.left--
	if len(g.members) < 64 || g.left > len(g.members)/2 {
		return
	}
	g.members = slices.DeleteFunc(g.members, func(m *member) bool { return m == nil })
	for i, m := range g.members {
		m.place = i
	}
}

func (m *member) run() {
	g, t := m.group, m.task
	g.remove(m)
	if g.waiting && g.left == 0 {
		g.parent.unpark()
	}
	if t.state == cancelled || t.err == nil {
		return
	}
	t.seen = true
	g.errs = append(g.errs, t.err)
	if g.parent.state == pending && !g.aborting && !g.cancelled {
		g.abort()
		g.cancelled = true
		g.parent.cancel()
	}
}
