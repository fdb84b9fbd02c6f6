package iterators_test

import (
	"fmt"
	"iter"
	"slices"
	"sync"

	"underhood/iterators"
)

// Four workers share the numbers; each comes to one of them.
func ExampleSerialized() {
	numbers := iterators.Serialize(iterators.NewRange(1, 101, 1).All())
	var sums [4]int
	var wg sync.WaitGroup
	for i := range sums {
		wg.Go(func() { sums[i] = iterators.Sum(numbers.All()) })
	}
	wg.Wait()
	fmt.Println(iterators.Sum(slices.Values(sums[:])))
	// Output: 5050
}

func ExampleSerialize() {
	s := iterators.Serialize(iterators.Count(1, 1))
	defer s.Stop()
	fmt.Println(s.Next())
	fmt.Println(s.Next())
	// Output:
	// 1 true
	// 2 true
}

func ExampleSynchronized() {
	countdown := iterators.Synchronized(func(n int) iter.Seq[int] { return iterators.NewRange(n, 0, -1).All() })
	fmt.Println(slices.Collect(countdown(3).All()))
	// Output: [3 2 1]
}

func ExampleConcurrentTee() {
	var sum, longest int
	parts := iterators.ConcurrentTee(slices.Values([]int{3, 1, 2}), 2)
	var wg sync.WaitGroup
	wg.Go(func() { sum = iterators.Sum(parts[0].All()) })
	wg.Go(func() { longest = iterators.MaxOr(parts[1].All(), 0) })
	wg.Wait()
	fmt.Println(sum, longest)
	// Output: 6 3
}

func ExampleSerialized_Next() {
	tickets := iterators.Serialize(iterators.Count(100, 1))
	defer tickets.Stop()
	var wg sync.WaitGroup
	var got [2]int
	for i := range got {
		wg.Go(func() { got[i], _ = tickets.Next() })
	}
	wg.Wait()
	slices.Sort(got[:]) // who came first is not known
	fmt.Println(got)
	// Output: [100 101]
}

// A break loses nothing.
func ExampleSerialized_All() {
	s := iterators.Serialize(slices.Values([]string{"a", "b", "c"}))
	for v := range s.All() {
		fmt.Println(v)
		break
	}
	fmt.Println(slices.Collect(s.All()))
	// Output:
	// a
	// [b c]
}

func ExampleSerialized_Stop() {
	s := iterators.Serialize(func(yield func(int) bool) {
		defer fmt.Println("closed")
		yield(1)
	})
	fmt.Println(s.Next())
	s.Stop()
	fmt.Println(s.Next())
	// Output:
	// 1 true
	// closed
	// 0 false
}
