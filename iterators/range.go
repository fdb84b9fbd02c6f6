package iterators

import (
	"fmt"
	"iter"
	"math"
)

// A Range is the integers from a start in equal steps up to, and without, a stop
// (Python's range). It is a value that never changes and holds no items: its
// length, an item by position and the position of an item are all computed, in
// constant time. Its extremes are those of int, and nothing in between overflows.
//
// Two ranges that are equal by == have the same items, but not the reverse:
// range(0, 3, 2) and range(0, 4, 2) differ as values. The zero Range is empty.
type Range struct {
	start, stop, step int
	n                 uint64 // up to 1<<64 - 1, when it spans all of int
}

// NewRange returns range(start, stop, step). A step away from stop gives an empty
// range.
//
// It panics if step is 0.
func NewRange(start, stop, step int) Range {
	if step == 0 {
		panic("iterators.NewRange: step is 0")
	}
	r := Range{start: start, stop: stop, step: step}
	// Differences are taken without sign: between two ints they need 64 bits.
	switch {
	case step > 0 && start < stop:
		r.n = (uint64(stop)-uint64(start)-1)/uint64(step) + 1
	case step < 0 && start > stop:
		r.n = (uint64(start)-uint64(stop)-1)/-uint64(step) + 1
	}
	return r
}

// RangeTo returns range(stop): 0, 1, … stop-1.
func RangeTo(stop int) Range { return NewRange(0, stop, 1) }

// RangeFrom returns range(start, stop): start, start+1, … stop-1.
func RangeFrom(start, stop int) Range { return NewRange(start, stop, 1) }

// Len returns how many items there are (Python's len).
//
// It panics if that is more than an int holds, where Python raises OverflowError.
func (r Range) Len() int {
	if r.n > math.MaxInt {
		panic("iterators.Range.Len: too many items for an int")
	}
	return int(r.n)
}

// At returns item i, a negative i counting from the end (Python's r[i]), or false
// when there is no such item.
func (r Range) At(i int) (int, bool) {
	k := uint64(i)
	if i < 0 {
		if -k > r.n {
			return 0, false
		}
		k += r.n
	} else if k >= r.n {
		return 0, false
	}
	return r.at(k), true
}

// at wraps on the way, and is right at the end.
func (r Range) at(k uint64) int { return int(uint64(r.start) + k*uint64(r.step)) }

// Index returns the position of v, or false when it is not an item or when its
// position is more than an int holds.
func (r Range) Index(v int) (int, bool) {
	k, ok := r.index(v)
	if !ok || k > math.MaxInt {
		return 0, false
	}
	return int(k), true
}

// Contains reports whether v is an item (Python's in).
func (r Range) Contains(v int) bool {
	_, ok := r.index(v)
	return ok
}

func (r Range) index(v int) (uint64, bool) {
	if r.n == 0 {
		return 0, false
	}
	away, step := uint64(v)-uint64(r.start), uint64(r.step)
	before := v < r.start
	if r.step < 0 {
		away, step, before = -away, -step, v > r.start
	}
	if before || away%step != 0 || away/step >= r.n {
		return 0, false
	}
	return away / step, true
}

// Slice returns r[start:stop:step], a range again. Positions below 0 count from
// the end, those beyond an end are moved to it, as in Python; [End] is Python's
// None for a start or stop at the far end, and [math.MinInt] at the near one:
// r.Slice(End, math.MinInt, -1) is r[::-1].
//
// It panics if step is 0, if the range is longer than an int holds, and if the
// steps of the result do not fit an int.
func (r Range) Slice(start, stop, step int) Range {
	if step == 0 {
		panic("iterators.Range.Slice: step is 0")
	}
	n := r.Len()
	low, high := 0, n // where positions are moved to, going up
	if step < 0 {
		low, high = -1, n-1
	}
	place := func(i int) int {
		if i < 0 {
			i += n // no overflow: the signs differ
		}
		return min(max(i, low), high)
	}
	at := NewRange(place(start), place(stop), step)
	s := Range{start: r.at(uint64(at.start)), stop: r.at(uint64(at.stop)), step: r.step * step, n: at.n}
	if s.step/step != r.step || s.step == math.MinInt {
		if s.n > 1 {
			panic("iterators.Range.Slice: step does not fit an int")
		}
		s.step = r.step // one item or none: the step is never taken
	}
	return s
}

// Reversed returns the same items from the last to the first, a range again
// (Python's r[::-1]).
//
// It panics if the step is [math.MinInt], which has no opposite.
func (r Range) Reversed() Range {
	if r.step == math.MinInt {
		panic("iterators.Range.Reversed: step does not fit an int")
	}
	return Range{start: r.at(r.n - 1), stop: r.at(math.MaxUint64), step: -r.step, n: r.n}
}

// All gives the items in order. It can be ranged again.
func (r Range) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		v := r.start
		for n := r.n; n > 0; n-- {
			if !yield(v) {
				return
			}
			v += r.step // wraps after the last item at most
		}
	}
}

// String returns what Python's repr does: "range(0, 10)", "range(0, 10, 2)".
func (r Range) String() string {
	if r.step == 1 || r.step == 0 { // 0: the zero Range
		return fmt.Sprintf("range(%d, %d)", r.start, r.stop)
	}
	return fmt.Sprintf("range(%d, %d, %d)", r.start, r.stop, r.step)
}
