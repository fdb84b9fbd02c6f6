// Package iterators is Python's iteration on Go's range-over-func: all of
// itertools and its recipes, the builtins that take iterables, the most used of
// more-itertools, and generators with the whole protocol. It takes and returns
// plain [iter.Seq] and [iter.Seq2], and it is exact to the last item pulled.
//
//	evens := iterators.Filter(iterators.Count(1, 1), even)
//	for square := range iterators.Take(iterators.Map(evens, squared), 3) {
//		fmt.Println(square) // 4, 16, 36
//	}
//
// # Three notions
//
// Python tells three things apart that are easily taken for one:
//
//	iterable    gives a fresh iterator each time      range(10), a list, a dict
//	iterator    also has a next, and is used up       iter([1, 2]), a file, map(…)
//	generator   an iterator written as a function     def g(): yield 1
//
// A generator is an iterator; an iterator is an iterable, whose fresh iterator is
// itself; an iterable need not be an iterator: next(range(10)) is a TypeError. Here
// they are [Iterable], such as a [Range]; [Iterator], which [Iter] makes of any
// sequence; and [Generator].
//
//	Iterable ── All ──▶ iter.Seq ── Iter ──▶ Iterator ── Next ──▶ item
//	Generator ─ All ──▶    ▲                    │
//	                       └──────── All ───────┘   what is left
//
// An iter.Seq does not say which of the two it is. Every function here says so of
// its result: "can be ranged again" if its sources can. Over a stream that can be
// read once, such as a socket or a channel, a pipeline can be ranged once, and
// whatever it did not take is still there for the next.
//
// A generator expression needs no generator: (f(x) for x in xs if p(x)) is
// Map(Filter(xs, p), f). Its first source is evaluated where it stands and the rest
// item by item, in Go as in Python (Example_generatorExpression).
//
// # Who asks whom
//
// Nothing happens in a pipeline until somebody wants an item. The wish goes down
// from stage to stage to the source, one item comes back up, and only then is the
// next one asked for. How many items that takes, and of which source in which
// order, is part of what a function does: on a one-shot stream an item that was
// taken and not used is lost.
//
//	                Take(2)    TakeWhile       Zip of a (5) and b (3)
//	asked           twice      3 times         a b a b a b a b
//	yielded         2 items    2 items         3 pairs
//	taken and lost  nothing    the item        the 4th of a, taken before b
//	                           that fails      said that it is over
//
// These numbers are CPython's, also when the loop is left early. The functions of
// itertools, the builtins, the recipes and generators are compared by random
// programs (TestConformRecorded, TestConformLive; played as sources of package
// pull, and as sequences, which must say the same: TestPushedEqualsAsked of
// internal/lessons/iterators), all of them by one law suite with CPython's own
// traces (TestLaws, TestLawsLive).
//
// # Differences from Python
//
//   - A sequence that said it is over is not asked again; Python's tee, batched and
//     groupby do ask. Package pull asks again.
//   - What reads its whole input when it is built in Python (sorted, reversed,
//     product, permutations, combinations with and without replacement, tail,
//     ncycles, powerset, subslices, unique, transpose, matmul; triplewise its first
//     two items) reads it when the first item is asked for, and again when it is
//     ranged again.
//   - Wrong arguments panic when a function is called. Python's recipes are
//     generators, and raise when they are first asked. A nil sequence panics when it
//     is ranged, as any nil function does that is called; at once where a type is
//     made that holds it ([Iter], [Tee], [NewPeekable], …).
//   - [Sum] and [SumFrom] of floats add as they go, so do the recipes that add
//     products ([SumOfSquares], [Convolve], [PolynomialEval], [Matmul]); Python from
//     3.12 on makes up for rounding.
//   - [Sorted] puts NaN first. Python leaves it somewhere.
//   - [GroupBy]: a group kept after its loop is over is empty (TestGroupByKept).
//   - A loop over [Generator.All] that is left closes the generator.
//   - Of the most used of more-itertools these are not here: collapse and
//     always_iterable, which ask at run time what can be iterated over;
//     sort_together, which is [SortedBy] over [Pairs]; zip_broadcast, which is [Zip]
//     with [Repeat].
//
// # Names
//
// The names are Python's in Go's spelling: itertools.takewhile is [TakeWhile], its
// islice is [Islice] with [Take] and [Drop] for its two common forms, and
// chain.from_iterable is [ChainFrom]. A tuple of two is two results of an
// [iter.Seq2] where that is natural ([Zip], [Enumerate], [GroupBy]) and a [Pair]
// elsewhere; [Pairs] and [Unpair] lead from one to the other. Tuples of any length
// are slices, fresh ones, and where that costs there is a form that uses one slice
// again ([ProductReuse], [BatchedReuse], …).
//
// Arguments have one order, whatever Python's is: the sequences, or what stands in
// their place; what is looked for in them; counts; functions; and last what fills a
// gap, stands for nothing or comes before the first item. Windowed(seq, n, step,
// fill), ReduceFrom(seq, f, initial), FirstTrue(seq, p, def). Where the number of
// sequences is open they are at the end, as Go has it, and the rest is in that order
// before them: ZipOffset(offsets, fill, seqs...), MergeFunc(compare, seqs...).
//
// # Errors
//
// A sequence that can fail is an iter.Seq2[T, error]: items with a nil error, then
// at most one error, then nothing. [TryMap], [TryFilter] and [TryThen] make and
// pass them on, [TryCollect] and [TryReduce] end them, and [Check] takes the error
// aside so that everything else works between. What Python raises about data is an
// error here too: [ErrEmpty], [ErrTooFew], [ErrTooMany], [ErrIncomplete], a
// [LengthError]. Wrong arguments (a negative count, a step of 0, a nil function)
// are the program's mistake: they panic at once, with the function's name.
//
// # Generators
//
// A [Generator] has one body and two engines. Ranged over, it is a plain function
// that calls the loop: no goroutine, and about the cost of a call. Asked by Next,
// Send, Throw or Close it is resumed as a coroutine. [YieldFrom] hands the yield
// down to the sub-generator, so that depth costs nothing. What Go's loops cannot
// say, leaving a loop and going on with the generator later, Next can.
//
// # Cost
//
// Ranged where it is built, a pipeline of different stages is compiled into one
// loop. The compiler does not inline a function into itself: Map(Map(s, f), g) is
// some ten times slower than Map(s, [Then](f, g)). Handed around as a value, each
// stage costs one indirect call an item. Going through two sequences side by side
// ([Zip], [ZipLongest], [Merge], [RoundRobin], …) takes a coroutine for each but
// the first, and [Tee] and [GroupBy] take one for their source: some fifty times
// that. Where the sequences are slices, ranges, counts, or maps and filters of
// these, package [underhood/iterators/pull] has zip, tee, groupby, merge and what
// feeds them without one. No function leaves a goroutine behind (TestLaws).
//
// # By task
//
//   - Begin: [Count], [Repeat], [RepeatN], [Cycle], [NCycles], [RangeTo],
//     [RangeFrom], [NewRange], [NumericRange], [Sentinel], [RepeatFunc],
//     [RepeatFuncN], [Tabulate], [IterExcept], [Sieve], [Factor].
//   - Change each item: [Map], [Map2], [Map3], [StarMap], [Then], [Enumerate],
//     [Accumulate], [AccumulateFrom], [SideEffect], [Watch], [MarkEnds].
//   - Choose: [Filter], [FilterFalse], [NonZero], [TakeWhile],
//     [TakeWhileInclusive], [DropWhile], [Compress], [Islice], [Take], [Drop],
//     [Tail], [UniqueEverseen], [UniqueEverseenBy], [UniqueJustseen],
//     [UniqueJustseenBy], [Unique], [DuplicatesEverseen], [Locate], [IterIndex].
//   - Put together: [Chain], [ChainFrom], [Flatten], [Prepend], [Padded],
//     [Intersperse], [Interleave], [InterleaveLongest], [RoundRobin], [Merge],
//     [MergeFunc].
//   - Side by side: [Zip], [Zip3], [ZipAll], [ZipStrict], [ZipAllStrict],
//     [ZipLongest], [ZipAllLongest], [ZipOffset], [Pairs], [Unpair].
//   - In groups: [Batched], [BatchedReuse], [BatchedStrict], [Grouper],
//     [GrouperStrict], [GrouperIgnore], [GroupBy], [GroupSlices], [RunLength],
//     [RunLengthDecode], [SplitAt], [SplitBefore], [SplitAfter], [SplitWhen],
//     [NewBucket], [MapReduce].
//   - Neighbours: [Pairwise], [Triplewise], [SlidingWindow], [SlidingWindowReuse],
//     [Windowed].
//   - All of a kind: [Product], [ProductRepeat], [ProductReuse], [Product2],
//     [Product3], [Permutations], [PermutationsReuse], [DistinctPermutations],
//     [Combinations], [CombinationsReuse], [CombinationsWithReplacement],
//     [CombinationsWithReplacementReuse], [Powerset], [Subslices], [SetPartitions],
//     [SetPartitionsN].
//   - One pass for several: [Tee], [Partition], [BeforeAndAfter], [Spy], [Iter],
//     [NewPeekable], [NewSeekable], [Serialize], [Synchronized], [ConcurrentTee].
//   - Order: [Sorted], [SortedBy], [SortedFunc], [Reversed], [NSmallest],
//     [NSmallestFunc], [NLargest], [NLargestFunc].
//   - To one value: [Sum], [SumFrom], [Reduce], [ReduceFrom], [Min], [MinBy],
//     [MinByOr], [MinFunc], [MinOr], [Max], [MaxBy], [MaxByOr], [MaxFunc], [MaxOr],
//     [MinMax], [Any], [All], [AllEqual], [AllEqualBy], [Len], [CountOf],
//     [Quantify], [Contains], [Index], [First], [FirstOr], [FirstTrue], [Last],
//     [LastOr], [Nth], [One], [Only], [Unpack2], [Unpack3], [Consume].
//   - That can fail: [TryMap], [TryFilter], [TryThen], [TryCollect], [TryReduce],
//     [Check], [Must], [StrictlyN].
//   - Generators: [NewGenerator], [Generate], [YieldFrom], [YieldFromFunc],
//     [YieldSeq], [WatchedBy], [TrackedBy].
//   - Arithmetic of the recipes: [Convolve], [PolynomialEval],
//     [PolynomialFromRoots], [PolynomialDerivative], [SumOfSquares], [Totient],
//     [Reshape], [Transpose], [Matmul].
//
// # Sources
//
// PEP 234 (iterators), 255, 342, 380 and 479 (generators), 289 (generator
// expressions), 618 (strict zip); Modules/itertoolsmodule.c; the recipes in the
// documentation of itertools; more-itertools 11.
//
// To watch a pipeline being asked, go run ./examples/iterators; to watch one's own,
// put a [Watch] between its stages.
package iterators
