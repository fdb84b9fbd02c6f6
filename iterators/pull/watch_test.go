package pull_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
	"underhood/iterators/pull"
)

// zip asks left to right: it takes an item of the
// longer one before it finds the shorter one over.
func ExampleWatch() {
	told := func(e iterators.Event) { fmt.Println(e.Stage, e.Kind) }
	a := pull.Watch(pull.Slice([]int{1, 2}), "a", told)
	b := pull.Watch(pull.Slice([]int{10}), "b", told)
	for p := range pull.Zip(a, b).All() {
		fmt.Println(p.First, p.Second)
	}
	// Output:
	// a ask
	// a give
	// b ask
	// b give
	// 1 10
	// a ask
	// a give
	// b ask
	// b over
	// a leave
}

func TestWatch(t *testing.T) {
	var trace []string
	hook := func(e iterators.Event) { trace = append(trace, fmt.Sprint(e.Kind, " ", e.Value)) }
	n := 0
	next, stop := pull.Watch(pull.FromNext(func() (int, bool) {
		if n++; n == 2 {
			panic("boom")
		}
		return n, n < 4
	}), "a", hook).Iter()
	next()
	require.PanicsWithValue(t, "boom", func() { next() })
	next()
	next()
	next() // it is asked again
	stop()
	require.Equal(t, []string{
		"ask <nil>", "give 1", "ask <nil>", "panic <nil>", "ask <nil>", "give 3",
		"ask <nil>", "over <nil>", "ask <nil>", "over <nil>",
	}, trace)

	trace = nil
	_, stop = pull.Watch(pull.From(iterators.Count(0, 1)), "a", hook).Iter()
	stop()
	stop()
	require.Equal(t, []string{"leave <nil>"}, trace)

	items, ok := pull.Watch(pull.Slice([]int{1}), "a", nil).Items()
	require.Equal(t, []int{1}, items)
	require.True(t, ok)
}
