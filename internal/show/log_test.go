package show

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLogKeepsOrder(t *testing.T) {
	var log Log[int]
	for i := range 10 {
		log.Append(i)
	}
	require.Equal(t, 10, log.Len())
	require.Equal(t, 7, log.At(7))
	view := log.Events()
	log.Append(10)
	require.Len(t, view, 10)
	require.Len(t, append(view, 99), 11)
	require.Equal(t, 10, log.At(10), "a view cannot write into the log")
}

func TestLogTakesManyWriters(t *testing.T) {
	var log Log[int]
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 100 {
				log.Append(i)
			}
		})
	}
	wg.Wait()
	require.Equal(t, 800, log.Len())
}

func TestTailKeepsTheNewest(t *testing.T) {
	var dropped []int
	tail := NewTail(3, func(e int) { dropped = append(dropped, e) })
	for i := range 8 {
		tail.Append(i)
	}
	require.Equal(t, []int{5, 6, 7}, tail.Events())
	require.Equal(t, []int{0, 1, 2, 3, 4}, dropped)
	require.Equal(t, uint64(5), tail.Dropped())
	require.Equal(t, 3, tail.Len())
}

func TestTailBelowItsSizeDropsNothing(t *testing.T) {
	tail := NewTail[string](2, nil)
	tail.Append("a")
	require.Equal(t, []string{"a"}, tail.Events())
	require.Zero(t, tail.Dropped())
	tail.Append("b")
	tail.Append("c")
	require.Equal(t, []string{"b", "c"}, tail.Events())
	require.Panics(t, func() { NewTail[int](0, nil) })
}
