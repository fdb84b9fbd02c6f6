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

// words are two of a, then two of b.
func words() *iterators.Bucket[byte, string] {
	return iterators.NewBucket(slices.Values([]string{"a1", "b1", "a2", "b2"}), func(s string) byte { return s[0] })
}

// A range takes what it gives; another goes on behind it.
func ExampleBucket_Of() {
	b := words()
	defer b.Stop()
	fmt.Println(iterators.First(b.Of('a')))
	fmt.Println(slices.Collect(b.Of('a')))
	// Output:
	// a1 true
	// [a2]
}

func ExampleBucket_Contains() {
	b := words()
	defer b.Stop()
	fmt.Println(b.Contains('b'), b.Contains('c'))
	fmt.Println(slices.Collect(b.Of('b'))) // nothing was taken
	// Output:
	// true false
	// [b1 b2]
}

func ExampleBucket_Keys() {
	b := words()
	defer b.Stop()
	for _, key := range b.Keys() {
		fmt.Println(string(key), slices.Collect(b.Of(key)))
	}
	// Output:
	// a [a1 a2]
	// b [b1 b2]
}

func ExampleBucket_Stop() {
	b := words()
	fmt.Println(b.Contains('b')) // reads a1 and b1
	b.Stop()
	fmt.Println(slices.Collect(b.Of('a')), slices.Collect(b.Of('b')))
	// Output:
	// true
	// [a1] [b1]
}
