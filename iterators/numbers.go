package iterators

import (
	"iter"
	"math"
	"slices"
)

// The numeric recipes of the itertools documentation.

// mostSieved is a terabyte's worth.
const mostSieved = min(1<<40, math.MaxInt)

// Sieve gives the primes less than n (the recipe sieve). It sieves at the first
// ask, keeping a byte for each odd number below n, and can be ranged again.
//
// It panics if n is more than 1<<40.
func Sieve(n int) iter.Seq[int] {
	mustBeAtMost("Sieve", "n", n, mostSieved)
	return func(yield func(int) bool) {
		if n <= 2 || !yield(2) {
			return
		}
		composite := make([]bool, n/2) // of 2i+1
		for i := 1; i < len(composite); i++ {
			if composite[i] {
				continue
			}
			p := 2*i + 1
			if !yield(p) {
				return
			}
			if p <= n/p {
				for j := (p*p - 1) / 2; j < len(composite); j += p {
					composite[j] = true
				}
			}
		}
	}
}

// Factor gives the prime factors of n, smallest first, each as often as it
// divides n (the recipe factor); nothing for n less than 2. It finds each when
// it is asked for, by trial division, and can be ranged again.
func Factor(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		rest := n
		for p := 2; p <= rest/p; {
			if rest%p == 0 {
				if !yield(p) {
					return
				}
				rest /= p
				continue
			}
			p += 1 + p&1 // 2, 3, 5, 7, 9, ...
		}
		if rest > 1 {
			yield(rest)
		}
	}
}

// Totient counts the numbers from 1 to n that have no factor in common with n
// (the recipe totient).
func Totient(n int) int {
	for p := range UniqueJustseen(Factor(n)) {
		n -= n / p
	}
	return n
}

// Convolve gives the discrete linear convolution of the signal with the kernel
// (the recipe convolve): for n items and a kernel of k, n+k-1 sums of products,
// and k-1 of no items. It reads one item a sum, keeps as many as the kernel has,
// and can be ranged again if signal can.
//
// It panics if the kernel is empty.
func Convolve[T Number](signal iter.Seq[T], kernel ...T) iter.Seq[T] {
	if len(kernel) == 0 {
		panic("iterators.Convolve: empty kernel")
	}
	return func(yield func(T) bool) {
		window := make([]T, len(kernel)) // newest first
		sum := func(v T) bool {
			copy(window[1:], window)
			window[0] = v
			var total T
			for i := len(kernel) - 1; i >= 0; i-- { // from the oldest item, as the recipe
				total += kernel[i] * window[i]
			}
			return yield(total)
		}
		for v := range signal {
			if !sum(v) {
				return
			}
		}
		for range len(kernel) - 1 {
			if !sum(0) {
				return
			}
		}
	}
}

// SumOfSquares adds the squares of the items (the recipe sum_of_squares). It
// reads all.
func SumOfSquares[T Number](seq iter.Seq[T]) T {
	var total T
	for v := range seq {
		total += v * v
	}
	return total
}

// PolynomialFromRoots gives the coefficients, highest power first, of the
// product of (x - root) over all roots (the recipe polynomial_from_roots). It
// reads all.
func PolynomialFromRoots[T Number](roots iter.Seq[T]) []T {
	coefficients := []T{1}
	for root := range roots {
		coefficients = slices.Collect(Convolve(slices.Values(coefficients), 1, -root))
	}
	return coefficients
}

// PolynomialEval gives the polynomial's value at x, coefficients highest power
// first (the recipe polynomial_eval), by Horner's rule. It reads all.
func PolynomialEval[T Number](coefficients iter.Seq[T], x T) T {
	var value T
	for c := range coefficients {
		value = value*x + c
	}
	return value
}

// PolynomialDerivative gives the coefficients of the derivative, highest power
// first (the recipe polynomial_derivative). The power of the first is known when
// all have been read, so it reads all at the first ask; it can be ranged again
// if coefficients can.
func PolynomialDerivative[T Number](coefficients iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		all := slices.Collect(coefficients)
		var power T
		for range len(all) - 1 {
			power++
		}
		for i := range len(all) - 1 {
			if !yield(all[i] * power) {
				return
			}
			power--
		}
	}
}
