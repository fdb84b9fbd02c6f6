package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleContains() {
	fmt.Println(iterators.Contains(iterators.Count(0, 3), 12))
	// Output: true
}

func ExampleIndex() {
	words := slices.Values([]string{"a", "b", "c"})
	fmt.Println(iterators.Index(words, "b"), iterators.Index(words, "x"))
	// Output: 1 -1
}

func ExampleIterIndex() {
	letters := strings.SplitSeq("a b r a c a d a b r a", " ")
	for i := range iterators.IterIndex(letters, "a", 1, iterators.End) {
		fmt.Println(i)
	}
	// Output:
	// 3
	// 5
	// 7
	// 10
}

func ExampleLocate() {
	long := func(s string) bool { return len(s) > 3 }
	for i := range iterators.Locate(strings.FieldsSeq("the quick brown fox jumps"), long) {
		fmt.Println(i)
	}
	// Output:
	// 1
	// 2
	// 4
}

func ExampleFirst() {
	fmt.Println(iterators.First(iterators.Count(7, 1)))
	fmt.Println(iterators.First(slices.Values([]int{})))
	// Output:
	// 7 true
	// 0 false
}

func ExampleFirstOr() {
	fmt.Println(iterators.FirstOr(slices.Values([]string{}), "nobody"))
	// Output: nobody
}

func ExampleFirstTrue() {
	big := func(n int) bool { return n > 100 }
	fmt.Println(iterators.FirstTrue(slices.Values([]int{5, 500, 50}), big, -1))
	// Output: 500
}

func ExampleLast() {
	fmt.Println(iterators.Last(strings.FieldsSeq("the quick brown fox")))
	// Output: fox true
}

func ExampleLastOr() {
	fmt.Println(iterators.LastOr(strings.FieldsSeq(" "), "nothing"))
	// Output: nothing
}

func ExampleNth() {
	fmt.Println(iterators.Nth(strings.FieldsSeq("the quick brown fox"), 2, "nothing"))
	fmt.Println(iterators.Nth(strings.FieldsSeq("the quick brown fox"), 4, "nothing"))
	// Output:
	// brown
	// nothing
}
