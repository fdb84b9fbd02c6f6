package singleton_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/singleton"
)

// closing makes a world of names in which each needs some others, and a log of what
// is closed.
func closing(s *singleton.Scope, needs map[string][]string, fails map[string]error) (map[string]*singleton.Lazy[string], *[]string) {
	all, log := map[string]*singleton.Lazy[string]{}, new([]string)
	for name := range needs {
		all[name] = singleton.New(func(r *singleton.Resolver) (string, error) {
			for _, need := range needs[name] {
				if _, err := all[need].From(r); err != nil {
					return "", err
				}
			}
			return name, nil
		}, singleton.In(s), singleton.Named(name), singleton.OnClose(func(v string) error {
			*log = append(*log, v)
			if fails[v] != nil && strings.HasPrefix(fails[v].Error(), "panic") {
				panic(fails[v])
			}
			return fails[v]
		}))
	}
	return all, log
}

// TestCloseOrder: what needs something is closed before what it needs, whatever was
// asked for first; every closer runs; the errors are joined.
func TestCloseOrder(t *testing.T) {
	s := singleton.NewScope()
	broken, panicked := errors.New("broken"), errors.New("panic in the closer")
	all, log := closing(s, map[string][]string{
		"app": {"mail", "db"}, "mail": {"log"}, "db": {"log", "pool"}, "pool": {}, "log": {}, "never": {},
	}, map[string]error{"db": broken, "log": panicked})
	_, err := all["pool"].Get(t.Context())
	require.NoError(t, err)
	_, err = all["app"].Get(t.Context())
	require.NoError(t, err)
	err = s.Close(t.Context())
	require.Equal(t, []string{"app", "db", "mail", "log", "pool"}, *log)
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, err, panicked)
	require.Equal(t, "singleton: closing db: broken\n"+
		"singleton: closing log: singleton: the closer of log panicked: panic in the closer", err.Error())
	require.Equal(t, err, s.Close(t.Context()), "again: the same, and nothing is closed twice")
	require.Len(t, *log, 5)
	for _, l := range all {
		_, err := l.Get(t.Context())
		require.ErrorIs(t, err, singleton.ErrClosed)
	}
	_, err = all["app"].Get(s.Fork().Context(t.Context()))
	require.ErrorIs(t, err, singleton.ErrClosed, "a fork of what is closed is closed")
}

// TestCloseUnderWay: a construction that is under way when its scope is closed has
// its context ended and is waited for; if it succeeds all the same, what it made is
// closed.
func TestCloseUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := singleton.NewScope()
		var closed atomic.Bool
		slow := singleton.New(func(r *singleton.Resolver) (int, error) {
			<-r.Context().Done()
			<-time.After(time.Minute) // of the bubble: whatever the context says
			return 1, nil
		}, singleton.In(s), singleton.OnClose(func(int) error { closed.Store(true); return nil }))
		var group sync.WaitGroup
		group.Go(func() {
			_, err := slow.Get(context.Background())
			require.ErrorIs(t, err, singleton.ErrClosed)
		})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := s.Close(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded, "no longer than ctx")
		require.EqualError(t, err, "singleton: not closed yet: int (under construction): context deadline exceeded")
		require.False(t, closed.Load())
		group.Wait()
		require.NoError(t, s.Close(t.Context()))
		require.True(t, closed.Load())
	})
}

// TestForks: in each fork everything is another instance, made of others.
func TestForks(t *testing.T) {
	home := singleton.NewScope()
	var made atomic.Int32
	base := singleton.New(numbered(&made), singleton.In(home))
	top := singleton.New(func(r *singleton.Resolver) (*thing, error) {
		b, err := base.From(r)
		return &thing{100 + b.n}, err
	}, singleton.In(home))
	get := func(ctx context.Context) int {
		v, err := top.Get(ctx)
		require.NoError(t, err)
		return v.n
	}
	require.Equal(t, 101, get(t.Context()))
	f := home.Fork()
	ctx := f.Context(t.Context())
	require.Equal(t, 102, get(ctx))
	require.Equal(t, 101, get(t.Context()), "at home nothing has changed")
	g := f.Fork()
	require.Equal(t, 103, get(g.Context(t.Context())))
	require.NoError(t, f.Close(t.Context()), "with its forks")
	_, err := top.Get(g.Context(t.Context()))
	require.ErrorIs(t, err, singleton.ErrClosed)
	require.Equal(t, 101, get(t.Context()))
	elsewhere := singleton.NewScope()
	require.Equal(t, 101, get(elsewhere.Context(t.Context())), "a scope that is no fork of its own means nothing to it")
	require.Same(t, singleton.Process(), singleton.Process())
}

// TestOverrideParallel: tests that run at the same time each see their own stand-in,
// also in what is made of it.
func TestOverrideParallel(t *testing.T) {
	home := singleton.NewScope()
	base := singleton.New(func(*singleton.Resolver) (string, error) { return "real", nil }, singleton.In(home))
	top := singleton.New(func(r *singleton.Resolver) (string, error) {
		b, err := base.From(r)
		return "made of " + b, err
	}, singleton.In(home))
	v, err := top.Get(t.Context())
	require.NoError(t, err)
	require.Equal(t, "made of real", v)
	t.Run("all", func(t *testing.T) {
		for i := range 50 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				s := singleton.ForTest(t, home)
				singleton.Override(t, s, base, fmt.Sprint("fake ", i))
				v, err := top.Get(s.Context(t.Context()))
				require.NoError(t, err)
				require.Equal(t, fmt.Sprint("made of fake ", i), v)
				v, err = top.Get(t.Context())
				require.NoError(t, err)
				require.Equal(t, "made of real", v)
			})
		}
	})
}

// standIn is a testing.TB whose test ends when it is told.
type standIn struct {
	cleanups []func()
	said     []string
}

func (s *standIn) Helper()                        {}
func (s *standIn) Cleanup(f func())               { s.cleanups = append(s.cleanups, f) }
func (s *standIn) Errorf(format string, a ...any) { s.said = append(s.said, fmt.Sprintf(format, a...)) }
func (s *standIn) Fatalf(format string, a ...any) { s.Errorf(format, a...) }

func (s *standIn) end() {
	for len(s.cleanups) > 0 {
		last := len(s.cleanups) - 1
		f := s.cleanups[last]
		s.cleanups = s.cleanups[:last]
		f()
	}
}

func TestOverrideIsRestored(t *testing.T) {
	home := singleton.NewScope()
	l := singleton.New(func(*singleton.Resolver) (string, error) { return "real", nil },
		singleton.In(home), singleton.Named("l"), singleton.OnClose(func(v string) error { return errors.New("closing " + v) }))
	outer, inner := new(standIn), new(standIn)
	s := singleton.ForTest(outer, home)
	ctx := s.Context(t.Context())
	get := func() string { v, _ := l.Get(ctx); return v }
	require.Equal(t, "real", get())
	singleton.Override(inner, s, l, "fake")
	require.Equal(t, "fake", get())
	inner.end()
	require.Equal(t, "real", get())
	outer.end()
	require.Equal(t, []string{"singleton: closing l: closing real"}, outer.said, "a stand-in is not closed, an error of Close fails the test")
	for _, wrong := range []*singleton.Scope{home, singleton.NewScope(), singleton.Process()} {
		singleton.Override(inner, wrong, l, "fake")
	}
	require.Len(t, inner.said, 3)
	require.Equal(t, "singleton: cannot override l: the scope is not a fork of the one it belongs to", inner.said[0])
}
