package iterators_test

import (
	"fmt"
	"math"
	"slices"

	"underhood/iterators"
)

func ExampleRange() {
	r := iterators.NewRange(0, 1_000_000_000, 7)
	fmt.Println(r, r.Len(), r.Contains(21))
	fmt.Println(r.At(-1))
	fmt.Println(r.Index(700))
	// Output:
	// range(0, 1000000000, 7) 142857143 true
	// 999999994 true
	// 100 true
}

func ExampleNewRange() {
	fmt.Println(slices.Collect(iterators.NewRange(10, 0, -3).All()))
	// Output: [10 7 4 1]
}

func ExampleRangeTo() {
	fmt.Println(slices.Collect(iterators.RangeTo(4).All()))
	// Output: [0 1 2 3]
}

func ExampleRangeFrom() {
	fmt.Println(slices.Collect(iterators.RangeFrom(2, 5).All()))
	// Output: [2 3 4]
}

func ExampleRange_Slice() {
	r := iterators.RangeTo(10)
	fmt.Println(r.Slice(2, -1, 3))
	fmt.Println(r.Slice(iterators.End, math.MinInt, -1))
	// Output:
	// range(2, 9, 3)
	// range(9, -1, -1)
}

func ExampleRange_Reversed() {
	fmt.Println(iterators.NewRange(0, 10, 3).Reversed())
	// Output: range(9, -3, -3)
}

func ExampleRange_Len() {
	fmt.Println(iterators.NewRange(0, 10, 3).Len(), iterators.RangeFrom(3, 3).Len())
	// Output: 4 0
}

func ExampleRange_At() {
	r := iterators.NewRange(0, 10, 3) // 0 3 6 9
	fmt.Println(r.At(2))
	fmt.Println(r.At(-1))
	fmt.Println(r.At(4))
	// Output:
	// 6 true
	// 9 true
	// 0 false
}

func ExampleRange_Index() {
	r := iterators.NewRange(0, 10, 3)
	fmt.Println(r.Index(6))
	fmt.Println(r.Index(7))
	// Output:
	// 2 true
	// 0 false
}

func ExampleRange_Contains() {
	r := iterators.NewRange(10, 0, -3)
	fmt.Println(r.Contains(7), r.Contains(0))
	// Output: true false
}

func ExampleRange_All() {
	for v := range iterators.NewRange(7, 0, -3).All() {
		fmt.Println(v)
	}
	// Output:
	// 7
	// 4
	// 1
}

func ExampleRange_String() {
	fmt.Println(iterators.RangeTo(10).String(), iterators.NewRange(0, 10, 2).String())
	// Output: range(0, 10) range(0, 10, 2)
}
