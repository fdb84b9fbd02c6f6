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

func ExamplePeekable_Next() {
	p := iterators.NewPeekable(slices.Values([]string{"a"}))
	fmt.Println(p.Next())
	fmt.Println(p.Next())
	// Output:
	// a true
	//  false
}

func ExamplePeekable_Peek() {
	p := iterators.NewPeekable(slices.Values([]string{"a", "b"}))
	defer p.Stop()
	fmt.Println(p.Peek())
	fmt.Println(p.Peek())
	fmt.Println(p.Next()) // the same item, now taken
	fmt.Println(p.Peek())
	// Output:
	// a true
	// a true
	// a true
	// b true
}

func ExamplePeekable_Prepend() {
	p := iterators.NewPeekable(slices.Values([]string{"c"}))
	p.Prepend("a", "b")
	fmt.Println(slices.Collect(p.All()))
	p.Prepend("again") // it is given although the sequence is over
	fmt.Println(p.Next())
	// Output:
	// [a b c]
	// again true
}

func ExamplePeekable_All() {
	p := iterators.NewPeekable(slices.Values([]string{"#", "#", "a", "#"}))
	for next, _ := p.Peek(); next == "#"; next, _ = p.Peek() {
		p.Next()
	}
	fmt.Println(slices.Collect(p.All()))
	// Output: [a #]
}

func ExamplePeekable_Stop() {
	p := iterators.NewPeekable(iterators.Count(1, 1))
	fmt.Println(p.Peek())
	p.Stop()
	fmt.Println(p.Peek()) // what was looked at is forgotten
	// Output:
	// 1 true
	// 0 false
}
