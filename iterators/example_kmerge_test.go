package iterators_test

import (
	"cmp"
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExampleMerge() {
	a, b := slices.Values([]int{1, 4, 9}), slices.Values([]int{2, 4, 8})
	fmt.Println(slices.Collect(iterators.Merge(a, b)))
	// Output: [1 2 4 4 8 9]
}

func ExampleMergeFunc() {
	down := func(a, b int) int { return cmp.Compare(b, a) }
	a, b := slices.Values([]int{9, 4, 1}), slices.Values([]int{8, 4, 2})
	fmt.Println(slices.Collect(iterators.MergeFunc(down, a, b)))
	// Output: [9 8 4 4 2 1]
}
