package iterators_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

// What no constructor made is over.
func TestZeroOneShots(t *testing.T) {
	var it iterators.Iterator[int]
	var p iterators.Peekable[int]
	var s iterators.Seekable[int]
	var shared iterators.Serialized[int]
	for _, one := range []interface {
		Next() (int, bool)
		All() numbers
		Stop()
	}{&it, &p, &s, &shared} {
		isOver(t, one)
		require.Empty(t, slices.Collect(one.All()))
		one.Stop()
		isOver(t, one)
	}
	require.Equal(t, 7, it.NextOr(7))

	_, ok := p.Peek()
	require.False(t, ok)
	p.Prepend(1, 2)
	require.Equal(t, []int{1, 2}, slices.Collect(p.All()))

	require.Zero(t, s.Seek(3))
	require.Zero(t, s.Index())
	require.Empty(t, s.Elements())

	var b iterators.Bucket[string, int]
	require.False(t, b.Contains("a"))
	require.Empty(t, b.Keys())
	require.Empty(t, slices.Collect(b.Of("a")))
	b.Stop()
}

// The body of the zero Generator does nothing.
func TestZeroGenerator(t *testing.T) {
	type generator = iterators.Generator[int, string, int]
	asked := new(generator)
	require.Equal(t, iterators.Created, asked.State())
	_, err := asked.Send("a")
	require.Equal(t, iterators.ErrJustStarted, err)
	for range 2 {
		_, err = asked.Next()
		require.Equal(t, iterators.ErrStop, err)
		require.Equal(t, iterators.Closed, asked.State())
	}
	ret, returned := asked.Return()
	require.True(t, returned)
	require.Zero(t, ret)

	require.Empty(t, slices.Collect(new(generator).All()))
	_, err = new(generator).Close()
	require.NoError(t, err)
	_, err = new(generator).Throw(iterators.ErrEmpty)
	require.Equal(t, iterators.ErrEmpty, err)

	outer := iterators.NewGenerator(func(y *iterators.Yielder[int, string]) (int, error) {
		return iterators.YieldFrom(y, new(generator))
	})
	require.Empty(t, slices.Collect(outer.All()))
	require.NoError(t, outer.Err())
}

// A Yielder without a body that runs says so.
func TestYielderOfNoBody(t *testing.T) {
	type yielder = iterators.Yielder[int, string]
	require.PanicsWithValue(t, "iterators.Yielder.Yield: a Yielder of no generator: NewGenerator hands one to its body", func() {
		_, _ = new(yielder).Yield(1)
	})

	var kept *yielder
	keep := func(y *yielder) (int, error) {
		kept = y
		_, err := y.Yield(1)
		return 0, err
	}
	const ended = "iterators.Yielder.Yield: the body of its generator has ended"
	for name, run := range map[string]func(g *iterators.Generator[int, string, int]){
		"ranged": func(g *iterators.Generator[int, string, int]) { iterators.Len(g.All()) },
		"left":   func(g *iterators.Generator[int, string, int]) { iterators.First(g.All()) },
		"asked": func(g *iterators.Generator[int, string, int]) {
			for _, err := g.Next(); err == nil; _, err = g.Next() {
			}
		},
		"closed": func(g *iterators.Generator[int, string, int]) { _, _ = g.Next(); _, _ = g.Close() },
	} {
		run(iterators.NewGenerator(keep))
		require.PanicsWithValue(t, ended, func() { _, _ = kept.Yield(2) }, name)
		require.PanicsWithValue(t, ended, func() { _ = iterators.YieldSeq(kept, slices.Values([]int{1})) }, name)
		require.PanicsWithValue(t, ended, func() { _, _ = iterators.YieldFrom(kept, iterators.NewGenerator(keep)) }, name)
	}

	var yield func(int) error
	iterators.Len(iterators.Generate(func(y func(int) error) error { yield = y; return y(1) }).All())
	require.PanicsWithValue(t, ended, func() { _ = yield(2) })
}
