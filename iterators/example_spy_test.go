package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleSpy() {
	head, all := iterators.Spy(strings.FieldsSeq("#! sh -e"), 1)
	defer all.Stop()
	fmt.Println(head)
	fmt.Println(slices.Collect(all.All()))
	// Output:
	// [#!]
	// [#! sh -e]
}
