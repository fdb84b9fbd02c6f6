package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExampleNumericRange() {
	fmt.Println(slices.Collect(iterators.NumericRange(1, 3, 0.5)))
	// Output: [1 1.5 2 2.5]
}
