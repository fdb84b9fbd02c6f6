package iterators

import (
	"slices"

	"underhood/bench/harness"
	it "underhood/iterators"
	"underhood/iterators/pull"
)

// nestedWorks are stages of the same kind on top of each other, which the
// compiler does not inline into itself.
func nestedWorks() map[string]harness.Work {
	return map[string]harness.Work{"map_map_inline": number(oursMapMap)}
}

//go:noinline
func oursMapMap(items []int) int {
	sum := 0
	for v := range it.Map(it.Map(slices.Values(items), affine), affine) {
		sum += v
	}
	return sum
}

// sequenceWorks are the forms for any iter.Seq, which need a coroutine.
func sequenceWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"zip":     pair(sequenceZip),
		"groupby": number(sequenceGroups),
		"tee":     number(sequenceTee),
	}
}

//go:noinline
func sequenceZip(a, b []int) int {
	sum := 0
	for x, y := range it.Zip(slices.Values(a), slices.Values(b)) {
		sum += x * y
	}
	return sum
}

//go:noinline
func sequenceGroups(items []int) int {
	answer := 0
	for _, group := range it.GroupBy(slices.Values(items), tens) {
		sum := 0
		for v := range group {
			sum += v
		}
		answer ^= sum
	}
	return answer
}

//go:noinline
func sequenceTee(items []int) int {
	parts := it.Tee(slices.Values(items), 2)
	n := 0
	for x := range parts[0].All() {
		if y, _ := parts[1].Next(); x == y {
			n++
		}
	}
	return n
}

// sourceWorks are the forms of package pull where the goals bind those of
// package iterators, and a tee that cannot walk a slice twice.
func sourceWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"tee": number(blocksTee),
		"batched": number(func(items []int) int {
			return ends(pull.Batched(pull.Slice(items), batchSize).All())
		}),
		"map_filter_sum_call": number(func(items []int) int {
			return total(pull.Filter(pull.Map(pull.Slice(items), affine), even).All())
		}),
	}
}

//go:noinline
func blocksTee(items []int) int {
	next, _ := pull.Slice(items).Iter()
	return same(pull.Tee(pull.FromNext(next), 2))
}

// reuseWorks give one slice again and again.
func reuseWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"product": number(func(items []int) int {
			p := slices.Values(items)
			return ends(it.ProductReuse(p, p, p))
		}),
		"permutations": number(func(items []int) int {
			return ends(it.PermutationsReuse(slices.Values(items), it.End))
		}),
		"combinations": number(func(items []int) int {
			return ends(it.CombinationsReuse(slices.Values(items), chosen))
		}),
		"window": number(func(items []int) int {
			return ends(it.SlidingWindowReuse(slices.Values(items), windowSize))
		}),
		"batched": number(func(items []int) int {
			return ends(it.BatchedReuse(slices.Values(items), batchSize))
		}),
	}
}

// valueWorks are the tuples of a fixed number of items, by value.
func valueWorks() map[string]harness.Work {
	return map[string]harness.Work{"product": number(valueProduct)}
}

//go:noinline
func valueProduct(pool []int) int {
	sum := 0
	p := slices.Values(pool)
	for t := range it.Product3(p, p, p) {
		sum += endsOf(t.First, t.Third)
	}
	return sum
}

// keptWorks keep all tuples, as Python does.
func keptWorks() map[string]harness.Work {
	look := func(t []int) int { return endsOf(t[0], t[len(t)-1]) }
	return map[string]harness.Work{
		"product":      kept(func(pool []int) [][]int { return slices.Collect(oursProduct(pool)) }, look),
		"permutations": kept(func(pool []int) [][]int { return slices.Collect(oursPermutations(pool)) }, look),
		"combinations": kept(func(pool []int) [][]int { return slices.Collect(oursCombinations(pool)) }, look),
	}
}

// handleWorks delegate to generators that have a handle of their own.
func handleWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"tree_walk": walk(func(root *node) int { return total(it.NewGenerator(root.handles).All()) }),
	}
}

// handles is in with a generator a node.
func (n *node) handles(y *it.Yielder[int, struct{}]) (struct{}, error) {
	if n.left != nil {
		if _, err := it.YieldFrom(y, it.NewGenerator(n.left.handles)); err != nil {
			return struct{}{}, err
		}
	}
	if _, err := y.Yield(n.value); err != nil {
		return struct{}{}, err
	}
	if n.right != nil {
		return it.YieldFrom(y, it.NewGenerator(n.right.handles))
	}
	return struct{}{}, nil
}
