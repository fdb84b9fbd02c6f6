package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleCount() {
	fmt.Println(slices.Collect(iterators.Take(iterators.Count(0.5, 0.25), 3)))
	// Output: [0.5 0.75 1]
}

func ExampleCycle() {
	fmt.Println(slices.Collect(iterators.Take(iterators.Cycle(slices.Values([]int{1, 2, 3})), 5)))
	// Output: [1 2 3 1 2]
}

func ExampleRepeat() {
	fmt.Println(slices.Collect(iterators.Take(iterators.Repeat("x"), 2)))
	// Output: [x x]
}

func ExampleRepeatN() {
	fmt.Println(slices.Collect(iterators.RepeatN("x", 3)))
	// Output: [x x x]
}

func ExampleNumber() {
	total := iterators.Accumulate(iterators.Take(iterators.Count(1.5, 1), 3), func(a, b float64) float64 { return a + b })
	fmt.Println(slices.Collect(total))
	// Output: [1.5 4 7.5]
}

func ExampleSentinel() {
	lines := strings.NewReader("ab.cd")
	next := func() rune { r, _, _ := lines.ReadRune(); return r }
	fmt.Println(string(slices.Collect(iterators.Sentinel(next, '.'))))
	// Output: ab
}
