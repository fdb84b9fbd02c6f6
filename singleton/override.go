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

// ForTest forks a scope for one test, or several at once, and closes the fork when the
// test is over; an error of that fails the test.
func ForTest(t TB, s *Scope, others ...*Scope) *Scope {
	t.Helper()
	f := s.Fork(others...)
	t.Cleanup(func() {
		t.Helper()
		if err := f.Close(context.Background()); err != nil {
			t.Errorf("%v", err)
		}
	})
	return f
}

// Override puts v in the place of l's instance in a fork and in the forks of that,
// until the test is over; then what was there before, or was made meanwhile, is there
// again. Tests that run at the same time, in forks of their own, do not see it. What
// was made before with the instance that was there keeps it, so override first. v is
// the caller's to close.
//
// It fails the test, with [ErrOverride], when s is not a fork of the scope l belongs to,
// or is closed.
func Override[T any](t TB, s *Scope, l *Lazy[T], v T) {
	t.Helper()
	restore, err := override(s.known(), l, &v)
	if err != nil {
		t.Fatalf("%v", err)
		return
	}
	t.Cleanup(restore)
}

func override[T any](s *Scope, l *Lazy[T], v *T) (restore func(), err error) {
	if s == l.known() || !s.within(l.home) {
		return nil, fmt.Errorf("%w %s: the scope is not a fork of the one it belongs to", ErrOverride, l.name)
	}
	mu.Lock()
	defer mu.Unlock()
	if s.closed {
		return nil, fmt.Errorf("%w %s: the scope is closed", ErrOverride, l.name)
	}
	return newCell(s, l).override(v), nil
}
