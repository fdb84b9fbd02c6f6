package iterators_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"underhood/iterators"
)

func ExampleZip() {
	for a, b := range iterators.Zip(slices.Values([]string{"a", "b", "c"}), slices.Values([]int{1, 2})) {
		fmt.Println(a, b)
	}
	// Output:
	// a 1
	// b 2
}

func ExampleZip3() {
	for t := range iterators.Zip3(slices.Values([]string{"a", "b", "c"}), slices.Values([]int{1, 2}), iterators.Count(0.5, 1)) {
		fmt.Println(t.First, t.Second, t.Third)
	}
	// Output:
	// a 1 0.5
	// b 2 1.5
}

func ExampleZipAll() {
	fmt.Println(slices.Collect(iterators.ZipAll(slices.Values([]int{1, 2}), slices.Values([]int{3, 4}), slices.Values([]int{5, 6, 7}))))
	// Output: [[1 3 5] [2 4 6]]
}

func ExampleZipStrict() {
	for pair, err := range iterators.ZipStrict(slices.Values([]int{1, 2}), slices.Values([]int{3})) {
		fmt.Println(pair, err)
	}
	// Output:
	// {1 3} <nil>
	// {0 0} iterators: argument 2 is shorter than argument 1
}

func ExampleZipAllStrict() {
	for tuple, err := range iterators.ZipAllStrict(slices.Values([]int{1}), slices.Values([]int{2}), slices.Values([]int{3, 4})) {
		fmt.Println(tuple, err)
	}
	// Output:
	// [1 2 3] <nil>
	// [] iterators: argument 3 is longer than arguments 1-2
}

func ExampleZipLongest() {
	for a, b := range iterators.ZipLongest(slices.Values([]string{"a", "b", "c"}), slices.Values([]int{1, 2}), "-", 0) {
		fmt.Println(a, b)
	}
	// Output:
	// a 1
	// b 2
	// c 0
}

func ExampleZipAllLongest() {
	fmt.Println(slices.Collect(iterators.ZipAllLongest(0, slices.Values([]int{1, 2, 3}), slices.Values([]int{4}))))
	// Output: [[1 4] [2 0] [3 0]]
}

func ExamplePairs() {
	fmt.Println(slices.Collect(iterators.Pairs(maps.All(map[string]int{"a": 1}))))
	// Output: [{a 1}]
}

func ExampleUnpair() {
	for a, b := range iterators.Unpair(slices.Values([]iterators.Pair[string, int]{{First: "a", Second: 1}})) {
		fmt.Println(a, b)
	}
	// Output: a 1
}

func ExamplePair() {
	for p := range iterators.Pairs(iterators.Zip(slices.Values([]string{"a", "b"}), iterators.Count(1, 1))) {
		fmt.Println(p.First, p.Second)
	}
	// Output:
	// a 1
	// b 2
}

func ExampleTriple() {
	t := iterators.Triple[string, int, bool]{First: "a", Second: 1, Third: true}
	fmt.Println(t.First, t.Second, t.Third)
	// Output: a 1 true
}

func ExampleLengthError() {
	_, err := iterators.TryCollect(iterators.ZipStrict(slices.Values([]int{1, 2}), slices.Values([]int{1})))
	if unequal := new(iterators.LengthError); errors.As(err, &unequal) {
		fmt.Println(unequal.Argument, unequal.Longer)
	}
	// Output: 2 false
}

func ExampleLengthError_Error() {
	fmt.Println((&iterators.LengthError{Argument: 3, Longer: true}).Error())
	// Output: iterators: argument 3 is longer than arguments 1-2
}
