package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

// Nothing is read past the first b until more is asked for.
func ExampleBucket() {
	b := iterators.NewBucket(slices.Values([]string{"a1", "b1", "a2", "c1", "b2"}), func(s string) byte { return s[0] })
	defer b.Stop()
	fmt.Println(iterators.First(b.Of('b')))
	fmt.Println(slices.Collect(b.Of('a')))
	fmt.Println(b.Contains('x'), string(b.Keys()))
	// Output:
	// b1 true
	// [a1 a2]
	// false abc
}

func ExampleNewBucket() {
	even := func(n int) bool { return n%2 == 0 }
	b := iterators.NewBucket(iterators.Count(1, 1), even)
	defer b.Stop()
	fmt.Println(slices.Collect(iterators.Take(b.Of(true), 3)))
	fmt.Println(slices.Collect(iterators.Take(b.Of(false), 3)))
	// Output:
	// [2 4 6]
	// [1 3 5]
}
