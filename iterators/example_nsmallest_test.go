package iterators_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleNSmallest() {
	fmt.Println(iterators.NSmallest(slices.Values([]int{5, 1, 4, 2, 3}), 2))
	// Output: [1 2]
}

func ExampleNLargest() {
	fmt.Println(iterators.NLargest(slices.Values([]int{5, 1, 4, 2, 3}), 2))
	// Output: [5 4]
}

func ExampleNSmallestFunc() {
	shorter := func(a, b string) int { return cmp.Compare(len(a), len(b)) }
	fmt.Println(iterators.NSmallestFunc(strings.FieldsSeq("the quick brown fox"), 2, shorter))
	// Output: [the fox]
}

// Of equals the first come first.
func ExampleNLargestFunc() {
	shorter := func(a, b string) int { return cmp.Compare(len(a), len(b)) }
	fmt.Println(iterators.NLargestFunc(strings.FieldsSeq("the quick brown fox"), 3, shorter))
	// Output: [quick brown the]
}
