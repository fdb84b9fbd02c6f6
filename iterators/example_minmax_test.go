package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExampleMin() {
	fmt.Println(iterators.Min(slices.Values([]int{3, 1, 2})))
	fmt.Println(iterators.Min(slices.Values([]int{})))
	// Output:
	// 1 <nil>
	// 0 iterators: empty sequence
}

func ExampleMax() {
	fmt.Println(iterators.Max(slices.Values([]string{"pear", "apple", "plum"})))
	// Output: plum <nil>
}

func ExampleMinOr() {
	fmt.Println(iterators.MinOr(slices.Values([]int{}), 100))
	// Output: 100
}

func ExampleMaxOr() {
	fmt.Println(iterators.MaxOr(slices.Values([]int{3, 1, 2}), 0))
	// Output: 3
}

// Of equal keys the first wins.
func ExampleMinBy() {
	length := func(s string) int { return len(s) }
	fmt.Println(iterators.MinBy(slices.Values([]string{"three", "one", "two"}), length))
	// Output: one <nil>
}

func ExampleMaxBy() {
	length := func(s string) int { return len(s) }
	fmt.Println(iterators.MaxBy(slices.Values([]string{"one", "three", "seven"}), length))
	// Output: three <nil>
}

func ExampleMinByOr() {
	length := func(s string) int { return len(s) }
	fmt.Println(iterators.MinByOr(slices.Values([]string{"three", "one"}), length, "none"))
	fmt.Println(iterators.MinByOr(slices.Values([]string{}), length, "none"))
	// Output:
	// one
	// none
}

func ExampleMaxByOr() {
	length := func(s string) int { return len(s) }
	fmt.Println(iterators.MaxByOr(slices.Values([]string{"one", "three", "seven"}), length, "none"))
	fmt.Println(iterators.MaxByOr(slices.Values([]string{}), length, "none"))
	// Output:
	// three
	// none
}

func ExampleMinMax() {
	fmt.Println(iterators.MinMax(slices.Values([]int{3, 1, 4, 1, 5})))
	// Output: 1 5 <nil>
}
