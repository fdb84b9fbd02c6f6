package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExampleSideEffect() {
	seen := 0
	count := func(int) { seen++ }
	total := iterators.Sum(iterators.SideEffect(slices.Values([]int{5, 6, 7}), count))
	fmt.Println(total, seen)
	// Output: 18 3
}
