package iterators

// A Pair is Python's tuple of two, by value: no allocation, and the compiler
// knows the types.
type Pair[A, B any] struct {
	First  A
	Second B
}

// A Triple is Python's tuple of three.
type Triple[A, B, C any] struct {
	First  A
	Second B
	Third  C
}
