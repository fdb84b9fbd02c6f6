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
