package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExamplePartition() {
	even := func(n int) bool { return n%2 == 0 }
	odds, evens := iterators.Partition(slices.Values([]int{1, 2, 3, 4, 5}), even)
	fmt.Println(slices.Collect(odds.All()))
	fmt.Println(slices.Collect(evens.All()))
	// Output:
	// [1 3 5]
	// [2 4]
}
