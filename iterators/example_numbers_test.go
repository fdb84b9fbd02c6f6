package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

func ExampleSieve() {
	fmt.Println(slices.Collect(iterators.Sieve(30)))
	// Output: [2 3 5 7 11 13 17 19 23 29]
}

func ExampleFactor() {
	fmt.Println(slices.Collect(iterators.Factor(360)))
	// Output: [2 2 2 3 3 5]
}

func ExampleTotient() {
	fmt.Println(iterators.Totient(12))
	// Output: 4
}

// A moving average of two, in halves.
func ExampleConvolve() {
	signal := slices.Values([]float64{2, 4, 6})
	fmt.Println(slices.Collect(iterators.Convolve(signal, 0.5, 0.5)))
	// Output: [1 3 5 3]
}

func ExampleSumOfSquares() {
	fmt.Println(iterators.SumOfSquares(slices.Values([]int{10, 20, 30})))
	// Output: 1400
}

// (x - 5) (x + 4) (x - 3)
func ExamplePolynomialFromRoots() {
	fmt.Println(iterators.PolynomialFromRoots(slices.Values([]int{5, -4, 3})))
	// Output: [1 -4 -17 60]
}

func ExamplePolynomialEval() {
	fmt.Println(iterators.PolynomialEval(slices.Values([]int{1, -4, -17, 60}), 5))
	// Output: 0
}

func ExamplePolynomialDerivative() {
	fmt.Println(slices.Collect(iterators.PolynomialDerivative(slices.Values([]int{1, -4, -17, 60}))))
	// Output: [3 -8 -17]
}
