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

// (x*x for x in xs if x > 1): the first source stands now, the rest runs as asked.
func Example_generatorExpression() {
	xs := []int{1, 2, 3}
	squares := iterators.Map(
		iterators.Filter(slices.Values(xs), func(x int) bool { return x > 1 }),
		func(x int) int { fmt.Println("square of", x); return x * x })
	xs = nil // too late: the slice is the one it was
	for v := range squares {
		fmt.Println(v, xs)
	}
	// Output:
	// square of 2
	// 4 []
	// square of 3
	// 9 []
}
