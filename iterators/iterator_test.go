package iterators_test

import (
	"iter"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

func TestIteratorStop(t *testing.T) {
	s := new(sources)
	it := iterators.Iter(s.src(5))
	require.Zero(t, s.made[0].given)
	it.Next()
	it.Stop()
	it.Stop()
	_, ok := it.Next()
	require.False(t, ok)
	require.Equal(t, "1", s.counts())
	require.False(t, s.open())
}

func TestIteratorStaysOver(t *testing.T) {
	s := new(sources)
	it := iterators.Iter(s.src(1))
	require.Equal(t, []int{0}, slices.Collect(it.All()))
	require.Empty(t, slices.Collect(it.All()))
	require.Equal(t, 7, it.NextOr(7))
	require.Equal(t, "1.", s.counts())
}

func TestIteratorPanic(t *testing.T) {
	s := &sources{panics: true, panicAt: 1}
	it := iterators.Iter(s.src(3))
	it.Next()
	require.PanicsWithValue(t, "source", func() { it.Next() })
	_, ok := it.Next()
	require.False(t, ok)
}

func TestIteratorReentrant(t *testing.T) {
	var it *iterators.Iterator[int]
	it = iterators.Iter(func(func(int) bool) { it.Next() })
	require.Panics(t, func() { it.Next() })
}

// A dropped iterator, and a dropped tee, is stopped by the collector.
func TestIteratorDropped(t *testing.T) {
	left := make(chan string, 2)
	endless := func(name string) iter.Seq[int] {
		return func(yield func(int) bool) {
			defer func() { left <- name }()
			for yield(0) {
			}
		}
	}
	func() {
		iterators.Iter(endless("iterator")).Next()
		parts := iterators.Tee(endless("tee"), 2)
		parts[0].Next()
		parts[1].Stop()
	}()
	var names []string
	for len(names) < 2 {
		runtime.GC()
		select {
		case name := <-left:
			names = append(names, name)
		default:
			runtime.Gosched()
		}
	}
	require.ElementsMatch(t, []string{"iterator", "tee"}, names)
}

// What a dropped sequence does at its end disturbs no other clean-up.
func TestDroppedIteratorsAreApart(t *testing.T) {
	left := make(chan int, 10)
	for i := range 10 {
		iterators.Iter(func(yield func(int) bool) {
			defer runtime.Goexit()
			defer func() { left <- i }()
			yield(0)
		}).Next()
	}
	for n := 0; n < 10; {
		runtime.GC()
		select {
		case <-left:
			n++
		default:
			runtime.Gosched()
		}
	}
}

func TestTee(t *testing.T) {
	s := new(sources)
	parts := iterators.Tee(s.src(200), 3)
	for i := range 130 {
		v, _ := parts[1].Next()
		require.Equal(t, i, v)
	}
	require.Equal(t, "130", s.counts())
	require.Equal(t, slices.Collect(iterators.RangeTo(200).All()), slices.Collect(parts[0].All()))
	require.Len(t, slices.Collect(parts[1].All()), 70)
	require.Len(t, slices.Collect(parts[2].All()), 200)
	require.Equal(t, "200.", s.counts())
	require.Empty(t, iterators.Tee(s.src(1), 0))
}

func TestTeeStop(t *testing.T) {
	s := new(sources)
	parts := iterators.Tee(s.src(9), 2)
	parts[0].Next()
	parts[0].Stop()
	parts[0].Stop()
	v, ok := parts[1].Next()
	require.True(t, ok && v == 0)
	require.True(t, s.open())
	parts[1].Stop()
	require.False(t, s.open())
}

// Group kept past its turn: over, as in Python when the outer has gone on.
func TestGroupByKept(t *testing.T) {
	var kept []iter.Seq[int]
	for _, group := range iterators.GroupBy(iterators.RangeTo(7).All(), tens) {
		kept = append(kept, group)
	}
	require.Len(t, kept, 3)
	for _, group := range kept {
		require.Empty(t, slices.Collect(group))
	}
}
