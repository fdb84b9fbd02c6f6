package pull_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
	"underhood/iterators/pull"
)

// Two sequences side by side, and no coroutine.
func Example() {
	names := pull.Of("one", "four", "nine")
	squares := pull.Map(pull.Count(1, 1), func(n int) int { return n * n })
	for p := range pull.Zip(names, squares).All() {
		fmt.Println(p.First, p.Second)
	}
	// Output:
	// one 1
	// four 4
	// nine 9
}

func ExampleSource() {
	var s pull.Source[int] // of nothing
	for range s.All() {
		fmt.Println("never")
	}
	s = pull.Of(1, 2)
	for v := range s.All() {
		fmt.Println(v)
	}
	// Output:
	// 1
	// 2
}

func ExampleSource_Iter() {
	next, stop := pull.Of("a", "b").Iter()
	defer stop()
	fmt.Println(next())
	fmt.Println(next())
	fmt.Println(next())
	// Output:
	// a true
	// b true
	//  false
}

func ExampleSource_All() {
	s := pull.Of(1, 2, 3)
	fmt.Println(slices.Collect(s.All()), slices.Collect(s.All()))
	// Output: [1 2 3] [1 2 3]
}

func ExampleSource_Items() {
	items, ok := pull.Of(1, 2).Items()
	fmt.Println(items, ok)
	_, ok = pull.Count(0, 1).Items()
	fmt.Println(ok)
	// Output:
	// [1 2] true
	// false
}

func show[T any](s pull.Source[T]) { fmt.Println(slices.Collect(s.All())) }

func ExampleSlice() {
	show(pull.Slice([]int{3, 1, 2}))
	// Output: [3 1 2]
}

func ExampleOf() {
	show(pull.Of("a", "b"))
	// Output: [a b]
}

// A one-shot stream: what has been taken is gone.
func ExampleFromNext() {
	n := 0
	stream := pull.FromNext(func() (int, bool) { n++; return n, n <= 5 })
	show(pull.Take(stream, 2))
	show(stream)
	// Output:
	// [1 2]
	// [3 4 5]
}

func ExampleFrom() {
	words := pull.From(strings.FieldsSeq("a few words"))
	show(pull.Zip(words, words))
	// Output: [{a a} {few few} {words words}]
}

func ExampleRange() {
	show(pull.Range(0, 10, 3))
	show(pull.Range(3, 0, -1))
	// Output:
	// [0 3 6 9]
	// [3 2 1]
}

func ExampleCount() {
	show(pull.Take(pull.Count(0.5, 0.25), 3))
	// Output: [0.5 0.75 1]
}

func ExampleRepeat() {
	show(pull.Take(pull.Repeat("ho"), 3))
	// Output: [ho ho ho]
}

func ExampleRepeatN() {
	show(pull.RepeatN("ho", 3))
	// Output: [ho ho ho]
}

func ExampleCycle() {
	show(pull.Take(pull.Cycle(pull.Of(1, 2, 3)), 7))
	// Output: [1 2 3 1 2 3 1]
}

func ExampleSentinel() {
	n := 3
	show(pull.Sentinel(func() int { n--; return n }, 0))
	// Output: [2 1]
}

func ExampleMap() {
	show(pull.Map(pull.Of("a", "b"), strings.ToUpper))
	// Output: [A B]
}

func ExampleMap2() {
	show(pull.Map2(pull.Of(1, 2, 3), pull.Of(10, 20), func(a, b int) int { return a + b }))
	// Output: [11 22]
}

func ExampleStarMap() {
	show(pull.StarMap(pull.Enumerate(pull.Of("a", "b"), 2), func(n int, s string) string { return strings.Repeat(s, n) }))
	// Output: [aa bbb]
}

func ExampleEnumerate() {
	show(pull.Enumerate(pull.Of("a", "b"), 1))
	// Output: [{1 a} {2 b}]
}

func ExampleAccumulate() {
	show(pull.Accumulate(pull.Of(1, 2, 3, 4), func(total, v int) int { return total + v }))
	// Output: [1 3 6 10]
}

func ExampleAccumulateFrom() {
	show(pull.AccumulateFrom(pull.Of(1, 2), func(s string, v int) string { return s + fmt.Sprint(v) }, ""))
	// Output: [ 1 12]
}

func ExampleFilter() {
	show(pull.Filter(pull.Range(0, 7, 1), odd))
	// Output: [1 3 5]
}

func ExampleFilterFalse() {
	show(pull.FilterFalse(pull.Range(0, 7, 1), odd))
	// Output: [0 2 4 6]
}

// The item that ends it is gone.
func ExampleTakeWhile() {
	n := 0
	stream := pull.FromNext(func() (int, bool) { n++; return n, n <= 6 })
	show(pull.TakeWhile(stream, small))
	show(stream)
	// Output:
	// [1 2]
	// [4 5 6]
}

func ExampleDropWhile() {
	show(pull.DropWhile(pull.Of(1, 2, 3, 1), small))
	// Output: [3 1]
}

func ExampleCompress() {
	show(pull.Compress(pull.Of("a", "b", "c"), pull.Of(true, false, true)))
	// Output: [a c]
}

func ExampleIslice() {
	show(pull.Islice(pull.Count(0, 1), 2, 10, 3))
	show(pull.Islice(pull.Of(1, 2, 3), 1, pull.End, 1))
	// Output:
	// [2 5 8]
	// [2 3]
}

func ExampleTake() {
	show(pull.Take(pull.Count(0, 1), 3))
	// Output: [0 1 2]
}

func ExampleDrop() {
	show(pull.Drop(pull.Of(1, 2, 3), 2))
	// Output: [3]
}

func ExampleChain() {
	show(pull.Chain(pull.Of(1, 2), pull.Of(3)))
	// Output: [1 2 3]
}

func ExampleChainFrom() {
	upTo := func(n int) pull.Source[int] { return pull.Range(0, n, 1) }
	show(pull.ChainFrom(pull.Map(pull.Of(1, 2, 3), upTo)))
	// Output: [0 0 1 0 1 2]
}

func ExampleZip() {
	show(pull.Zip(pull.Of("a", "b"), pull.Count(1, 1)))
	// Output: [{a 1} {b 2}]
}

func ExampleZipAll() {
	show(pull.ZipAll(pull.Of(1, 2), pull.Of(3, 4), pull.Of(5, 6)))
	// Output: [[1 3 5] [2 4 6]]
}

func ExampleZipAllStrict() {
	for r := range pull.ZipAllStrict(pull.Of(1, 2), pull.Of(3)).All() {
		fmt.Println(r.Value, r.Err)
	}
	// Output:
	// [1 3] <nil>
	// [] iterators: argument 2 is shorter than argument 1
}

func ExampleResult() {
	for r := range pull.BatchedStrict(pull.Of(1, 2, 3), 2).All() {
		if r.Err != nil {
			fmt.Println("error:", r.Err)
			break
		}
		fmt.Println(r.Value)
	}
	// Output:
	// [1 2]
	// error: iterators: incomplete batch
}

func ExampleZipAllLongest() {
	show(pull.ZipAllLongest(0, pull.Of(1, 2, 3), pull.Of(4)))
	// Output: [[1 4] [2 0] [3 0]]
}

func ExampleBatched() {
	show(pull.Batched(pull.Range(0, 5, 1), 2))
	// Output: [[0 1] [2 3] [4]]
}

func ExampleBatchedStrict() {
	for r := range pull.BatchedStrict(pull.Range(0, 4, 1), 2).All() {
		fmt.Println(r.Value, r.Err)
	}
	// Output:
	// [0 1] <nil>
	// [2 3] <nil>
}

func ExamplePairwise() {
	show(pull.Pairwise(pull.Of(1, 2, 3)))
	// Output: [{1 2} {2 3}]
}

func ExampleGroupBy() {
	words := pull.Of("ant", "ape", "bee", "ass")
	for g := range pull.GroupBy(words, func(s string) string { return s[:1] }).All() {
		fmt.Println(g.First, slices.Collect(g.Second.All()))
	}
	// Output:
	// a [ant ape]
	// b [bee]
	// a [ass]
}

// The second part gets what the first has taken.
func ExampleTee() {
	n := 0
	stream := pull.FromNext(func() (int, bool) { n++; return n, n <= 4 })
	parts := pull.Tee(stream, 2)
	show(pull.Take(parts[0], 3))
	show(parts[1])
	show(parts[0])
	// Output:
	// [1 2 3]
	// [1 2 3 4]
	// [4]
}

func ExampleMerge() {
	show(pull.Merge(cmp.Compare[int], pull.Of(1, 4, 9), pull.Of(2, 3), pull.Range(5, 8, 1)))
	// Output: [1 2 3 4 5 6 7 9]
}

// Sum of products: two sequences advanced in turn, consumed by package iterators.
func ExampleSource_fold() {
	a, b := pull.Of(1, 2, 3), pull.Of(4, 5, 6)
	products := pull.Map2(a, b, func(x, y int) int { return x * y })
	sum := 0
	for v := range iterators.Filter(products.All(), func(v int) bool { return v > 4 }) {
		sum += v
	}
	fmt.Println(sum)
	// Output: 28
}
