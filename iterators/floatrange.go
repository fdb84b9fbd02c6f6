package iterators

import (
	"iter"
	"math"
)

// NumericRange gives start, start+step, start+2*step and so on, as long as they
// are before stop (more_itertools.numeric_range); with a negative step it goes
// down. Each is computed from start, so that rounding does not add up, and how
// many there are is Python's divmod of the distance. It can be ranged again.
//
// It panics if step is 0, or when an argument is infinite or not a number.
func NumericRange(start, stop, step float64) iter.Seq[float64] {
	if step == 0 {
		panic("iterators.NumericRange: step is 0")
	}
	for _, x := range [...]float64{start, stop, step} {
		if math.IsInf(x, 0) || math.IsNaN(x) {
			panic("iterators.NumericRange: an argument is not finite")
		}
	}
	var steps float64
	if step > 0 {
		steps = stepsIn(stop-start, step)
	} else {
		steps = stepsIn(start-stop, -step)
	}
	return func(yield func(float64) bool) {
		for i := 0.0; i < steps; i++ {
			if !yield(start + i*step) {
				return
			}
		}
	}
}

// stepsIn divides as CPython's float_divmod does and rounds up.
func stepsIn(distance, step float64) float64 {
	if distance <= 0 {
		return 0
	}
	rest := math.Mod(distance, step)
	quotient := (distance - rest) / step
	whole := math.Floor(quotient)
	if quotient-whole > 0.5 {
		whole++
	}
	if rest != 0 {
		whole++
	}
	return whole
}
