package iterators

import (
	"iter"
	"slices"

	"underhood/bench/harness"
	it "underhood/iterators"
	"underhood/iterators/pull"
)

// works is what the library does in the cases the goals bind.
func works() map[string]harness.Work {
	return map[string]harness.Work{
		"map_filter_sum_call":   number(func(items []int) int { return total(oursMapFilter(items)) }),
		"map_filter_sum_inline": number(oursInline),
		"map_map_inline":        number(oursMapThen),
		"zip":                   pair(func(a, b []int) int { return oursDot(oursZip(a, b)) }),
		"groupby":               number(oursGroups),
		"tee":                   number(oursTee),
		"product":               number(func(items []int) int { return ends(oursProduct(items)) }),
		"permutations":          number(func(items []int) int { return ends(oursPermutations(items)) }),
		"combinations":          number(func(items []int) int { return ends(oursCombinations(items)) }),
		"window":                number(func(items []int) int { return ends(it.SlidingWindow(slices.Values(items), windowSize)) }),
		"batched":               number(func(items []int) int { return ends(it.Batched(slices.Values(items), batchSize)) }),
		"product_reuse":         number(oursProductReuse),
		"tree_walk":             walk(oursWalk),
		"send":                  times(oursSend),
		"first_item":            times(oursFirst),
	}
}

// total ranges over a sequence it knows nothing of.
//
//go:noinline
func total(seq iter.Seq[int]) int {
	sum := 0
	for v := range seq {
		sum += v
	}
	return sum
}

// ends looks at the first and the last of each tuple of a sequence it knows nothing
// of, and keeps the tuple until the next.
//
//go:noinline
func ends(seq iter.Seq[[]int]) int {
	sum := 0
	for t := range seq {
		keptTuple = t
		sum += endsOf(t[0], t[len(t)-1])
	}
	harness.Keep(keptTuple)
	return sum
}

//go:noinline
func oursMapFilter(items []int) iter.Seq[int] {
	return it.Filter(it.Map(slices.Values(items), affine), even)
}

//go:noinline
func oursInline(items []int) int {
	return it.Sum(it.Filter(it.Map(slices.Values(items), affine), even))
}

//go:noinline
func oursMapThen(items []int) int {
	sum := 0
	for v := range it.Map(slices.Values(items), it.Then(affine, affine)) {
		sum += v
	}
	return sum
}

//go:noinline
func oursZip(a, b []int) pull.Source[it.Pair[int, int]] {
	return pull.Zip(pull.Slice(a), pull.Slice(b))
}

//go:noinline
func oursDot(zip pull.Source[it.Pair[int, int]]) int {
	sum := 0
	for p := range zip.All() {
		sum += p.First * p.Second
	}
	return sum
}

//go:noinline
func oursGroups(items []int) int {
	answer := 0
	for group := range pull.GroupBy(pull.Slice(items), tens).All() {
		sum := 0
		next, _ := group.Second.Iter()
		for v, ok := next(); ok; v, ok = next() {
			sum += v
		}
		answer ^= sum
	}
	return answer
}

//go:noinline
func oursTee(items []int) int { return same(pull.Tee(pull.Slice(items), 2)) }

// same asks two sources in turn how often they agree.
//
//go:noinline
func same(parts []pull.Source[int]) int {
	n := 0
	first, _ := parts[0].Iter()
	second, _ := parts[1].Iter()
	for x, ok := first(); ok; x, ok = first() {
		if y, _ := second(); x == y {
			n++
		}
	}
	return n
}

//go:noinline
func oursProduct(pool []int) iter.Seq[[]int] {
	return it.ProductRepeat(3, slices.Values(pool))
}

//go:noinline
func oursPermutations(pool []int) iter.Seq[[]int] {
	return it.Permutations(slices.Values(pool), it.End)
}

//go:noinline
func oursCombinations(pool []int) iter.Seq[[]int] {
	return it.Combinations(slices.Values(pool), chosen)
}

//go:noinline
func oursProductReuse(pool []int) int {
	sum := 0
	p := slices.Values(pool)
	for t := range it.ProductReuse(p, p, p) {
		keptTuple = t
		sum += t[0] ^ t[1] ^ t[2]
	}
	return sum
}

// keptTuple keeps the last tuple seen, so that none can stay on the stack.
var keptTuple []int

// in is a generator's body: the tree from left to right.
func (n *node) in(y *it.Yielder[int, struct{}]) (struct{}, error) {
	if n.left != nil {
		if _, err := it.YieldFromFunc(y, n.left.in); err != nil {
			return struct{}{}, err
		}
	}
	if _, err := y.Yield(n.value); err != nil {
		return struct{}{}, err
	}
	if n.right != nil {
		return it.YieldFromFunc(y, n.right.in)
	}
	return struct{}{}, nil
}

//go:noinline
func oursWalk(root *node) int { return total(it.NewGenerator(root.in).All()) }

// adder is a generator's body: the sum of all it is sent.
func adder(y *it.Yielder[int, int]) (int, error) {
	sum := 0
	for {
		v, err := y.Yield(sum)
		if err != nil {
			return sum, err
		}
		sum += v
	}
}

//go:noinline
func oursSend(n int) int {
	g := it.NewGenerator(adder)
	defer func() { _, _ = g.Close() }()
	sum, err := g.Next()
	for i := 0; i < n && err == nil; i++ {
		sum, err = g.Send(i)
	}
	if err != nil {
		panic(err)
	}
	return sum
}

//go:noinline
func oursFirst(n int) int {
	sum := 0
	for i := range n {
		v, _ := it.First(oursEndless(i))
		sum += v
	}
	return sum
}

//go:noinline
func oursEndless(from int) iter.Seq[int] {
	return it.Filter(it.Map(it.Count(from, 1), affine), even)
}
