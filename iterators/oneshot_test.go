package iterators_test

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/iterators"
)

// closing gives 0, 1, … n-1 and counts in *left how often it was left.
func closing(n int, left *int) numbers {
	return func(yield func(int) bool) {
		defer func() { *left++ }()
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func next[T any](t *testing.T, it interface{ Next() (T, bool) }, want T) {
	t.Helper()
	v, ok := it.Next()
	require.True(t, ok)
	require.Equal(t, want, v)
}

func isOver[T any](t *testing.T, it interface{ Next() (T, bool) }) {
	t.Helper()
	_, ok := it.Next()
	require.False(t, ok)
}

func TestPartitionStop(t *testing.T) {
	left := 0
	no, yes := iterators.Partition(closing(9, &left), even)
	next(t, no, 1)
	no.Stop()
	require.Zero(t, left, "the other is still wanted")
	isOver(t, no)
	next(t, yes, 0)
	next(t, yes, 2)
	yes.Stop()
	require.Equal(t, 1, left)
	isOver(t, yes)
}

func TestBeforeAndAfterStop(t *testing.T) {
	left := 0
	before, after := iterators.BeforeAndAfter(closing(9, &left), small)
	next(t, after, 3) // reads past what is before, and keeps it
	next(t, before, 0)
	after.Stop()
	require.Equal(t, 1, left, "nothing more can be asked of it")
	require.Equal(t, []int{1, 2}, slices.Collect(before.All()))

	left = 0
	before, after = iterators.BeforeAndAfter(closing(9, &left), small)
	next(t, before, 0)
	after.Stop()
	require.Zero(t, left, "before still wants its own")
	require.Equal(t, []int{1, 2}, slices.Collect(before.All()))
	require.Equal(t, 1, left)

	left = 0
	before, after = iterators.BeforeAndAfter(closing(9, &left), small)
	before.Stop()
	next(t, after, 3)
	after.Stop()
	require.Equal(t, 1, left)
}

func TestPeekable(t *testing.T) {
	left := 0
	p := iterators.NewPeekable(closing(2, &left))
	next(t, p, 0)
	p.Prepend(7, 8)
	v, ok := p.Peek()
	require.True(t, ok)
	require.Equal(t, 7, v)
	require.Equal(t, []int{7, 8, 1}, slices.Collect(p.All()))
	_, ok = p.Peek()
	require.False(t, ok)
	p.Prepend(9)
	next(t, p, 9) // also when the sequence is over
	p.Prepend(9)
	p.Stop()
	isOver(t, p)
	require.Equal(t, 1, left)
}

func TestSeekable(t *testing.T) {
	left := 0
	s := iterators.NewSeekable(closing(5, &left))
	require.Equal(t, 2, s.Seek(2))
	next(t, s, 2)
	require.Equal(t, []int{0, 1, 2}, s.Elements())
	s.Seek(0)
	require.Equal(t, 0, s.Index())
	s.Stop()
	require.Equal(t, 1, left)
	require.Equal(t, []int{0, 1, 2}, slices.Collect(s.All()), "what was read")

	s = iterators.NewSeekable(closing(5, &left))
	require.Equal(t, 5, s.Seek(9))
	isOver(t, s)
}

func TestBucket(t *testing.T) {
	left := 0
	b := iterators.NewBucket(closing(6, &left), mod3)
	require.True(t, b.Contains(1))
	require.False(t, b.Contains(7)) // reads all
	require.Equal(t, 1, left)
	require.Equal(t, []int{0, 1, 2}, b.Keys())
	require.Equal(t, []int{1, 4}, slices.Collect(b.Of(1)))
	require.False(t, b.Contains(1))
}

// What is dropped unstopped is stopped by the collector.
func TestDroppedOneShots(t *testing.T) {
	var mu sync.Mutex
	left := 0
	source := func() numbers {
		return func(yield func(int) bool) {
			defer func() {
				mu.Lock()
				left++
				mu.Unlock()
			}()
			for i := 0; yield(i); i++ {
			}
		}
	}
	for _, start := range []func(){
		func() { no, _ := iterators.Partition(source(), even); next(t, no, 1) },
		func() { _, after := iterators.BeforeAndAfter(source(), small); next(t, after, 3) },
		func() { next(t, iterators.NewPeekable(source()), 0) },
		func() { next(t, iterators.NewSeekable(source()), 0) },
		func() { _, all := iterators.Spy(source(), 3); next(t, all, 0) },
		func() { iterators.First(iterators.NewBucket(source(), mod3).Of(2)) },
		func() { next(t, iterators.Serialize(source()), 0) },
		func() { next(t, iterators.ConcurrentTee(source(), 2)[1], 0) },
	} {
		before := left
		start()
		for {
			runtime.GC()
			mu.Lock()
			gone := left
			mu.Unlock()
			if gone > before {
				break
			}
			runtime.Gosched()
		}
	}
	require.Equal(t, 8, left)
	goleak.VerifyNone(t)
}

func TestSerializeConcurrently(t *testing.T) {
	const n = 1000
	left := 0
	s := iterators.Serialize(closing(n, &left))
	var wg sync.WaitGroup
	got := make([][]int, 4)
	for i := range got {
		wg.Go(func() { got[i] = slices.Collect(s.All()) })
	}
	wg.Wait()
	all := slices.Concat(got...)
	slices.Sort(all)
	require.Equal(t, slices.Collect(closing(n, &left)), all)
	for _, part := range got {
		require.True(t, slices.IsSorted(part))
	}
}

func TestConcurrentTeeConcurrently(t *testing.T) {
	const n = 1000
	left := 0
	parts := iterators.ConcurrentTee(closing(n, &left), 4)
	var wg sync.WaitGroup
	got := make([][]int, 4)
	for i, part := range parts {
		wg.Go(func() { got[i] = slices.Collect(part.All()) })
	}
	wg.Wait()
	want := slices.Collect(closing(n, new(int)))
	for _, part := range got {
		require.Equal(t, want, part)
	}
	require.Equal(t, 1, left)
}

func TestConcurrentTeeStop(t *testing.T) {
	left := 0
	parts := iterators.ConcurrentTee(closing(9, &left), 2)
	next(t, parts[0], 0)
	parts[0].Stop()
	parts[0].Stop()
	require.Zero(t, left)
	next(t, parts[1], 0)
	parts[1].Stop()
	require.Equal(t, 1, left)
}

// A panic inside a locked pass does not leave the lock held.
func TestSerializePanic(t *testing.T) {
	s := iterators.Serialize(func(func(int) bool) { panic("source") })
	require.PanicsWithValue(t, "source", func() { s.Next() })
	isOver(t, s)
}

func TestFallibleRule(t *testing.T) {
	bad := errors.New("bad")
	calls := 0
	rude := func(yield func(int, error) bool) { // goes on after its error
		for _, err := range []error{nil, bad, nil} {
			calls++
			if !yield(7, err) {
				return
			}
		}
	}
	got, err := iterators.TryCollect(rude)
	require.Equal(t, []int{7}, got)
	require.Equal(t, bad, err)
	require.Equal(t, 2, calls)

	err = nil
	require.Equal(t, 7, iterators.Sum(iterators.Check(rude, &err)))
	require.Equal(t, bad, err)
	other := errors.New("first")
	err = other
	iterators.Len(iterators.Check(rude, &err))
	require.Equal(t, other, err, "the first error stays")
	require.PanicsWithValue(t, bad, func() { iterators.Len(iterators.Must(rude)) })

	end := errors.New("end")
	n := 0
	f := func() (int, error) {
		if n++; n == 3 {
			return 7, errors.Join(end)
		}
		return n, nil
	}
	got, err = iterators.TryCollect(iterators.IterExcept(f, end))
	require.NoError(t, err)
	require.Equal(t, []int{1, 2}, got)
	n = 0
	got, err = iterators.TryCollect(iterators.IterExcept(f, bad))
	require.ErrorIs(t, err, end)
	require.Equal(t, []int{1, 2}, got)
}

func TestExtremes(t *testing.T) {
	nan := math.NaN()
	least, _ := iterators.Min(slices.Values([]float64{2, nan, 1}))
	require.Equal(t, 1.0, least)
	least, _ = iterators.Min(slices.Values([]float64{nan, 1}))
	require.True(t, math.IsNaN(least), "as in Python")
	least, greatest, err := iterators.MinMax(slices.Values([]float64{3, 1, 2}))
	require.Equal(t, [2]float64{1, 3}, [2]float64{least, greatest})
	require.NoError(t, err)
	_, _, err = iterators.MinMax(slices.Values([]float64(nil)))
	require.ErrorIs(t, err, iterators.ErrEmpty)
	_, ok := iterators.Last(slices.Values([]int(nil)))
	require.False(t, ok)
	require.Equal(t, 4, iterators.Totient(12))
}

// What has been given is the caller's: writing to it changes nothing.
func TestGivenSlicesAreNew(t *testing.T) {
	abc := func() func(func(int) bool) { return slices.Values([]int{1, 2, 3}) }
	for name, seq := range map[string]func(func([]int) bool){
		"Powerset":             iterators.Powerset(abc()),
		"Subslices":            iterators.Subslices(abc()),
		"DistinctPermutations": iterators.DistinctPermutations(abc()),
		"SplitWhen":            iterators.SplitWhen(abc(), less),
		"SplitBefore":          iterators.SplitBefore(abc(), even),
		"Flat SetPartitions":   iterators.Flatten(iterators.SetPartitions(abc())),
	} {
		var want []string
		for s := range seq {
			want = append(want, text(s))
		}
		var got []string
		for s := range seq {
			got = append(got, text(s))
			for i := range s {
				s[i] = -1
			}
			_ = append(s, -1)
		}
		require.Equal(t, want, got, name)
	}
}
