package singleton

import (
	"context"
	"fmt"
)

// TB is what is needed of a [testing.TB].
type TB interface {
	Helper()
	Cleanup(f func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// ForTest forks a scope for one test and closes it when the test is over; an error
// of that fails the test.
func ForTest(t TB, s *Scope) *Scope {
	t.Helper()
	f := s.Fork()
	t.Cleanup(func() {
		t.Helper()
		if err := f.Close(context.Background()); err != nil {
			t.Errorf("%v", err)
		}
	})
	return f
}

// Override puts v in the place of l's instance in a fork, until the test is over;
// then what was there before is there again. Tests that run at the same time, in
// forks of their own, do not see it. What was made before with the instance that
// was there keeps it, so override first. v is the caller's to close.
//
// It fails the test when s is not a fork of the scope l belongs to.
func Override[T any](t TB, s *Scope, l *Lazy[T], v T) {
	t.Helper()
	if s == l.home || scopeFor(s.Context(context.Background()), l.home) != s {
		t.Fatalf("%v", fmt.Errorf("%w %s: the scope is not a fork of the one it belongs to", ErrOverride, l.name))
		return
	}
	c := cellOf(s, l)
	before := c.value.Swap(&v)
	t.Cleanup(func() { c.value.Store(before) })
}
