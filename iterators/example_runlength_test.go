package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleRunLength() {
	for letter, n := range iterators.RunLength(strings.SplitSeq("aaabcc", "")) {
		fmt.Print(letter, n, " ")
	}
	// Output: a3 b1 c2
}

func ExampleRunLengthDecode() {
	runs := iterators.RunLength(strings.SplitSeq("aaabcc", ""))
	fmt.Println(slices.Collect(iterators.RunLengthDecode(runs)))
	// Output: [a a a b c c]
}
