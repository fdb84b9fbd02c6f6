package iterators

import (
	"iter"
	"math"
	"strconv"
	"unsafe"
)

// slabBytes is how much fresh allocates at once at most, but for a slice that is
// longer.
const slabBytes = 1024

// fresh makes a sequence that gives the same slice again and again give a new one
// each time. Small ones are cut from a common array, for an allocation costs more
// than a tuple: the first array holds one, each further one twice as many, up to
// slabBytes, which is also what a slice that is kept may keep alive beside itself.
// No slice has room to append to.
func fresh[T any](seq iter.Seq[[]T]) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		var slab []T
		room := slabBytes / max(1, int(unsafe.Sizeof(*new(T))))
		many := 1
		for s := range seq {
			n := len(s)
			if n > len(slab) {
				slab = make([]T, n*many)
				many = max(1, min(2*many, room/n))
			}
			c := slab[:n:n]
			slab = slab[n:]
			copy(c, s)
			if !yield(c) {
				return
			}
		}
	}
}

// clone copies s to a slice that is exactly as long: an append by whoever gets it
// must not find room in it, and no memory is kept that is not seen.
func clone[T any](s []T) []T {
	c := make([]T, len(s))
	copy(c, s)
	return c
}

// mustBeAtLeast1 is out of line, so that its callers stay small.
func mustBeAtLeast1(function, name string, n int) {
	if n < 1 {
		panic("iterators." + function + ": " + name + " is " + strconv.Itoa(n) + ", it must be at least 1")
	}
}

// mustBeAtMost is for numbers of items that memory could never hold: the runtime's
// own panic would not say whose fault it is.
func mustBeAtMost(function, name string, n, most int) {
	if n > most {
		panic("iterators." + function + ": " + name + " is " + strconv.Itoa(n) + ", it must be at most " + strconv.Itoa(most))
	}
}

// mostItems is how long a slice of T, or of pointers, may be asked to be:
// 2147483647, or on small machines what fits into their addresses.
func mostItems[T any]() int {
	return min(math.MaxInt32, math.MaxInt/max(int(unsafe.Sizeof(*new(T))), 8))
}

// mustNotBeNegative is out of line, so that its callers stay small.
func mustNotBeNegative(function, name string, n int) {
	if n < 0 {
		panic("iterators." + function + ": " + name + " is " + strconv.Itoa(n) + ", it must not be negative")
	}
}
