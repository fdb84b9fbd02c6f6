package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

// The squares of the even numbers, of which there is no end, and three are wanted.
func Example() {
	even := func(n int) bool { return n%2 == 0 }
	squared := func(n int) int { return n * n }

	evens := iterators.Filter(iterators.Count(1, 1), even)
	for square := range iterators.Take(iterators.Map(evens, squared), 3) {
		fmt.Println(square)
	}
	// Output:
	// 4
	// 16
	// 36
}

// An iterable gives a fresh iterator each time, an iterator is used up.
func Example_threeNotions() {
	digits := iterators.RangeTo(3)
	fmt.Println(slices.Collect(digits.All()))
	fmt.Println(slices.Collect(digits.All()))

	it := iterators.Iter(digits.All())
	fmt.Println(it.Next())
	fmt.Println(slices.Collect(it.All()))
	fmt.Println(it.Next())
	// Output:
	// [0 1 2]
	// [0 1 2]
	// 0 true
	// [1 2]
	// 0 false
}
