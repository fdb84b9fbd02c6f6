package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExamplePairwise() {
	for a, b := range iterators.Pairwise(slices.Values([]int{1, 2, 3})) {
		fmt.Println(a, b)
	}
	// Output:
	// 1 2
	// 2 3
}

func ExampleTriplewise() {
	fmt.Println(slices.Collect(iterators.Triplewise(slices.Values([]int{1, 2, 3, 4}))))
	// Output: [{1 2 3} {2 3 4}]
}

func ExampleSlidingWindow() {
	fmt.Println(slices.Collect(iterators.SlidingWindow(slices.Values([]int{1, 2, 3, 4}), 3)))
	// Output: [[1 2 3] [2 3 4]]
}

func ExampleSlidingWindowReuse() {
	for w := range iterators.SlidingWindowReuse(slices.Values([]int{1, 2, 4}), 2) {
		fmt.Println(w[1] - w[0])
	}
	// Output:
	// 1
	// 2
}

func ExampleWindowed() {
	fmt.Println(slices.Collect(iterators.Windowed(slices.Values([]int{1, 2, 3, 4}), 3, 2, 0)))
	// Output: [[1 2 3] [3 4 0]]
}

func ExampleBatched() {
	fmt.Println(slices.Collect(iterators.Batched(slices.Values([]int{1, 2, 3, 4, 5}), 2)))
	// Output: [[1 2] [3 4] [5]]
}

func ExampleBatchedReuse() {
	for b := range iterators.BatchedReuse(slices.Values([]int{1, 2, 3, 4, 5}), 2) {
		fmt.Println(len(b), b[0])
	}
	// Output:
	// 2 1
	// 2 3
	// 1 5
}

func ExampleBatchedStrict() {
	for batch, err := range iterators.BatchedStrict(slices.Values([]int{1, 2, 3}), 2) {
		fmt.Println(batch, err)
	}
	// Output:
	// [1 2] <nil>
	// [] iterators: incomplete batch
}

func ExampleGrouper() {
	fmt.Println(slices.Collect(iterators.Grouper(slices.Values([]int{1, 2, 3}), 2, -1)))
	// Output: [[1 2] [3 -1]]
}

func ExampleGrouperStrict() {
	for group, err := range iterators.GrouperStrict(slices.Values([]int{1, 2, 3}), 2) {
		fmt.Println(group, err)
	}
	// Output:
	// [1 2] <nil>
	// [] iterators: argument 2 is shorter than argument 1
}

func ExampleGrouperIgnore() {
	fmt.Println(slices.Collect(iterators.GrouperIgnore(slices.Values([]int{1, 2, 3}), 2)))
	// Output: [[1 2]]
}

func ExampleGroupBy() {
	for key, group := range iterators.GroupBy(slices.Values([]int{1, 2, 5, 4, 1}), func(v int) bool { return v < 3 }) {
		fmt.Println(key, slices.Collect(group))
	}
	// Output:
	// true [1 2]
	// false [5 4]
	// true [1]
}

func ExampleGroupSlices() {
	for key, group := range iterators.GroupSlices(slices.Values([]int{1, 2, 5, 4, 1}), func(v int) bool { return v < 3 }) {
		fmt.Println(key, group)
	}
	// Output:
	// true [1 2]
	// false [5 4]
	// true [1]
}
