package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleIter() {
	it := iterators.Iter(slices.Values([]string{"a", "b", "c"}))
	defer it.Stop()
	fmt.Println(it.Next())
	fmt.Println(slices.Collect(it.All()))
	fmt.Println(it.NextOr("none"))
	// Output:
	// a true
	// [b c]
	// none
}

func ExampleIterator() {
	header := iterators.Iter(strings.Lines("name\nada\ngrace\n"))
	defer header.Stop()
	name, _ := header.Next()
	fmt.Printf("%q\n", name)
	for line := range header.All() {
		fmt.Printf("%q\n", line)
	}
	// Output:
	// "name\n"
	// "ada\n"
	// "grace\n"
}

func ExampleIterator_All() {
	it := iterators.Iter(iterators.Count(1, 1))
	defer it.Stop()
	for v := range it.All() {
		if v == 3 {
			break
		}
	}
	fmt.Println(it.Next()) // a break leaves the rest for later
	// Output: 4 true
}

func ExampleIterable() {
	var numbers iterators.Iterable[int] = iterators.RangeTo(3)
	fmt.Println(slices.Collect(numbers.All()))
	fmt.Println(slices.Collect(numbers.All())) // a fresh sequence
	// Output:
	// [0 1 2]
	// [0 1 2]
}

func ExampleTee() {
	parts := iterators.Tee(slices.Values([]int{1, 2, 3}), 2)
	fmt.Println(slices.Collect(parts[0].All()))
	fmt.Println(slices.Collect(parts[1].All()))
	// Output:
	// [1 2 3]
	// [1 2 3]
}

func ExampleIterator_Next() {
	it := iterators.Iter(slices.Values([]string{"a", "b"}))
	for v, ok := it.Next(); ok; v, ok = it.Next() {
		fmt.Println(v)
	}
	fmt.Println(it.Next()) // it stays over
	// Output:
	// a
	// b
	//  false
}

func ExampleIterator_NextOr() {
	it := iterators.Iter(slices.Values([]string{"a"}))
	fmt.Println(it.NextOr("none"), it.NextOr("none"))
	// Output: a none
}

// What the sequence has deferred runs before Stop returns.
func ExampleIterator_Stop() {
	it := iterators.Iter(func(yield func(string) bool) {
		defer fmt.Println("file closed")
		for yield("line") {
		}
	})
	fmt.Println(it.Next())
	it.Stop()
	fmt.Println(it.Next())
	// Output:
	// line true
	// file closed
	//  false
}
