package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExamplePrepend() {
	for v := range iterators.Prepend(slices.Values([]string{"b", "c"}), "a") {
		fmt.Println(v)
	}
	// Output:
	// a
	// b
	// c
}

func ExamplePadded() {
	fmt.Println(slices.Collect(iterators.Padded(slices.Values([]int{1, 2}), 4, 0)))
	// Output: [1 2 0 0]
}

func ExampleIntersperse() {
	fmt.Println(slices.Collect(iterators.Intersperse(slices.Values([]int{1, 2, 3}), 0)))
	// Output: [1 0 2 0 3]
}
