package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

// A number of several digits ends where another character is next.
func ExamplePeekable() {
	in := iterators.NewPeekable(strings.SplitSeq("12+345", ""))
	defer in.Stop()
	for {
		token, ok := in.Next()
		if !ok {
			break
		}
		for next, _ := in.Peek(); token != "+" && next != "" && next != "+"; next, _ = in.Peek() {
			digit, _ := in.Next()
			token += digit
		}
		fmt.Println(token)
	}
	// Output:
	// 12
	// +
	// 345
}

func ExampleNewPeekable() {
	p := iterators.NewPeekable(slices.Values([]int{1, 2}))
	defer p.Stop()
	fmt.Println(p.Peek())
	p.Prepend(-1, 0)
	fmt.Println(slices.Collect(p.All()))
	// Output:
	// 1 true
	// [-1 0 1 2]
}
