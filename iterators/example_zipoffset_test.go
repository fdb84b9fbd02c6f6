package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

// Each day with the day before.
func ExampleZipOffset() {
	days := slices.Values([]string{"Mon", "Tue", "Wed"})
	for turn := range iterators.ZipOffset([]int{0, -1}, "-", days, days) {
		fmt.Println(turn)
	}
	// Output:
	// [Mon -]
	// [Tue Mon]
	// [Wed Tue]
}
