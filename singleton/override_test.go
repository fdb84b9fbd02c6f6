package singleton_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/singleton"
)

// must is the instance that there has to be.
func must(t *testing.T, l *singleton.Lazy[string], ctx context.Context) string {
	t.Helper()
	v, err := l.Get(ctx)
	require.NoError(t, err)
	return v
}

// TestOverrideWins: a construction that was under way when the stand-in came does not
// take its place, and is there when it goes.
func TestOverrideWins(t *testing.T) {
	home := singleton.NewScope()
	release, begun := make(chan struct{}), make(chan struct{})
	l := singleton.New(func(*singleton.Resolver) (string, error) { close(begun); <-release; return "real", nil }, singleton.In(home))
	test := new(standIn)
	s := singleton.ForTest(test, home)
	ctx := s.Context(t.Context())
	landed := make(chan string)
	go func() { v, _ := l.Get(ctx); landed <- v }()
	<-begun
	inner := new(standIn)
	singleton.Override(inner, s, l, "fake")
	close(release)
	require.Equal(t, "real", <-landed, "who waited gets what it waited for")
	require.Equal(t, "fake", must(t, l, ctx))
	inner.end()
	require.Equal(t, "real", must(t, l, ctx))
	test.end()
	require.Empty(t, test.said)
}

// TestOverrideEnds: a closed fork has no stand-ins either, whatever ends first.
func TestOverrideEnds(t *testing.T) {
	home := singleton.NewScope()
	l := singleton.New(func(*singleton.Resolver) (string, error) { return "real", nil }, singleton.In(home), singleton.Named("l"))
	for _, made := range []bool{true, false} {
		s := home.Fork()
		ctx := s.Context(t.Context())
		if made {
			require.Equal(t, "real", must(t, l, ctx))
		}
		test := new(standIn)
		singleton.Override(test, s, l, "fake")
		require.NoError(t, s.Close(t.Context()))
		for range 2 {
			_, err := l.Get(ctx)
			require.ErrorIs(t, err, singleton.ErrClosed)
			test.end()
		}
		singleton.Override(test, s, l, "fake")
		require.Equal(t, []string{"singleton: cannot override l: the scope is closed"}, test.said)
	}
}

// TestOverrideBelow: a fork of a fork has its stand-ins, those that came before it and
// those that come later, unless it has one of its own.
func TestOverrideBelow(t *testing.T) {
	home := singleton.NewScope()
	l := singleton.New(func(*singleton.Resolver) (string, error) { return "real", nil }, singleton.In(home))
	outer := home.Fork()
	before, after := new(standIn), new(standIn)
	singleton.Override(before, outer, l, "one")
	inner := outer.Fork()
	ctx := inner.Context(t.Context())
	require.Equal(t, "one", must(t, l, ctx))
	singleton.Override(after, outer, l, "two")
	require.Equal(t, "two", must(t, l, ctx))
	own := new(standIn)
	singleton.Override(own, inner, l, "own")
	require.Equal(t, "own", must(t, l, ctx))
	require.Equal(t, "two", must(t, l, outer.Context(t.Context())))
	own.end()
	before.end() // not the last that came
	require.Equal(t, "two", must(t, l, ctx))
	after.end()
	require.Equal(t, "real", must(t, l, ctx))
	require.Equal(t, "real", must(t, l, outer.Context(t.Context())))
	require.NoError(t, home.Close(t.Context()))
}

// TestOverrideSeveral: one fork of several scopes has stand-ins for what belongs to
// any of them.
func TestOverrideSeveral(t *testing.T) {
	one, two := singleton.NewScope(), singleton.NewScope()
	a := singleton.New(func(*singleton.Resolver) (string, error) { return "a", nil }, singleton.In(one))
	b := singleton.New(func(r *singleton.Resolver) (string, error) {
		v, err := a.From(r)
		return "b of " + v, err
	}, singleton.In(two))
	c := singleton.New(func(r *singleton.Resolver) (string, error) {
		v, err := b.From(r)
		return "c of " + v, err
	}, singleton.In(one))
	test := new(standIn)
	s := singleton.ForTest(test, one, two)
	singleton.Override(test, s, a, "fake a")
	require.Equal(t, "c of b of fake a", must(t, c, s.Context(t.Context())))
	require.Equal(t, "c of b of a", must(t, c, t.Context()))
	below := two.Fork(s)
	require.Equal(t, "c of b of fake a", must(t, c, below.Context(t.Context())), "whichever of them has it")
	require.NoError(t, below.Close(t.Context()))
	test.end()
	require.Empty(t, test.said)
	require.NoError(t, one.Close(t.Context()))
	for _, fork := range []*singleton.Scope{one.Fork(two), two.Fork(one)} {
		_, err := b.Get(fork.Context(t.Context()))
		require.ErrorIs(t, err, singleton.ErrClosed, "a fork of one that is closed is closed")
	}
	require.NoError(t, two.Close(t.Context()))
}
