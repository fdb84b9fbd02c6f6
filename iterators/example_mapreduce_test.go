package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleMapReduce() {
	words := strings.FieldsSeq("a bee ant cow cat")
	initial := func(w string) string { return w[:1] }
	length := func(w string) int { return len(w) }
	letters := iterators.MapReduce(words, initial, length, func(n []int) int { return iterators.Sum(slices.Values(n)) })
	fmt.Println(letters)
	// Output: map[a:4 b:3 c:6]
}
