package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleSum() {
	fmt.Println(iterators.Sum(slices.Values([]float64{0.5, 1, 2})))
	// Output: 3.5
}

func ExampleSumFrom() {
	fmt.Println(iterators.SumFrom(slices.Values([]int{1, 2, 3}), 100))
	// Output: 106
}

func ExampleReduce() {
	gcd := func(a, b int) int {
		for b != 0 {
			a, b = b, a%b
		}
		return a
	}
	fmt.Println(iterators.Reduce(slices.Values([]int{12, 18, 30}), gcd))
	fmt.Println(iterators.Reduce(slices.Values([]int{}), gcd))
	// Output:
	// 6 <nil>
	// 0 iterators: empty sequence
}

// The result may be of another type than the items.
func ExampleReduceFrom() {
	words := slices.Values([]string{"to", "be", "or"})
	letters := iterators.ReduceFrom(words, func(n int, w string) int { return n + len(w) }, 0)
	fmt.Println(letters)
	// Output: 6
}

// An endless sequence is read up to the item that decides.
func ExampleAny() {
	fmt.Println(iterators.Any(iterators.Count(1, 1), func(n int) bool { return n*n > 50 }))
	// Output: true
}

func ExampleAll() {
	positive := func(n int) bool { return n > 0 }
	fmt.Println(iterators.All(slices.Values([]int{3, 1, -4, 1}), positive))
	fmt.Println(iterators.All(slices.Values([]int{}), positive))
	// Output:
	// false
	// true
}

func ExampleLen() {
	fmt.Println(iterators.Len(strings.SplitSeq("a,b,c", ",")))
	// Output: 3
}

func ExampleCountOf() {
	fmt.Println(iterators.CountOf(strings.SplitSeq("m i s s i s s i p p i", " "), "s"))
	// Output: 4
}

func ExampleQuantify() {
	even := func(n int) bool { return n%2 == 0 }
	fmt.Println(iterators.Quantify(slices.Values([]int{1, 2, 4, 5}), even))
	// Output: 2
}

func ExampleAllEqual() {
	fmt.Println(iterators.AllEqual(slices.Values([]int{4, 4, 4})))
	fmt.Println(iterators.AllEqual(iterators.Count(1, 1)))
	// Output:
	// true
	// false
}

func ExampleAllEqualBy() {
	fmt.Println(iterators.AllEqualBy(slices.Values([]string{"go", "Go", "GO"}), strings.ToLower))
	// Output: true
}
