package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExamplePowerset() {
	for s := range iterators.Powerset(slices.Values([]int{1, 2, 3})) {
		fmt.Print(s, " ")
	}
	// Output: [] [1] [2] [3] [1 2] [1 3] [2 3] [1 2 3]
}

func ExampleSubslices() {
	for s := range iterators.Subslices(slices.Values([]int{1, 2, 3})) {
		fmt.Print(s, " ")
	}
	// Output: [1] [1 2] [1 2 3] [2] [2 3] [3]
}
