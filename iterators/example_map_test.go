package iterators_test

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"

	"underhood/iterators"
)

func ExampleMap() {
	fmt.Println(slices.Collect(iterators.Map(slices.Values([]int{1, 2, 3}), strconv.Itoa)))
	// Output: [1 2 3]
}

func ExampleMap2() {
	fmt.Println(slices.Collect(iterators.Map2(slices.Values([]float64{2, 3}), slices.Values([]float64{5, 2}), math.Pow)))
	// Output: [32 9]
}

func ExampleMap3() {
	fmt.Println(slices.Collect(iterators.Map3(slices.Values([]int{1, 2}), slices.Values([]int{3, 4}), slices.Values([]int{5, 6}), func(a, b, c int) int { return a + b*c })))
	// Output: [16 26]
}

func ExampleStarMap() {
	fmt.Println(slices.Collect(iterators.StarMap(slices.All([]string{"a", "b"}), func(i int, s string) string { return strings.Repeat(s, i+1) })))
	// Output: [a bb]
}

func ExampleThen() {
	fmt.Println(slices.Collect(iterators.Map(slices.Values([]int{1, 2}), iterators.Then(strconv.Itoa, func(s string) string { return s + "!" }))))
	// Output: [1! 2!]
}

func ExampleFilter() {
	fmt.Println(slices.Collect(iterators.Filter(slices.Values([]int{1, 2, 3, 4}), func(v int) bool { return v%2 == 0 })))
	// Output: [2 4]
}

func ExampleFilterFalse() {
	fmt.Println(slices.Collect(iterators.FilterFalse(slices.Values([]int{1, 2, 3, 4}), func(v int) bool { return v%2 == 0 })))
	// Output: [1 3]
}

func ExampleNonZero() {
	fmt.Println(slices.Collect(iterators.NonZero(slices.Values([]int{0, 1, 0, 2}))))
	// Output: [1 2]
}

func ExampleTakeWhile() {
	fmt.Println(slices.Collect(iterators.TakeWhile(slices.Values([]int{1, 4, 6, 3}), func(v int) bool { return v < 5 })))
	// Output: [1 4]
}

func ExampleDropWhile() {
	fmt.Println(slices.Collect(iterators.DropWhile(slices.Values([]int{1, 4, 6, 3}), func(v int) bool { return v < 5 })))
	// Output: [6 3]
}

func ExampleCompress() {
	fmt.Println(slices.Collect(iterators.Compress(slices.Values([]int{1, 2, 3, 4}), slices.Values([]bool{true, false, true}))))
	// Output: [1 3]
}

func ExampleEnumerate() {
	for i, season := range iterators.Enumerate(slices.Values([]string{"spring", "summer"}), 1) {
		fmt.Println(i, season)
	}
	// Output:
	// 1 spring
	// 2 summer
}

func ExampleAccumulate() {
	fmt.Println(slices.Collect(iterators.Accumulate(slices.Values([]int{3, 1, 4, 1, 5}), func(a, b int) int { return max(a, b) })))
	// Output: [3 3 4 4 5]
}

func ExampleAccumulateFrom() {
	fmt.Println(slices.Collect(iterators.AccumulateFrom(slices.Values([]int{1, 2, 3}), func(s string, v int) string { return s + strconv.Itoa(v) }, "")))
	// Output: [ 1 12 123]
}

func ExampleIslice() {
	fmt.Println(slices.Collect(iterators.Islice(iterators.Count(0, 1), 2, 9, 3)))
	// Output: [2 5 8]
}

func ExampleTake() {
	fmt.Println(slices.Collect(iterators.Take(iterators.Count(0, 1), 3)))
	// Output: [0 1 2]
}

func ExampleDrop() {
	fmt.Println(slices.Collect(iterators.Drop(slices.Values([]int{1, 2, 3, 4}), 2)))
	// Output: [3 4]
}

func ExampleChain() {
	fmt.Println(slices.Collect(iterators.Chain(slices.Values([]int{1, 2}), slices.Values([]int{3}))))
	// Output: [1 2 3]
}

func ExampleChainFrom() {
	fmt.Println(slices.Collect(iterators.ChainFrom(iterators.Map(slices.Values([]int{1, 2, 3}), func(n int) iter.Seq[int] { return iterators.RangeTo(n).All() }))))
	// Output: [0 0 1 0 1 2]
}

func ExampleFlatten() {
	fmt.Println(slices.Collect(iterators.Flatten(slices.Values([][]int{{1, 2}, nil, {3}}))))
	// Output: [1 2 3]
}
