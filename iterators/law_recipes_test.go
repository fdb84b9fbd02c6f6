package iterators_test

import (
	"errors"
	"iter"
	"slices"

	"underhood/iterators"
)

type numbers = iter.Seq[int]

func less(a, b int) bool         { return a < b }
func mod3(x int) int             { return x % 3 }
func isTwo(x int) bool           { return x == 2 }
func never(int) bool             { return false }
func nothing(int)                {}
func square(x int) int           { return x * x }
func gap(a, b int) bool          { return b%3 == 0 && a < b }
func thirds(s numbers) numbers   { return iterators.Map(s, tens) }
func remnants(s numbers) numbers { return iterators.Map(s, mod3) }

func below3(x int) (int, error) {
	if x >= 3 {
		return 7, errors.New("too big") // the 7 must not be seen
	}
	return x, nil
}

// seq1 is a subject over one source of n items.
func seq1[T any](n int, f func(numbers) iter.Seq[T]) func(*sources) iter.Seq[any] {
	return one(func(s *sources) iter.Seq[T] { return f(s.src(n)) })
}

// seqs is a subject over a source for each of the sizes.
func seqs[T any](sizes []int, f func(...numbers) iter.Seq[T]) func(*sources) iter.Seq[any] {
	return one(func(s *sources) iter.Seq[T] {
		var all []numbers
		for _, n := range sizes {
			all = append(all, s.src(n))
		}
		return f(all...)
	})
}

// recipeLaws are the recipes of the itertools documentation and more-itertools.
// One-shot types are made anew in each range, and stopped with it.
var recipeLaws = []law{
	{"Tail", "tail(3, src(5))", seq1(5, func(s numbers) numbers { return iterators.Tail(s, 3) })},
	{"Tail", "tail(5, src(3))", seq1(3, func(s numbers) numbers { return iterators.Tail(s, 5) })},
	{"Tail", "tail(0, src(3))", seq1(3, func(s numbers) numbers { return iterators.Tail(s, 0) })},
	{"Prepend", "prepend([7, 8], src(2))", seq1(2, func(s numbers) numbers { return iterators.Prepend(s, 7, 8) })},
	{"Padded", "padded(src(2), -1, 4)", seq1(2, func(s numbers) numbers { return iterators.Padded(s, 4, -1) })},
	{"Padded", "padded(src(4), -1, 2)", seq1(4, func(s numbers) numbers { return iterators.Padded(s, 2, -1) })},
	{"Intersperse", "intersperse(-1, src(3))", seq1(3, func(s numbers) numbers { return iterators.Intersperse(s, -1) })},
	{"NCycles", "ncycles(src(3), 2)", seq1(3, func(s numbers) numbers { return iterators.NCycles(s, 2) })},
	{"NCycles", "ncycles(src(3), 0)", seq1(3, func(s numbers) numbers { return iterators.NCycles(s, 0) })},
	{"NCycles", "ncycles(src(0), 9**8)", seq1(0, func(s numbers) numbers { return iterators.NCycles(s, 43046721) })},
	{"Tabulate", "tabulate(lambda x: x * x, -2)", one(func(*sources) numbers { return iterators.Tabulate(square, -2) })},
	{"RepeatFunc", "repeat(7)", one(func(*sources) numbers { return iterators.RepeatFunc(func() int { return 7 }) })},
	{"RepeatFuncN", "repeat(7, 3)", one(func(*sources) numbers { return iterators.RepeatFuncN(func() int { return 7 }, 3) })},
	{"RepeatFuncN", "repeat(7, -1)", one(func(*sources) numbers { return iterators.RepeatFuncN(func() int { return 7 }, -1) })},
	{"UniqueEverseen", "unique_everseen(map(lambda x: x % 3, src(5)))", seq1(5, func(s numbers) numbers { return iterators.UniqueEverseen(remnants(s)) })},
	{"UniqueEverseenBy", "unique_everseen(src(5), lambda x: x % 3)", seq1(5, func(s numbers) numbers { return iterators.UniqueEverseenBy(s, mod3) })},
	{"UniqueJustseen", "unique_justseen(map(tens, src(7)))", seq1(7, func(s numbers) numbers { return iterators.UniqueJustseen(thirds(s)) })},
	{"UniqueJustseenBy", "unique_justseen(src(7), tens)", seq1(7, func(s numbers) numbers { return iterators.UniqueJustseenBy(s, tens) })},
	{"Unique", "unique(map(lambda x: x % 3, src(7)))", seq1(7, func(s numbers) numbers { return iterators.Unique(remnants(s)) })},
	{"DuplicatesEverseen", "duplicates_everseen(map(lambda x: x % 3, src(7)))", seq1(7, func(s numbers) numbers { return iterators.DuplicatesEverseen(remnants(s)) })},
	{"Partition", "partition_in_turns(even, src(7))", seq1(7, func(s numbers) numbers {
		return func(yield func(int) bool) {
			no, yes := iterators.Partition(s, even)
			defer no.Stop()
			defer yes.Stop()
			iterators.Chain(iterators.Take(yes.All(), 1), no.All(), yes.All())(yield)
		}
	})},
	{"BeforeAndAfter", "before_then_after(small, src(6))", seq1(6, func(s numbers) numbers {
		return func(yield func(int) bool) {
			before, after := iterators.BeforeAndAfter(s, small)
			defer before.Stop()
			defer after.Stop()
			iterators.Chain(before.All(), iterators.RepeatN(-1, 1), after.All())(yield)
		}
	})},
	{"RoundRobin", "roundrobin(src(2), src(0), src(4), src(3))", seqs([]int{2, 0, 4, 3}, iterators.RoundRobin[int])},
	{"RoundRobin", "roundrobin(src(4), src(1))", seqs([]int{4, 1}, iterators.RoundRobin[int])},
	{"RoundRobin", "roundrobin()", seqs(nil, iterators.RoundRobin[int])},
	{"Interleave", "interleave(src(3), src(2), src(4))", seqs([]int{3, 2, 4}, iterators.Interleave[int])},
	{"Interleave", "interleave(src(2), src(3))", seqs([]int{2, 3}, iterators.Interleave[int])},
	{"Interleave", "interleave()", seqs(nil, iterators.Interleave[int])},
	{"InterleaveLongest", "interleave_longest(src(2), src(0), src(4), src(3))", seqs([]int{2, 0, 4, 3}, iterators.InterleaveLongest[int])},
	{"InterleaveLongest", "interleave_longest(src(3), src(1))", seqs([]int{3, 1}, iterators.InterleaveLongest[int])},
	{"InterleaveLongest", "interleave_longest()", seqs(nil, iterators.InterleaveLongest[int])},
	{"Powerset", "powerset(src(3))", seq1(3, iterators.Powerset[int])},
	{"Powerset", "powerset(src(0))", seq1(0, iterators.Powerset[int])},
	{"Powerset", "islice(powerset(src(5)), 20, None)", seq1(5, func(s numbers) iter.Seq[[]int] { return iterators.Drop(iterators.Powerset(s), 20) })},
	{"Subslices", "subslices(src(4))", seq1(4, iterators.Subslices[int])},
	{"IterIndex", "iter_index(map(lambda x: x % 3, src(9)), 1, 2)", seq1(9, func(s numbers) numbers { return iterators.IterIndex(remnants(s), 1, 2, iterators.End) })},
	{"IterIndex", "iter_index(map(lambda x: x % 3, src(9)), 1, 2, 6)", seq1(9, func(s numbers) numbers { return iterators.IterIndex(remnants(s), 1, 2, 6) })},
	{"Locate", "locate(src(5), even)", seq1(5, func(s numbers) numbers { return iterators.Locate(s, even) })},
	{"Convolve", "convolve(src(4), [1, 2, -3])", seq1(4, func(s numbers) numbers { return iterators.Convolve(s, 1, 2, -3) })},
	{"Convolve", "convolve(src(0), [1, 2, -3])", seq1(0, func(s numbers) numbers { return iterators.Convolve(s, 1, 2, -3) })},
	{"Sieve", "sieve(30)", one(func(*sources) numbers { return iterators.Sieve(30) })},
	{"Sieve", "sieve(3)", one(func(*sources) numbers { return iterators.Sieve(3) })},
	{"Sieve", "sieve(2)", one(func(*sources) numbers { return iterators.Sieve(2) })},
	{"Factor", "factor(2 * 2 * 3 * 49 * 101)", one(func(*sources) numbers { return iterators.Factor(2 * 2 * 3 * 49 * 101) })},
	{"Factor", "factor(49)", one(func(*sources) numbers { return iterators.Factor(49) })},
	{"Factor", "factor(1)", one(func(*sources) numbers { return iterators.Factor(1) })},
	{"PolynomialDerivative", "polynomial_derivative(src(4))", seq1(4, iterators.PolynomialDerivative[int])},
	{"PolynomialDerivative", "polynomial_derivative(src(0))", seq1(0, iterators.PolynomialDerivative[int])},
	{"Sorted", "iter(sorted(map(lambda x: x % 3, src(5))))", seq1(5, func(s numbers) numbers { return iterators.Sorted(remnants(s)) })},
	{"SortedBy", "iter(sorted(src(5), key=lambda x: x % 3))", seq1(5, func(s numbers) numbers { return iterators.SortedBy(s, mod3, false) })},
	{"SortedBy", "iter(sorted(src(5), key=lambda x: x % 3, reverse=True))", seq1(5, func(s numbers) numbers { return iterators.SortedBy(s, mod3, true) })},
	{"Reversed", "reversed(list(src(4)))", seq1(4, iterators.Reversed[int])},
	{"TryMap", "try_map(below3, src(6))", tried(func(s *sources) iter.Seq2[int, error] { return iterators.TryMap(s.src(6), below3) })},
	{"TryThen", "map(operator.neg, try_map(below3, src(6)))", tried(func(s *sources) iter.Seq2[int, error] {
		return iterators.TryThen(iterators.TryMap(s.src(6), below3), func(x int) (int, error) { return -x, nil })
	})},
	{"TryThen", "try_map(below3, strictly_n(src(6), 6))", tried(func(s *sources) iter.Seq2[int, error] {
		return iterators.TryThen(iterators.StrictlyN(s.src(6), 6), below3)
	})},
	{"TryFilter", "filter(below3, src(6))", tried(func(s *sources) iter.Seq2[int, error] {
		return iterators.TryFilter(s.src(6), func(x int) (bool, error) { y, err := below3(x); return y != 0, err })
	})},
	{"Check", "src(3)", seq1(3, func(s numbers) numbers {
		var err error
		return iterators.Check(iterators.StrictlyN(s, 3), &err)
	})},
	{"Must", "src(3)", seq1(3, func(s numbers) numbers { return iterators.Must(iterators.StrictlyN(s, 3)) })},
	{"StrictlyN", "strictly_n(src(2), 3)", tried(func(s *sources) iter.Seq2[int, error] { return iterators.StrictlyN(s.src(2), 3) })},
	{"StrictlyN", "strictly_n(src(3), 3)", tried(func(s *sources) iter.Seq2[int, error] { return iterators.StrictlyN(s.src(3), 3) })},
	{"StrictlyN", "strictly_n(src(5), 3)", tried(func(s *sources) iter.Seq2[int, error] { return iterators.StrictlyN(s.src(5), 3) })},
	{"SplitAt", "split_at(src(5), lambda x: x % 2 == 0)", seq1(5, func(s numbers) iter.Seq[[]int] { return iterators.SplitAt(s, even) })},
	{"SplitAt", "split_at(src(0), even)", seq1(0, func(s numbers) iter.Seq[[]int] { return iterators.SplitAt(s, even) })},
	{"SplitBefore", "split_before(src(5), even)", seq1(5, func(s numbers) iter.Seq[[]int] { return iterators.SplitBefore(s, even) })},
	{"SplitBefore", "split_before(src(0), even)", seq1(0, func(s numbers) iter.Seq[[]int] { return iterators.SplitBefore(s, even) })},
	{"SplitAfter", "split_after(src(6), even)", seq1(6, func(s numbers) iter.Seq[[]int] { return iterators.SplitAfter(s, even) })},
	{"SplitAfter", "split_after(src(5), even)", seq1(5, func(s numbers) iter.Seq[[]int] { return iterators.SplitAfter(s, even) })},
	{"SplitWhen", "split_when(src(8), lambda a, b: b % 3 == 0)", seq1(8, func(s numbers) iter.Seq[[]int] { return iterators.SplitWhen(s, gap) })},
	{"SplitWhen", "split_when(src(0), operator.lt)", seq1(0, func(s numbers) iter.Seq[[]int] { return iterators.SplitWhen(s, less) })},
	{"RunLength", "run_length(map(tens, src(7)))", two(func(s *sources) iter.Seq2[int, int] { return iterators.RunLength(thirds(s.src(7))) })},
	{"RunLength", "run_length(src(0))", two(func(s *sources) iter.Seq2[int, int] { return iterators.RunLength(s.src(0)) })},
	{"RunLengthDecode", "run_length_decode(enumerate(src(4), 5))", seq1(4, func(s numbers) numbers { return iterators.RunLengthDecode(iterators.Enumerate(s, 5)) })},
	{"SideEffect", "side_effect(bool, src(3))", seq1(3, func(s numbers) numbers { return iterators.SideEffect(s, nothing) })},
	{"TakeWhileInclusive", "takewhile_inclusive(small, src(6))", seq1(6, func(s numbers) numbers { return iterators.TakeWhileInclusive(s, small) })},
	{"MarkEnds", "mark_ends(src(3))", two(func(s *sources) iter.Seq2[iterators.Ends, int] { return iterators.MarkEnds(s.src(3)) })},
	{"MarkEnds", "mark_ends(src(1))", two(func(s *sources) iter.Seq2[iterators.Ends, int] { return iterators.MarkEnds(s.src(1)) })},
	{"MarkEnds", "mark_ends(src(0))", two(func(s *sources) iter.Seq2[iterators.Ends, int] { return iterators.MarkEnds(s.src(0)) })},
	{"ZipOffset", "zip_offset(src(3), src(5), src(9), offsets=[0, 1, -2], fillvalue=-1)", seqs([]int{3, 5, 9}, func(q ...numbers) iter.Seq[[]int] {
		return iterators.ZipOffset([]int{0, 1, -2}, -1, q...)
	})},
	{"ZipOffset", "zip_offset(src(3), src(2), offsets=[-1, 5], fillvalue=-1)", seqs([]int{3, 2}, func(q ...numbers) iter.Seq[[]int] {
		return iterators.ZipOffset([]int{-1, 5}, -1, q...)
	})},
	{"Bucket", "bucket_in_turns(src(9), lambda x: x % 3, 2, 0, 2, 1)", seq1(9, func(s numbers) numbers {
		return func(yield func(int) bool) {
			b := iterators.NewBucket(s, mod3)
			defer b.Stop()
			first := func(k int) numbers { return iterators.Take(b.Of(k), 1) }
			iterators.Chain(first(2), first(0), first(2), first(1), b.Of(0), b.Of(1), b.Of(2))(yield)
		}
	})},
	{"DistinctPermutations", "distinct_permutations(map(lambda x: x % 3, src(4)))", seq1(4, func(s numbers) iter.Seq[[]int] {
		return iterators.DistinctPermutations(remnants(s))
	})},
	{"DistinctPermutations", "distinct_permutations(src(0))", seq1(0, iterators.DistinctPermutations[int])},
	{"SetPartitions", "islice(set_partitions(src(4)), 4, None)", seq1(4, func(s numbers) iter.Seq[[][]int] {
		return iterators.Drop(iterators.SetPartitions(s), 4)
	})},
	{"SetPartitions", "set_partitions(src(3))", seq1(3, iterators.SetPartitions[int])},
	{"SetPartitions", "set_partitions(src(0))", seq1(0, iterators.SetPartitions[int])},
	{"SetPartitionsN", "set_partitions(src(5), 4)", seq1(5, func(s numbers) iter.Seq[[][]int] { return iterators.SetPartitionsN(s, 4) })},
	{"SetPartitionsN", "set_partitions(src(2), 3)", seq1(2, func(s numbers) iter.Seq[[][]int] { return iterators.SetPartitionsN(s, 3) })},
	{"Merge", "merge(src(2), src(0), src(3))", seqs([]int{2, 0, 3}, iterators.Merge[int])},
	{"Merge", "merge(map(lambda x: x - 20, src(2)), src(1), src(4))", seqs([]int{2, 1, 4}, func(q ...numbers) numbers {
		return iterators.Merge(iterators.Map(q[0], func(x int) int { return x - 20 }), q[1], q[2])
	})},
	{"Merge", "merge(map(lambda x: 3 * x, src(4)), map(lambda x: 2 * x - 20, src(3)), map(lambda x: x - 20, src(3)))", seqs([]int{4, 3, 3}, func(q ...numbers) numbers {
		return iterators.Merge(
			iterators.Map(q[0], func(x int) int { return 3 * x }),
			iterators.Map(q[1], func(x int) int { return 2*x - 20 }),
			iterators.Map(q[2], func(x int) int { return x - 20 }))
	})},
	{"Merge", "merge(src(0), src(2))", seqs([]int{0, 2}, iterators.Merge[int])},
	{"Merge", "merge()", seqs(nil, iterators.Merge[int])},
	{"MergeFunc", "merge(map(operator.neg, src(3)), map(lambda x: 10 - x, src(3)), reverse=True)", seqs([]int{3, 3}, func(q ...numbers) numbers {
		return iterators.MergeFunc(func(a, b int) int { return b - a }, iterators.Map(q[0], neg), iterators.Map(q[1], func(x int) int { return 10 - x }))
	})},
	{"Peekable", "peek_and_next(src(3))", seq1(3, func(s numbers) numbers {
		return func(yield func(int) bool) {
			p := iterators.NewPeekable(s)
			defer p.Stop()
			for v, ok := p.Peek(); ok && yield(v); v, ok = p.Peek() {
				if v, _ = p.Next(); !yield(v) {
					return
				}
			}
		}
	})},
	{"Seekable", "there_and_back(src(5))", seq1(5, func(s numbers) numbers {
		return func(yield func(int) bool) {
			k := iterators.NewSeekable(s)
			defer k.Stop()
			for pass := range 2 {
				k.Seek(0)
				for v := range iterators.Take(k.All(), 2) {
					if !yield(v) {
						return
					}
				}
				_ = pass
			}
			k.Seek(3)
			k.All()(yield)
		}
	})},
	{"Spy", "spied(src(4), 2)", seq1(4, func(s numbers) numbers {
		return func(yield func(int) bool) {
			_, all := iterators.Spy(s, 2)
			defer all.Stop()
			all.All()(yield)
		}
	})},
	{"Serialize", "src(4)", seq1(4, func(s numbers) numbers {
		return func(yield func(int) bool) {
			shared := iterators.Synchronized(func(s numbers) numbers { return s })(s)
			defer shared.Stop()
			shared.All()(yield)
		}
	})},
	{"ConcurrentTee", "chain.from_iterable(zip(*tee(src(4))))", seq1(4, func(s numbers) numbers {
		return func(yield func(int) bool) {
			parts := iterators.ConcurrentTee(s, 2)
			defer parts[0].Stop()
			defer parts[1].Stop()
			for {
				a, _ := parts[0].Next()
				b, ok := parts[1].Next()
				if !ok || !yield(a) || !yield(b) {
					return
				}
			}
		}
	})},
}

// end is a subject that reads a source of n items for one result, or an error.
func end(n int, f func(numbers) any) func(*sources) iter.Seq[any] {
	return func(s *sources) iter.Seq[any] {
		src := s.src(n)
		return func(yield func(any) bool) { yield(f(src)) }
	}
}

func orError(v any, err error) any {
	if err != nil {
		return failure{err}
	}
	return v
}

func orNone(v any, ok bool) any {
	if !ok {
		return failure{iterators.ErrEmpty}
	}
	return v
}

// endLaws are the functions that end a sequence.
var endLaws = []law{
	{"Sum", "[sum(src(4))]", end(4, func(s numbers) any { return iterators.Sum(s) })},
	{"SumFrom", "[sum(src(4), 10)]", end(4, func(s numbers) any { return iterators.SumFrom(s, 10) })},
	{"Reduce", "[functools.reduce(operator.sub, src(4))]", end(4, func(s numbers) any { return orError(iterators.Reduce(s, func(a, b int) int { return a - b })) })},
	{"Reduce", "[functools.reduce(operator.sub, src(1))]", end(1, func(s numbers) any { return orError(iterators.Reduce(s, func(a, b int) int { return a - b })) })},
	{"Reduce", "[functools.reduce(operator.sub, src(0))]", end(0, func(s numbers) any { return orError(iterators.Reduce(s, func(a, b int) int { return a - b })) })},
	{"ReduceFrom", "[functools.reduce(operator.sub, src(4), 9)]", end(4, func(s numbers) any { return iterators.ReduceFrom(s, func(a, b int) int { return a - b }, 9) })},
	{"Any", "[any(map(lambda x: x == 2, src(5)))]", end(5, func(s numbers) any { return iterators.Any(s, isTwo) })},
	{"Any", "[any(map(lambda x: False, src(5)))]", end(5, func(s numbers) any { return iterators.Any(s, never) })},
	{"All", "[all(map(small, src(5)))]", end(5, func(s numbers) any { return iterators.All(s, small) })},
	{"All", "[all(map(small, src(3)))]", end(3, func(s numbers) any { return iterators.All(s, small) })},
	{"Len", "[sum(1 for _ in src(5))]", end(5, func(s numbers) any { return iterators.Len(s) })},
	{"CountOf", "[operator.countOf(map(tens, src(8)), 1)]", end(8, func(s numbers) any { return iterators.CountOf(thirds(s), 1) })},
	{"Quantify", "[sum(map(even, src(5)))]", end(5, func(s numbers) any { return iterators.Quantify(s, even) })},
	{"AllEqual", "[all_equal(map(tens, src(8)))]", end(8, func(s numbers) any { return iterators.AllEqual(thirds(s)) })},
	{"AllEqual", "[all_equal(map(tens, src(3)))]", end(3, func(s numbers) any { return iterators.AllEqual(thirds(s)) })},
	{"AllEqual", "[all_equal(src(0))]", end(0, func(s numbers) any { return iterators.AllEqual(s) })},
	{"AllEqualBy", "[all_equal(src(8), tens)]", end(8, func(s numbers) any { return iterators.AllEqualBy(s, tens) })},
	{"Min", "[min(map(operator.neg, src(4)))]", end(4, func(s numbers) any { return orError(iterators.Min(iterators.Map(s, neg))) })},
	{"Min", "[min(src(0))]", end(0, func(s numbers) any { return orError(iterators.Min(s)) })},
	{"Max", "[max(src(4))]", end(4, func(s numbers) any { return orError(iterators.Max(s)) })},
	{"Max", "[max(src(0))]", end(0, func(s numbers) any { return orError(iterators.Max(s)) })},
	{"MinOr", "[min(src(0), default=-7)]", end(0, func(s numbers) any { return iterators.MinOr(s, -7) })},
	{"MaxOr", "[max(src(3), default=-7)]", end(3, func(s numbers) any { return iterators.MaxOr(s, -7) })},
	{"MinBy", "[min(src(7), key=lambda x: -(x % 3))]", end(7, func(s numbers) any { return orError(iterators.MinBy(s, func(x int) int { return -mod3(x) })) })},
	{"MaxBy", "[max(src(7), key=lambda x: x % 3)]", end(7, func(s numbers) any { return orError(iterators.MaxBy(s, mod3)) })},
	{"MinByOr", "[min(src(7), default=-7, key=lambda x: -(x % 3))]", end(7, func(s numbers) any { return iterators.MinByOr(s, func(x int) int { return -mod3(x) }, -7) })},
	{"MinByOr", "[min(src(0), default=-7, key=operator.neg)]", end(0, func(s numbers) any { return iterators.MinByOr(s, neg, -7) })},
	{"MaxByOr", "[max(src(7), default=-7, key=lambda x: x % 3)]", end(7, func(s numbers) any { return iterators.MaxByOr(s, mod3, -7) })},
	{"MaxByOr", "[max(src(0), default=-7, key=operator.neg)]", end(0, func(s numbers) any { return iterators.MaxByOr(s, neg, -7) })},
	{"MinMax", "[max(src(7)) - 0]", end(7, func(s numbers) any {
		least, greatest, err := iterators.MinMax(s)
		return orError(greatest-least, err)
	})},
	{"Contains", "[2 in src(5)]", end(5, func(s numbers) any { return iterators.Contains(s, 2) })},
	{"Contains", "[9 in src(5)]", end(5, func(s numbers) any { return iterators.Contains(s, 9) })},
	{"Index", "[operator.indexOf(src(5), 2)]", end(5, func(s numbers) any { return iterators.Index(s, 2) })},
	{"Index", "[operator.indexOf(src(5), 9)]", end(5, func(s numbers) any { i := iterators.Index(s, 9); return orNone(i, i >= 0) })},
	{"First", "[first(src(3))]", end(3, func(s numbers) any { return orNone(iterators.First(s)) })},
	{"FirstOr", "[next(src(0), 7)]", end(0, func(s numbers) any { return iterators.FirstOr(s, 7) })},
	{"FirstOr", "[next(src(2), 7)]", end(2, func(s numbers) any { return iterators.FirstOr(s, 7) })},
	{"FirstTrue", "[first_true(src(5), -7, lambda x: x == 2)]", end(5, func(s numbers) any { return iterators.FirstTrue(s, isTwo, -7) })},
	{"FirstTrue", "[first_true(src(2), -7, lambda x: x == 2)]", end(2, func(s numbers) any { return iterators.FirstTrue(s, isTwo, -7) })},
	{"Last", "[last(src(3))]", end(3, func(s numbers) any { return orNone(iterators.Last(s)) })},
	{"LastOr", "[last(chain([7], src(0)))]", end(0, func(s numbers) any { return iterators.LastOr(s, 7) })},
	{"Nth", "[nth(src(5), 2, -7)]", end(5, func(s numbers) any { return iterators.Nth(s, 2, -7) })},
	{"Nth", "[nth(src(2), 2, -7)]", end(2, func(s numbers) any { return iterators.Nth(s, 2, -7) })},
	{"Consume", "[consume(src(5), 2)]", end(5, func(s numbers) any { return iterators.Consume(s, 2) })},
	{"Consume", "[consume(src(5), 0)]", end(5, func(s numbers) any { return iterators.Consume(s, 0) })},
	{"Consume", "[consume(src(2), 5)]", end(2, func(s numbers) any { return iterators.Consume(s, 5) })},
	{"One", "[one(src(0))]", end(0, func(s numbers) any { return orError(iterators.One(s)) })},
	{"One", "[one(src(1))]", end(1, func(s numbers) any { return orError(iterators.One(s)) })},
	{"One", "[one(src(3))]", end(3, func(s numbers) any { return orError(iterators.One(s)) })},
	{"Only", "[only(src(0), 7)]", end(0, func(s numbers) any { return orError(iterators.Only(s, 7)) })},
	{"Only", "[only(src(1), 7)]", end(1, func(s numbers) any { return orError(iterators.Only(s, 7)) })},
	{"Only", "[only(src(3), 7)]", end(3, func(s numbers) any { return orError(iterators.Only(s, 7)) })},
	{"Unpack2", "[unpack2(src(1))]", end(1, func(s numbers) any { a, b, err := iterators.Unpack2(s); return orError(a+b, err) })},
	{"Unpack2", "[unpack2(src(2))]", end(2, func(s numbers) any { a, b, err := iterators.Unpack2(s); return orError(a+b, err) })},
	{"Unpack2", "[unpack2(src(4))]", end(4, func(s numbers) any { a, b, err := iterators.Unpack2(s); return orError(a+b, err) })},
	{"Unpack3", "[unpack3(src(3))]", end(3, func(s numbers) any { a, b, c, err := iterators.Unpack3(s); return orError(a+b+c, err) })},
	{"Unpack3", "[unpack3(src(5))]", end(5, func(s numbers) any { a, b, c, err := iterators.Unpack3(s); return orError(a+b+c, err) })},
	{"TryCollect", "[list(try_map(below3, src(5)))]", end(5, func(s numbers) any { return orError(iterators.TryCollect(iterators.TryMap(s, below3))) })},
	{"TryCollect", "[list(try_map(below3, src(3)))]", end(3, func(s numbers) any { return orError(iterators.TryCollect(iterators.TryMap(s, below3))) })},
	{"TryReduce", "[functools.reduce(operator.sub, try_map(below3, src(3)), 9)]", end(3, func(s numbers) any {
		return orError(iterators.TryReduce(iterators.TryMap(s, below3), func(a, b int) (int, error) { return a - b, nil }, 9))
	})},
	{"TryReduce", "[sum(map(below3, src(5)))]", end(5, func(s numbers) any {
		return orError(iterators.TryReduce(iterators.TryMap(s, func(x int) (int, error) { return x, nil }), func(a, b int) (int, error) {
			b, err := below3(b)
			return a + b, err
		}, 0))
	})},
	{"SumOfSquares", "[sum(x * x for x in src(5))]", end(5, func(s numbers) any { return iterators.SumOfSquares(s) })},
	{"PolynomialFromRoots", "[polynomial_from_roots(src(4))]", end(4, func(s numbers) any { return iterators.PolynomialFromRoots(s) })},
	{"PolynomialEval", "[functools.reduce(lambda a, c: a * 3 + c, src(4))]", end(4, func(s numbers) any { return iterators.PolynomialEval(s, 3) })},
	{"NSmallest", "[nsmallest(3, map(lambda x: 7 * x % 10, src(9)))]", end(9, func(s numbers) any {
		return iterators.NSmallest(iterators.Map(s, func(x int) int { return 7 * x % 10 }), 3)
	})},
	{"NSmallest", "[len(nsmallest(0, src(9)))]", end(9, func(s numbers) any { return len(iterators.NSmallest(s, 0)) })},
	{"NLargest", "[nlargest(4, map(lambda x: 7 * x % 10, src(9)))]", end(9, func(s numbers) any {
		return iterators.NLargest(iterators.Map(s, func(x int) int { return 7 * x % 10 }), 4)
	})},
	{"NLargest", "[nlargest(4, src(2))]", end(2, func(s numbers) any { return iterators.NLargest(s, 4) })},
	{"NSmallestFunc", "[nsmallest(4, src(9), key=lambda x: x % 3)]", end(9, func(s numbers) any {
		return iterators.NSmallestFunc(s, 4, func(a, b int) int { return mod3(a) - mod3(b) })
	})},
	{"NLargestFunc", "[nlargest(4, src(9), key=lambda x: x % 3)]", end(9, func(s numbers) any {
		return iterators.NLargestFunc(s, 4, func(a, b int) int { return mod3(a) - mod3(b) })
	})},
	{"NLargestFunc", "[nlargest(5, src(3), key=tens)]", end(3, func(s numbers) any {
		return iterators.NLargestFunc(s, 5, func(a, b int) int { return tens(a) - tens(b) })
	})},
	{"NLargestFunc", "[len(nlargest(0, src(3), key=tens))]", end(3, func(s numbers) any {
		return len(iterators.NLargestFunc(s, 0, func(a, b int) int { return tens(a) - tens(b) }))
	})},
	{"MapReduce", "[[sum(g) for _, g in groupby(sorted(src(9), key=tens), tens)]]", end(9, func(s numbers) any {
		sums := iterators.MapReduce(s, tens, func(x int) int { return x }, func(l []int) int { return iterators.Sum(slices.Values(l)) })
		return []int{sums[0], sums[1], sums[2]}
	})},
}
