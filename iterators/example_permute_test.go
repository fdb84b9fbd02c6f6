package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExampleDistinctPermutations() {
	for p := range iterators.DistinctPermutations(slices.Values([]int{1, 0, 1})) {
		fmt.Print(p, " ")
	}
	// Output: [0 1 1] [1 0 1] [1 1 0]
}

func ExampleSetPartitions() {
	for p := range iterators.SetPartitions(slices.Values([]string{"a", "b", "c"})) {
		fmt.Println(p)
	}
	// Output:
	// [[a b c]]
	// [[a] [b c]]
	// [[a b] [c]]
	// [[b] [a c]]
	// [[a] [b] [c]]
}

func ExampleSetPartitionsN() {
	for p := range iterators.SetPartitionsN(slices.Values([]string{"a", "b", "c"}), 2) {
		fmt.Println(p)
	}
	// Output:
	// [[a] [b c]]
	// [[a b] [c]]
	// [[b] [a c]]
}
