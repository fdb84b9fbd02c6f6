package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExampleMarkEnds() {
	for at, v := range iterators.MarkEnds(slices.Values([]string{"a", "b", "c"})) {
		if !at.First {
			fmt.Print(", ")
		}
		if at.Last {
			fmt.Print("and ")
		}
		fmt.Print(v)
	}
	// Output: a, b, and c
}

func ExampleEnds() {
	for at, v := range iterators.MarkEnds(slices.Values([]int{7, 8})) {
		fmt.Printf("%d %+v\n", v, at)
	}
	// Output:
	// 7 {First:true Last:false}
	// 8 {First:false Last:true}
}
