package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleRoundRobin() {
	a, b, c := strings.SplitSeq("A B C", " "), strings.SplitSeq("D", " "), strings.SplitSeq("E F", " ")
	fmt.Println(slices.Collect(iterators.RoundRobin(a, b, c)))
	// Output: [A D E B F C]
}

func ExampleInterleave() {
	a, b := slices.Values([]int{1, 2, 3}), iterators.Count(10, 10)
	fmt.Println(slices.Collect(iterators.Interleave(a, b)))
	// Output: [1 10 2 20 3 30]
}

func ExampleInterleaveLongest() {
	a, b := slices.Values([]int{1, 2, 3}), slices.Values([]int{10})
	fmt.Println(slices.Collect(iterators.InterleaveLongest(a, b)))
	// Output: [1 10 2 3]
}
