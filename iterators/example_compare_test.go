package iterators_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func byLength(a, b string) int { return cmp.Compare(len(a), len(b)) }

func ExampleMinFunc() {
	fmt.Println(iterators.MinFunc(strings.FieldsSeq("three one two"), byLength))
	// Output: one <nil>
}

func ExampleMaxFunc() {
	_, err := iterators.MaxFunc(strings.FieldsSeq(""), byLength)
	fmt.Println(err)
	// Output: iterators: empty sequence
}

func ExampleSortedFunc() {
	fmt.Println(slices.Collect(iterators.SortedFunc(strings.FieldsSeq("three one two four"), byLength)))
	// Output: [one two four three]
}
