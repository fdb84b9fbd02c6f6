package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleSorted() {
	for v := range iterators.Sorted(slices.Values([]int{3, 1, 2})) {
		fmt.Println(v)
	}
	// Output:
	// 1
	// 2
	// 3
}

// Words of one length keep their order, backwards too.
func ExampleSortedBy() {
	length := func(s string) int { return len(s) }
	for v := range iterators.SortedBy(strings.FieldsSeq("the quick red fox"), length, true) {
		fmt.Println(v)
	}
	// Output:
	// quick
	// the
	// red
	// fox
}

func ExampleReversed() {
	for v := range iterators.Reversed(strings.FieldsSeq("one two three")) {
		fmt.Println(v)
	}
	// Output:
	// three
	// two
	// one
}
