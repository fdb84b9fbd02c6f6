package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleSplitAt() {
	zero := func(n int) bool { return n == 0 }
	for part := range iterators.SplitAt(slices.Values([]int{1, 2, 0, 3, 0}), zero) {
		fmt.Print(part, " ")
	}
	// Output: [1 2] [3] []
}

func ExampleSplitBefore() {
	capital := func(s string) bool { return s == strings.ToUpper(s) }
	for part := range iterators.SplitBefore(strings.SplitSeq("oneTwoThree", ""), capital) {
		fmt.Println(strings.Join(part, ""))
	}
	// Output:
	// one
	// Two
	// Three
}

func ExampleSplitAfter() {
	stop := func(s string) bool { return strings.HasSuffix(s, ".") }
	for part := range iterators.SplitAfter(strings.FieldsSeq("It rains. We stay."), stop) {
		fmt.Println(part)
	}
	// Output:
	// [It rains.]
	// [We stay.]
}

// Runs of consecutive numbers.
func ExampleSplitWhen() {
	gap := func(a, b int) bool { return b != a+1 }
	for part := range iterators.SplitWhen(slices.Values([]int{1, 2, 3, 7, 8, 10}), gap) {
		fmt.Print(part, " ")
	}
	// Output: [1 2 3] [7 8] [10]
}
