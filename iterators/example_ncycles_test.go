package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExampleNCycles() {
	fmt.Println(slices.Collect(iterators.NCycles(slices.Values([]string{"tick", "tock"}), 2)))
	// Output: [tick tock tick tock]
}
