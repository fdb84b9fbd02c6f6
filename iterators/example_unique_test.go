package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleUniqueEverseen() {
	fmt.Println(slices.Collect(iterators.UniqueEverseen(slices.Values([]int{3, 1, 3, 2, 1}))))
	// Output: [3 1 2]
}

func ExampleUniqueEverseenBy() {
	names := slices.Values([]string{"Ann", "bob", "ANN", "Bob"})
	fmt.Println(slices.Collect(iterators.UniqueEverseenBy(names, strings.ToLower)))
	// Output: [Ann bob]
}

func ExampleUniqueJustseen() {
	fmt.Println(slices.Collect(iterators.UniqueJustseen(slices.Values([]int{1, 1, 2, 2, 1}))))
	// Output: [1 2 1]
}

func ExampleUniqueJustseenBy() {
	names := slices.Values([]string{"Ann", "ANN", "bob", "ann"})
	fmt.Println(slices.Collect(iterators.UniqueJustseenBy(names, strings.ToLower)))
	// Output: [Ann bob ann]
}

func ExampleUnique() {
	fmt.Println(slices.Collect(iterators.Unique(slices.Values([]int{3, 1, 3, 2, 1}))))
	// Output: [1 2 3]
}

func ExampleDuplicatesEverseen() {
	fmt.Println(slices.Collect(iterators.DuplicatesEverseen(slices.Values([]int{3, 1, 3, 2, 1}))))
	// Output: [3 1]
}
