package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleOne() {
	fmt.Println(iterators.One(slices.Values([]int{7})))
	_, err := iterators.One(slices.Values([]int{7, 8}))
	fmt.Println(err)
	// Output:
	// 7 <nil>
	// iterators: too many items
}

func ExampleOnly() {
	fmt.Println(iterators.Only(slices.Values([]string{}), "default"))
	// Output: default <nil>
}

func ExampleUnpack2() {
	key, value, err := iterators.Unpack2(strings.SplitSeq("colour=red", "="))
	fmt.Println(key, value, err)
	_, _, err = iterators.Unpack2(strings.SplitSeq("colour=red=green", "="))
	fmt.Println(err)
	// Output:
	// colour red <nil>
	// iterators: too many items
}

func ExampleUnpack3() {
	y, m, d, err := iterators.Unpack3(strings.SplitSeq("2026-02-10", "-"))
	fmt.Println(y, m, d, err)
	// Output: 2026 02 10 <nil>
}

func ExampleStrictlyN() {
	for v, err := range iterators.StrictlyN(slices.Values([]string{"a", "b"}), 3) {
		fmt.Printf("%q %v\n", v, err)
	}
	// Output:
	// "a" <nil>
	// "b" <nil>
	// "" iterators: too few items
}
