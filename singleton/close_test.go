package singleton_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/singleton"
)

// A house is scopes whose instances say when they are closed.
type house struct {
	mu  sync.Mutex
	log []string
}

func (h *house) closed() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string{}, h.log...)
}

// room makes an instance that others need, or that needs others.
func (h *house) room(s *singleton.Scope, name string, construct func(r *singleton.Resolver) error) *singleton.Lazy[string] {
	return singleton.New(func(r *singleton.Resolver) (string, error) { return name, construct(r) },
		singleton.In(s), singleton.Named(name), singleton.OnClose(func(name string) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.log = append(h.log, name)
			return nil
		}))
}

func nothing(*singleton.Resolver) error { return nil }

func needs(all ...*singleton.Lazy[string]) func(*singleton.Resolver) error {
	return func(r *singleton.Resolver) error {
		for _, l := range all {
			if _, err := l.From(r); err != nil {
				return err
			}
		}
		return nil
	}
}

// begin asks for l in the background, until it waits; its error comes with end.
func begin(ctx context.Context, l *singleton.Lazy[string]) (end <-chan error) {
	out := make(chan error, 1)
	go func() { _, err := l.Get(ctx); out <- err }()
	synctest.Wait()
	return out
}

// TestCloseHolds: what a construction under way has got is closed after what it
// makes, however long it ignores that its context has ended; all else at once.
func TestCloseHolds(t *testing.T) {
	gets := map[string]func(l *singleton.Lazy[string], r *singleton.Resolver) error{
		"by its Resolver": func(l *singleton.Lazy[string], r *singleton.Resolver) error { _, err := l.From(r); return err },
		"by its context":  func(l *singleton.Lazy[string], r *singleton.Resolver) error { _, err := l.Get(r.Context()); return err },
	}
	for name, get := range gets {
		for _, far := range []bool{false, true} { // whether what it needs has been there before
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					h, s := new(house), singleton.NewScope()
					base := h.room(s, "base", nothing)
					middle := h.room(s, "middle", needs(base))
					free := h.room(s, "free", nothing)
					slow := h.room(s, "slow", func(r *singleton.Resolver) error {
						defer time.Sleep(time.Hour) // of the bubble
						return get(middle, r)
					})
					for _, l := range []*singleton.Lazy[string]{free, middle} {
						if far || l == free {
							_, err := l.Get(t.Context())
							require.NoError(t, err)
						}
					}
					end := begin(t.Context(), slow)
					ctx, cancel := context.WithTimeout(t.Context(), time.Second)
					defer cancel()
					says, early := "singleton: not closed yet: slow (under construction), middle, base: context deadline exceeded", []string{"free"}
					if name == "by its context" {
						says, early = "singleton: not closed yet: slow (under construction), middle, base, free: context deadline exceeded", []string{}
						if far {
							says = "singleton: not closed yet: slow (under construction), middle, base, free: context deadline exceeded"
						}
					}
					require.EqualError(t, s.Close(ctx), says)
					require.Equal(t, early, h.closed())
					require.ErrorIs(t, <-end, singleton.ErrClosed)
					require.NoError(t, s.Close(context.Background()), "it waits for the rest")
					require.Equal(t, []string{"slow", "middle", "base"}, without(h.closed(), "free"))
				})
			})
		}
	}
}

func without(all []string, one string) (rest []string) {
	for _, v := range all {
		if v != one {
			rest = append(rest, v)
		}
	}
	return rest
}

// TestCloseHoldsFar: also when it is in another scope.
func TestCloseHoldsFar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, near, far := new(house), singleton.NewScope(), singleton.NewScope()
		base := h.room(far, "base", nothing)
		slow := h.room(near, "slow", func(r *singleton.Resolver) error {
			defer time.Sleep(time.Hour) // of the bubble
			return needs(base)(r)
		})
		end := begin(t.Context(), slow)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.EqualError(t, far.Close(ctx), "singleton: not closed yet: base: context deadline exceeded")
		require.NoError(t, <-end)
		require.NoError(t, far.Close(t.Context()))
		require.NoError(t, near.Close(t.Context()))
		require.Equal(t, []string{"base", "slow"}, h.closed(), "who closes far before near gets that")
	})
}

// TestCloseTwice: every Close waits as long as its own context, and returns the same
// in the end. A closer that never returns keeps only those who wait without end.
func TestCloseTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := singleton.NewScope()
		release := make(chan struct{})
		broken := errors.New("broken")
		l := singleton.New(func(*singleton.Resolver) (int, error) { return 1, nil }, singleton.In(s), singleton.Named("l"),
			singleton.OnClose(func(int) error { <-release; return broken }))
		_, err := l.Get(t.Context())
		require.NoError(t, err)
		for _, wait := range []time.Duration{time.Second, time.Minute} {
			ctx, cancel := context.WithTimeout(t.Context(), wait)
			begin := time.Now()
			require.EqualError(t, s.Close(ctx), "singleton: not closed yet: l (its closer runs): context deadline exceeded")
			require.Equal(t, wait, time.Since(begin))
			cancel()
		}
		both := make(chan error, 2)
		for range 2 {
			go func() { both <- s.Close(t.Context()) }()
		}
		synctest.Wait()
		close(release)
		require.EqualError(t, <-both, "singleton: closing l: broken")
		require.ErrorIs(t, <-both, broken)
	})
}

// TestCloseGoexit: a closer that ends its goroutine ends only itself.
func TestCloseGoexit(t *testing.T) {
	h, s := new(house), singleton.NewScope()
	base := h.room(s, "base", nothing)
	bad := singleton.New(func(r *singleton.Resolver) (int, error) { _, err := base.From(r); return 1, err },
		singleton.In(s), singleton.Named("bad"), singleton.OnClose(func(int) error { runtime.Goexit(); return nil }))
	top := h.room(s, "top", func(r *singleton.Resolver) error { _, err := bad.From(r); return err })
	_, err := top.Get(t.Context())
	require.NoError(t, err)
	for range 2 {
		err = s.Close(t.Context())
		require.EqualError(t, err, "singleton: closing bad: singleton: it ended its goroutine instead of returning")
		require.ErrorIs(t, err, singleton.ErrGoexit)
		require.Equal(t, []string{"top", "base"}, h.closed())
	}
}

// TestCloseBeginsNothing: while Close waits, nothing is constructed any more, and
// nobody begins to wait.
func TestCloseBeginsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, s := new(house), singleton.NewScope()
		slow := h.room(s, "slow", func(*singleton.Resolver) error { time.Sleep(time.Hour); return nil })
		other := h.room(s, "other", nothing)
		end := begin(t.Context(), slow)
		go func() { _ = s.Close(context.Background()) }()
		synctest.Wait()
		start := time.Now()
		for _, l := range []*singleton.Lazy[string]{slow, other} {
			_, err := l.Get(t.Context())
			require.ErrorIs(t, err, singleton.ErrClosed)
		}
		require.Zero(t, time.Since(start))
		require.ErrorIs(t, <-end, singleton.ErrClosed)
	})
}

// TestCloseForks: forks are closed first, wherever a Close comes from, and their
// errors are told once, to who closed them.
func TestCloseForks(t *testing.T) {
	home := singleton.NewScope()
	var log []string
	l := singleton.New(func(r *singleton.Resolver) (string, error) { return r.Name(), nil }, singleton.In(home), singleton.Named("l"),
		singleton.OnClose(func(string) error { log = append(log, "l"); return errors.New("broken") }))
	var forks []*singleton.Scope
	for range 3 {
		forks = append(forks, home.Fork())
	}
	nested := forks[1].Fork()
	for _, s := range append(forks, nested, home) {
		_, err := l.Get(s.Context(t.Context()))
		require.NoError(t, err)
	}
	require.EqualError(t, forks[0].Close(t.Context()), "singleton: closing l: broken")
	require.Len(t, log, 1)
	require.Len(t, lines(home.Close(t.Context())), 4, "of the nested one, the other two, and home")
	require.Len(t, log, 5)
	require.EqualError(t, forks[0].Close(t.Context()), "singleton: closing l: broken")
	require.Len(t, lines(forks[1].Close(t.Context())), 2)
}

func lines(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	return joined.Unwrap()
}

// TestCloseFromWithin: a constructor that closes its own scope with its own context
// does not wait for itself, nor does a closer whose context ends.
func TestCloseFromWithin(t *testing.T) {
	s := singleton.NewScope()
	var inner error
	l := singleton.New(func(r *singleton.Resolver) (int, error) {
		inner = s.Close(r.Context())
		return 1, nil
	}, singleton.In(s), singleton.Named("l"))
	_, err := l.Get(t.Context())
	require.ErrorIs(t, err, singleton.ErrClosed)
	require.EqualError(t, inner, "singleton: not closed yet: l (under construction): context canceled")
	require.NoError(t, s.Close(t.Context()))

	home := singleton.NewScope()
	fork := home.Fork()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	k := singleton.New(func(*singleton.Resolver) (int, error) { return 1, nil }, singleton.In(fork), singleton.Named("k"),
		singleton.OnClose(func(int) error { return home.Close(over) }))
	_, err = k.Get(t.Context())
	require.NoError(t, err)
	require.ErrorContains(t, fork.Close(t.Context()), "singleton: closing k: singleton: not closed yet: k (its closer runs): context canceled")
	require.NoError(t, home.Close(t.Context()))
}

// TestCloseIsNotForgotten: what was held is closed when it is let go, however far away
// that happens.
func TestCloseIsNotForgotten(t *testing.T) {
	t.Run("who waited for it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h, near, far := new(house), singleton.NewScope(), singleton.NewScope()
			x := h.room(far, "x", func(*singleton.Resolver) error { time.Sleep(time.Hour); return nil })
			a := h.room(near, "a", needs(x))
			end := begin(t.Context(), a)
			require.ErrorContains(t, far.Close(brief(t)), "x (under construction)")
			require.ErrorIs(t, <-end, singleton.ErrClosed)
			require.NoError(t, far.Close(t.Context()))
			require.Equal(t, []string{"x"}, h.closed())
		})
	})
	t.Run("through another", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h, near, far := new(house), singleton.NewScope(), singleton.NewScope()
			y := h.room(far, "y", nothing)
			x := h.room(near, "x", needs(y))
			a := h.room(near, "a", func(r *singleton.Resolver) error {
				defer time.Sleep(time.Hour)
				return needs(x)(r)
			})
			end := begin(t.Context(), a)
			require.ErrorContains(t, near.Close(brief(t)), "a (under construction), x:")
			require.ErrorContains(t, far.Close(brief(t)), "y:")
			require.ErrorIs(t, <-end, singleton.ErrClosed)
			require.NoError(t, near.Close(t.Context()))
			require.NoError(t, far.Close(t.Context()))
		})
	})
	t.Run("through one that fails", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h, near, far := new(house), singleton.NewScope(), singleton.NewScope()
			y := h.room(far, "y", nothing)
			x := h.room(near, "x", func(r *singleton.Resolver) error {
				defer time.Sleep(time.Hour)
				return errors.Join(needs(y)(r), errors.New("broken"))
			})
			a := h.room(near, "a", needs(x))
			end := begin(t.Context(), a)
			require.ErrorContains(t, far.Close(brief(t)), "y:")
			require.ErrorContains(t, <-end, "broken")
			require.NoError(t, far.Close(t.Context()))
		})
	})
}

func brief(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	t.Cleanup(cancel)
	return ctx
}

// TestForkTwice: a scope named twice is one parent.
func TestForkTwice(t *testing.T) {
	home := singleton.NewScope()
	l := singleton.New(func(*singleton.Resolver) (int, error) { return 1, nil }, singleton.In(home), singleton.Named("l"),
		singleton.OnClose(func(int) error { return errors.New("broken") }))
	_, err := l.Get(home.Fork(home).Context(t.Context()))
	require.NoError(t, err)
	require.EqualError(t, home.Close(t.Context()), "singleton: closing l: broken")
}

// TestForgottenAreLetGo: instances that are made of each other's last do not keep all
// that were before.
func TestForgottenAreLetGo(t *testing.T) {
	s := singleton.NewScope()
	alive := make(chan struct{}, 1000)
	fat := func() *[64]int {
		it := new([64]int)
		runtime.AddCleanup(it, func(struct{}) { alive <- struct{}{} }, struct{}{})
		return it
	}
	var x, y *singleton.Lazy[*[64]int]
	first := true
	x = singleton.New(func(r *singleton.Resolver) (*[64]int, error) {
		if first {
			first = false
			return fat(), nil
		}
		_, err := y.From(r)
		return fat(), err
	}, singleton.In(s))
	y = singleton.New(func(r *singleton.Resolver) (*[64]int, error) {
		_, err := x.From(r)
		return fat(), err
	}, singleton.In(s))
	for range 100 {
		for _, l := range []*singleton.Lazy[*[64]int]{x, y} {
			l.Reset()
			_, err := l.Get(t.Context())
			require.NoError(t, err)
		}
	}
	runtime.GC()
	for range 190 {
		<-alive
	}
	runtime.KeepAlive(x)
}
