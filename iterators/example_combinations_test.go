package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExampleProduct() {
	fmt.Println(slices.Collect(iterators.Product(slices.Values([]int{1, 2}), slices.Values([]int{3, 4}))))
	// Output: [[1 3] [1 4] [2 3] [2 4]]
}

func ExampleProductReuse() {
	for t := range iterators.ProductReuse(slices.Values([]int{1, 2}), slices.Values([]int{3, 4})) {
		fmt.Println(t[0] * t[1])
	}
	// Output:
	// 3
	// 4
	// 6
	// 8
}

func ExampleProductRepeat() {
	fmt.Println(slices.Collect(iterators.ProductRepeat(2, slices.Values([]int{0, 1}))))
	// Output: [[0 0] [0 1] [1 0] [1 1]]
}

func ExampleProduct2() {
	for a, b := range iterators.Product2(slices.Values([]string{"a", "b"}), slices.Values([]int{1, 2})) {
		fmt.Println(a, b)
	}
	// Output:
	// a 1
	// a 2
	// b 1
	// b 2
}

func ExampleProduct3() {
	fmt.Println(slices.Collect(iterators.Product3(slices.Values([]string{"a"}), slices.Values([]int{1}), slices.Values([]bool{true, false}))))
	// Output: [{a 1 true} {a 1 false}]
}

func ExamplePermutations() {
	fmt.Println(slices.Collect(iterators.Permutations(slices.Values([]int{1, 2, 3}), 2)))
	// Output: [[1 2] [1 3] [2 1] [2 3] [3 1] [3 2]]
}

func ExamplePermutationsReuse() {
	n := 0
	for range iterators.PermutationsReuse(iterators.RangeTo(6).All(), iterators.End) {
		n++
	}
	fmt.Println(n)
	// Output: 720
}

func ExampleCombinations() {
	fmt.Println(slices.Collect(iterators.Combinations(slices.Values([]int{1, 2, 3}), 2)))
	// Output: [[1 2] [1 3] [2 3]]
}

func ExampleCombinationsReuse() {
	for t := range iterators.CombinationsReuse(slices.Values([]int{1, 2, 3}), 2) {
		fmt.Println(t[0] + t[1])
	}
	// Output:
	// 3
	// 4
	// 5
}

func ExampleCombinationsWithReplacement() {
	fmt.Println(slices.Collect(iterators.CombinationsWithReplacement(slices.Values([]int{1, 2}), 2)))
	// Output: [[1 1] [1 2] [2 2]]
}

func ExampleCombinationsWithReplacementReuse() {
	for t := range iterators.CombinationsWithReplacementReuse(slices.Values([]int{1, 2}), 2) {
		fmt.Println(t[0] * t[1])
	}
	// Output:
	// 1
	// 2
	// 4
}
