package iterators_test

import (
	"iter"

	"underhood/iterators"
)

func neg(x int) int             { return -x }
func add(x, y int) int          { return x + y }
func add3(x, y, z int) int      { return x + y + z }
func even(x int) bool           { return x%2 == 0 }
func small(x int) bool          { return x < 3 }
func tens(x int) int            { return x / 3 }
func bit(x int) int             { return x & 1 }
func double(x int) []int        { return []int{x, x} }
func twice(x int) iter.Seq[int] { return iterators.RepeatN(x, 2) }
func joined(g iter.Seq2[int, iter.Seq[int]], most int) iter.Seq2[int, []int] {
	return func(yield func(int, []int) bool) {
		for k, group := range g {
			var all []int
			for v := range iterators.Take(group, most) {
				all = append(all, v)
			}
			if !yield(k, all) {
				return
			}
		}
	}
}

// itertoolsLaws are the functions of Python's itertools and builtins.
var itertoolsLaws = []law{
	{"Map", "map(operator.neg, src(4))", one(func(s *sources) iter.Seq[int] { return iterators.Map(s.src(4), neg) })},
	{"Map2", "map(operator.add, src(3), src(5))", one(func(s *sources) iter.Seq[int] { return iterators.Map2(s.src(3), s.src(5), add) })},
	{"Map2", "map(operator.add, src(5), src(3))", one(func(s *sources) iter.Seq[int] { return iterators.Map2(s.src(5), s.src(3), add) })},
	{"Map3", "map(lambda x, y, z: x + y + z, src(3), src(4), src(2))", one(func(s *sources) iter.Seq[int] { return iterators.Map3(s.src(3), s.src(4), s.src(2), add3) })},
	{"StarMap", "starmap(operator.add, enumerate(src(3), 5))", one(func(s *sources) iter.Seq[int] { return iterators.StarMap(iterators.Enumerate(s.src(3), 5), add) })},
	{"Filter", "filter(even, src(6))", one(func(s *sources) iter.Seq[int] { return iterators.Filter(s.src(6), even) })},
	{"FilterFalse", "filterfalse(even, src(6))", one(func(s *sources) iter.Seq[int] { return iterators.FilterFalse(s.src(6), even) })},
	{"NonZero", "filter(None, map(lambda x: x & 1, src(6)))", one(func(s *sources) iter.Seq[int] { return iterators.NonZero(iterators.Map(s.src(6), bit)) })},
	{"TakeWhile", "takewhile(small, src(6))", one(func(s *sources) iter.Seq[int] { return iterators.TakeWhile(s.src(6), small) })},
	{"DropWhile", "dropwhile(small, src(6))", one(func(s *sources) iter.Seq[int] { return iterators.DropWhile(s.src(6), small) })},
	{"Compress", "compress(src(6), map(even, src(4)))", one(func(s *sources) iter.Seq[int] { return iterators.Compress(s.src(6), iterators.Map(s.src(4), even)) })},
	{"Compress", "compress(src(4), map(even, src(6)))", one(func(s *sources) iter.Seq[int] { return iterators.Compress(s.src(4), iterators.Map(s.src(6), even)) })},
	{"Enumerate", "enumerate(src(3), 5)", two(func(s *sources) iter.Seq2[int, int] { return iterators.Enumerate(s.src(3), 5) })},
	{"Count", "count(3, -2)", one(func(*sources) iter.Seq[int] { return iterators.Count(3, -2) })},
	{"Cycle", "cycle(src(3))", one(func(s *sources) iter.Seq[int] { return iterators.Cycle(s.src(3)) })},
	{"Cycle", "cycle(src(0))", one(func(s *sources) iter.Seq[int] { return iterators.Cycle(s.src(0)) })},
	{"Repeat", "repeat(7)", one(func(*sources) iter.Seq[int] { return iterators.Repeat(7) })},
	{"RepeatN", "repeat(7, 3)", one(func(*sources) iter.Seq[int] { return iterators.RepeatN(7, 3) })},
	{"RepeatN", "repeat(7, -1)", one(func(*sources) iter.Seq[int] { return iterators.RepeatN(7, -1) })},
	{"Range", "range(7, 0, -3)", one(func(*sources) iter.Seq[int] { return iterators.NewRange(7, 0, -3).All() })},
	{"Chain", "chain(src(2), src(0), src(3))", one(func(s *sources) iter.Seq[int] { return iterators.Chain(s.src(2), s.src(0), s.src(3)) })},
	{"Chain", "chain()", one(func(*sources) iter.Seq[int] { return iterators.Chain[int]() })},
	{"ChainFrom", "chain.from_iterable(map(lambda x: repeat(x, 2), src(3)))", one(func(s *sources) iter.Seq[int] { return iterators.ChainFrom(iterators.Map(s.src(3), twice)) })},
	{"Flatten", "chain.from_iterable(map(lambda x: [x, x], src(3)))", one(func(s *sources) iter.Seq[int] { return iterators.Flatten(iterators.Map(s.src(3), double)) })},
	{"Accumulate", "accumulate(src(5))", one(func(s *sources) iter.Seq[int] { return iterators.Accumulate(s.src(5), add) })},
	{"AccumulateFrom", "accumulate(src(3), initial=100)", one(func(s *sources) iter.Seq[int] { return iterators.AccumulateFrom(s.src(3), add, 100) })},
	{"Pairwise", "pairwise(src(4))", two(func(s *sources) iter.Seq2[int, int] { return iterators.Pairwise(s.src(4)) })},
	{"Pairwise", "pairwise(src(1))", two(func(s *sources) iter.Seq2[int, int] { return iterators.Pairwise(s.src(1)) })},
	{"Triplewise", "triplewise(src(5))", one(func(s *sources) iter.Seq[iterators.Triple[int, int, int]] { return iterators.Triplewise(s.src(5)) })},
	{"SlidingWindow", "sliding_window(src(9), 2)", one(func(s *sources) iter.Seq[[]int] { return iterators.SlidingWindow(s.src(9), 2) })},
	{"SlidingWindow", "sliding_window(src(3), 4)", one(func(s *sources) iter.Seq[[]int] { return iterators.SlidingWindow(s.src(3), 4) })},
	{"SlidingWindowReuse", "sliding_window(src(9), 3)", one(func(s *sources) iter.Seq[[]int] { return iterators.SlidingWindowReuse(s.src(9), 3) })},
	{"SlidingWindowReuse", "sliding_window(src(3), 1)", one(func(s *sources) iter.Seq[[]int] { return iterators.SlidingWindowReuse(s.src(3), 1) })},
	{"Windowed", "windowed(src(0), 3, -1, 1)", one(func(s *sources) iter.Seq[[]int] { return iterators.Windowed(s.src(0), 3, 1, -1) })},
	{"Windowed", "windowed(src(2), 0, -1, 1)", one(func(s *sources) iter.Seq[[]int] { return iterators.Windowed(s.src(2), 0, 1, -1) })},
	{"Windowed", "windowed(src(2), 3, -1, 2)", one(func(s *sources) iter.Seq[[]int] { return iterators.Windowed(s.src(2), 3, 2, -1) })},
	{"Windowed", "windowed(src(5), 3, -1, 1)", one(func(s *sources) iter.Seq[[]int] { return iterators.Windowed(s.src(5), 3, 1, -1) })},
	{"Windowed", "windowed(src(6), 3, -1, 2)", one(func(s *sources) iter.Seq[[]int] { return iterators.Windowed(s.src(6), 3, 2, -1) })},
	{"Windowed", "windowed(src(7), 3, -1, 3)", one(func(s *sources) iter.Seq[[]int] { return iterators.Windowed(s.src(7), 3, 3, -1) })},
	{"Windowed", "windowed(src(5), 2, -1, 5)", one(func(s *sources) iter.Seq[[]int] { return iterators.Windowed(s.src(5), 2, 5, -1) })},
	{"Windowed", "windowed(src(6), 2, -1, 5)", one(func(s *sources) iter.Seq[[]int] { return iterators.Windowed(s.src(6), 2, 5, -1) })},
	{"Windowed", "windowed(src(9), 2, -1, 5)", one(func(s *sources) iter.Seq[[]int] { return iterators.Windowed(s.src(9), 2, 5, -1) })},
	{"Batched", "batched(src(5), 2)", one(func(s *sources) iter.Seq[[]int] { return iterators.Batched(s.src(5), 2) })},
	{"Batched", "batched(src(4), 2)", one(func(s *sources) iter.Seq[[]int] { return iterators.Batched(s.src(4), 2) })},
	{"BatchedReuse", "batched(src(7), 3)", one(func(s *sources) iter.Seq[[]int] { return iterators.BatchedReuse(s.src(7), 3) })},
	{"BatchedStrict", "batched(src(5), 2, strict=True)", tried(func(s *sources) iter.Seq2[[]int, error] { return iterators.BatchedStrict(s.src(5), 2) })},
	{"BatchedStrict", "batched(src(4), 2, strict=True)", tried(func(s *sources) iter.Seq2[[]int, error] { return iterators.BatchedStrict(s.src(4), 2) })},
	{"Grouper", "grouper(src(5), 3, fillvalue=-1)", one(func(s *sources) iter.Seq[[]int] { return iterators.Grouper(s.src(5), 3, -1) })},
	{"GrouperStrict", "grouper(src(5), 3, incomplete='strict')", tried(func(s *sources) iter.Seq2[[]int, error] { return iterators.GrouperStrict(s.src(5), 3) })},
	{"GrouperStrict", "grouper(src(6), 3, incomplete='strict')", tried(func(s *sources) iter.Seq2[[]int, error] { return iterators.GrouperStrict(s.src(6), 3) })},
	{"GrouperIgnore", "grouper(src(5), 3, incomplete='ignore')", one(func(s *sources) iter.Seq[[]int] { return iterators.GrouperIgnore(s.src(5), 3) })},
	{"Islice", "islice(src(9), 2, 7, 3)", one(func(s *sources) iter.Seq[int] { return iterators.Islice(s.src(9), 2, 7, 3) })},
	{"Islice", "islice(src(9), 3, 3)", one(func(s *sources) iter.Seq[int] { return iterators.Islice(s.src(9), 3, 3, 1) })},
	{"Islice", "islice(src(9), 5, 3)", one(func(s *sources) iter.Seq[int] { return iterators.Islice(s.src(9), 5, 3, 1) })},
	{"Islice", "islice(src(9), 1, 3, 50)", one(func(s *sources) iter.Seq[int] { return iterators.Islice(s.src(9), 1, 3, 50) })},
	{"Islice", "islice(src(9), 0, 0)", one(func(s *sources) iter.Seq[int] { return iterators.Islice(s.src(9), 0, 0, 1) })},
	{"Islice", "islice(src(5), 1, None, 2)", one(func(s *sources) iter.Seq[int] { return iterators.Islice(s.src(5), 1, iterators.End, 2) })},
	{"Islice", "islice(src(5), 1, None, sys.maxsize - 1)", one(func(s *sources) iter.Seq[int] { return iterators.Islice(s.src(5), 1, iterators.End, iterators.End) })},
	{"Take", "islice(src(5), 3)", one(func(s *sources) iter.Seq[int] { return iterators.Take(s.src(5), 3) })},
	{"Take", "islice(src(5), 0)", one(func(s *sources) iter.Seq[int] { return iterators.Take(s.src(5), 0) })},
	{"Take", "islice(src(2), 3)", one(func(s *sources) iter.Seq[int] { return iterators.Take(s.src(2), 3) })},
	{"Drop", "islice(src(5), 3, None)", one(func(s *sources) iter.Seq[int] { return iterators.Drop(s.src(5), 3) })},
	{"Zip", "zip(src(5), src(3))", two(func(s *sources) iter.Seq2[int, int] { return iterators.Zip(s.src(5), s.src(3)) })},
	{"Zip", "zip(src(3), src(5))", two(func(s *sources) iter.Seq2[int, int] { return iterators.Zip(s.src(3), s.src(5)) })},
	{"Zip3", "zip(src(3), src(4), src(2))", one(func(s *sources) iter.Seq[iterators.Triple[int, int, int]] {
		return iterators.Zip3(s.src(3), s.src(4), s.src(2))
	})},
	{"Zip3", "zip(src(3), src(2), src(4))", one(func(s *sources) iter.Seq[iterators.Triple[int, int, int]] {
		return iterators.Zip3(s.src(3), s.src(2), s.src(4))
	})},
	{"ZipAll", "zip(src(4), src(2), src(3))", one(func(s *sources) iter.Seq[[]int] { return iterators.ZipAll(s.src(4), s.src(2), s.src(3)) })},
	{"ZipAll", "zip()", one(func(*sources) iter.Seq[[]int] { return iterators.ZipAll[int]() })},
	{"ZipStrict", "zip(src(3), src(3), strict=True)", tried(func(s *sources) iter.Seq2[iterators.Pair[int, int], error] {
		return iterators.ZipStrict(s.src(3), s.src(3))
	})},
	{"ZipStrict", "zip(src(2), src(4), strict=True)", tried(func(s *sources) iter.Seq2[iterators.Pair[int, int], error] {
		return iterators.ZipStrict(s.src(2), s.src(4))
	})},
	{"ZipStrict", "zip(src(4), src(2), strict=True)", tried(func(s *sources) iter.Seq2[iterators.Pair[int, int], error] {
		return iterators.ZipStrict(s.src(4), s.src(2))
	})},
	{"ZipAllStrict", "zip(src(2), src(2), src(2), strict=True)", tried(func(s *sources) iter.Seq2[[]int, error] { return iterators.ZipAllStrict(s.src(2), s.src(2), s.src(2)) })},
	{"ZipAllStrict", "zip(src(2), src(2), src(4), strict=True)", tried(func(s *sources) iter.Seq2[[]int, error] { return iterators.ZipAllStrict(s.src(2), s.src(2), s.src(4)) })},
	{"ZipAllStrict", "zip(src(3), src(3), src(1), strict=True)", tried(func(s *sources) iter.Seq2[[]int, error] { return iterators.ZipAllStrict(s.src(3), s.src(3), s.src(1)) })},
	{"ZipLongest", "map(list, zip_longest(src(2), src(4), fillvalue=-1))", two(func(s *sources) iter.Seq2[int, int] { return iterators.ZipLongest(s.src(2), s.src(4), -1, -1) })},
	{"ZipLongest", "map(list, zip_longest(src(4), src(2), fillvalue=-1))", two(func(s *sources) iter.Seq2[int, int] { return iterators.ZipLongest(s.src(4), s.src(2), -1, -1) })},
	{"ZipAllLongest", "zip_longest(src(2), src(4), src(3), fillvalue=-1)", one(func(s *sources) iter.Seq[[]int] { return iterators.ZipAllLongest(-1, s.src(2), s.src(4), s.src(3)) })},
	{"ZipAllLongest", "zip_longest(src(4), src(0), src(3), fillvalue=-1)", one(func(s *sources) iter.Seq[[]int] { return iterators.ZipAllLongest(-1, s.src(4), s.src(0), s.src(3)) })},
	{"ZipAllLongest", "zip_longest()", one(func(*sources) iter.Seq[[]int] { return iterators.ZipAllLongest(-1) })},
	{"Pairs", "enumerate(src(3))", one(func(s *sources) iter.Seq[iterators.Pair[int, int]] {
		return iterators.Pairs(iterators.Enumerate(s.src(3), 0))
	})},
	{"Unpair", "enumerate(src(4))", two(func(s *sources) iter.Seq2[int, int] {
		return iterators.Unpair(iterators.Pairs(iterators.Enumerate(s.src(4), 0)))
	})},
	{"Product", "product(src(2), src(3))", one(func(s *sources) iter.Seq[[]int] { return iterators.Product(s.src(2), s.src(3)) })},
	{"Product", "product(src(2), src(0), src(3))", one(func(s *sources) iter.Seq[[]int] { return iterators.Product(s.src(2), s.src(0), s.src(3)) })},
	{"Product", "product()", one(func(*sources) iter.Seq[[]int] { return iterators.Product[int]() })},
	{"ProductReuse", "product(src(2), src(2), src(2))", one(func(s *sources) iter.Seq[[]int] { return iterators.ProductReuse(s.src(2), s.src(2), s.src(2)) })},
	{"ProductRepeat", "product(src(2), src(1), repeat=2)", one(func(s *sources) iter.Seq[[]int] { return iterators.ProductRepeat(2, s.src(2), s.src(1)) })},
	{"ProductRepeat", "product(src(2), repeat=0)", one(func(s *sources) iter.Seq[[]int] { return iterators.ProductRepeat(0, s.src(2)) })},
	{"Product2", "product(src(2), src(4))", two(func(s *sources) iter.Seq2[int, int] { return iterators.Product2(s.src(2), s.src(4)) })},
	{"Product3", "product(src(2), src(1), src(2))", one(func(s *sources) iter.Seq[iterators.Triple[int, int, int]] {
		return iterators.Product3(s.src(2), s.src(1), s.src(2))
	})},
	{"Permutations", "permutations(src(3), 2)", one(func(s *sources) iter.Seq[[]int] { return iterators.Permutations(s.src(3), 2) })},
	{"Permutations", "permutations(src(3))", one(func(s *sources) iter.Seq[[]int] { return iterators.Permutations(s.src(3), iterators.End) })},
	{"Permutations", "permutations(src(3), 0)", one(func(s *sources) iter.Seq[[]int] { return iterators.Permutations(s.src(3), 0) })},
	{"Permutations", "permutations(src(3), 4)", one(func(s *sources) iter.Seq[[]int] { return iterators.Permutations(s.src(3), 4) })},
	{"PermutationsReuse", "permutations(src(4), 2)", one(func(s *sources) iter.Seq[[]int] { return iterators.PermutationsReuse(s.src(4), 2) })},
	{"Combinations", "combinations(src(5), 3)", one(func(s *sources) iter.Seq[[]int] { return iterators.Combinations(s.src(5), 3) })},
	{"Combinations", "combinations(src(5), 0)", one(func(s *sources) iter.Seq[[]int] { return iterators.Combinations(s.src(5), 0) })},
	{"Combinations", "combinations(src(2), 3)", one(func(s *sources) iter.Seq[[]int] { return iterators.Combinations(s.src(2), 3) })},
	{"CombinationsReuse", "combinations(src(4), 2)", one(func(s *sources) iter.Seq[[]int] { return iterators.CombinationsReuse(s.src(4), 2) })},
	{"CombinationsWithReplacement", "combinations_with_replacement(src(3), 2)", one(func(s *sources) iter.Seq[[]int] { return iterators.CombinationsWithReplacement(s.src(3), 2) })},
	{"CombinationsWithReplacement", "combinations_with_replacement(src(2), 4)", one(func(s *sources) iter.Seq[[]int] { return iterators.CombinationsWithReplacement(s.src(2), 4) })},
	{"CombinationsWithReplacement", "combinations_with_replacement(src(0), 1)", one(func(s *sources) iter.Seq[[]int] { return iterators.CombinationsWithReplacement(s.src(0), 1) })},
	{"CombinationsWithReplacementReuse", "combinations_with_replacement(src(3), 3)", one(func(s *sources) iter.Seq[[]int] { return iterators.CombinationsWithReplacementReuse(s.src(3), 3) })},
	{"GroupBy", "((k, list(g)) for k, g in groupby(src(8), tens))", two(func(s *sources) iter.Seq2[int, []int] { return joined(iterators.GroupBy(s.src(8), tens), 9) })},
	{"GroupBy", "((k, take(2, g)) for k, g in groupby(src(8), tens))", two(func(s *sources) iter.Seq2[int, []int] { return joined(iterators.GroupBy(s.src(8), tens), 2) })},
	{"GroupBy", "((k, take(0, g)) for k, g in groupby(src(8), tens))", two(func(s *sources) iter.Seq2[int, []int] { return joined(iterators.GroupBy(s.src(8), tens), 0) })},
	{"GroupBy", "((k, list(g)) for k, g in groupby(src(0), tens))", two(func(s *sources) iter.Seq2[int, []int] { return joined(iterators.GroupBy(s.src(0), tens), 9) })},
	{"GroupSlices", "((k, list(g)) for k, g in groupby(src(7), tens))", two(func(s *sources) iter.Seq2[int, []int] { return iterators.GroupSlices(s.src(7), tens) })},
}
