package iterators

import (
	"slices"

	"underhood/bench/harness"
)

// handWorks are loops, as one writes them without any library.
func handWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"map_filter_sum_call":   number(handInline),
		"map_filter_sum_inline": number(handInline),
		"map_map_inline":        number(handMapMap),
		"zip":                   pair(handDot),
		"groupby":               number(handGroups),
		"tee":                   number(handTee),
		"product":               number(handProduct),
		"permutations":          number(handPermutations),
		"combinations":          number(handCombinations),
		"window":                number(handWindow),
		"batched":               number(handBatched),
		"product_reuse":         number(handProductReuse),
		"tree_walk":             walk(handWalk),
	}
}

//go:noinline
func handInline(items []int) int {
	sum := 0
	for _, v := range items {
		if w := affine(v); even(w) {
			sum += w
		}
	}
	return sum
}

//go:noinline
func handMapMap(items []int) int {
	sum := 0
	for _, v := range items {
		sum += affine(affine(v))
	}
	return sum
}

//go:noinline
func handDot(a, b []int) int {
	sum := 0
	for i := range min(len(a), len(b)) {
		sum += a[i] * b[i]
	}
	return sum
}

//go:noinline
func handGroups(items []int) int {
	answer := 0
	for i := 0; i < len(items); {
		sum, key := 0, tens(items[i])
		for ; i < len(items) && tens(items[i]) == key; i++ {
			sum += items[i]
		}
		answer ^= sum
	}
	return answer
}

//go:noinline
func handTee(items []int) int {
	n, j := 0, 0
	for i := range items {
		if items[i] == items[j] {
			n++
		}
		j++
	}
	return n
}

//go:noinline
func handProduct(pool []int) int {
	sum := 0
	for _, x := range pool {
		for _, y := range pool {
			for _, z := range pool {
				t := []int{x, y, z}
				keptTuple = t
				sum += endsOf(t[0], t[2])
			}
		}
	}
	return sum
}

// handPermutations is the textbook's next permutation.
//
//go:noinline
func handPermutations(pool []int) int {
	sum, next := 0, slices.Clone(pool)
	for {
		t := slices.Clone(next)
		keptTuple = t
		sum += endsOf(t[0], t[len(t)-1])
		i := len(next) - 2
		for i >= 0 && next[i] > next[i+1] {
			i--
		}
		if i < 0 {
			return sum
		}
		j := len(next) - 1
		for next[j] < next[i] {
			j--
		}
		next[i], next[j] = next[j], next[i]
		slices.Reverse(next[i+1:])
	}
}

// handCombinations recurses.
//
//go:noinline
func handCombinations(pool []int) int {
	sum, part := 0, make([]int, 0, chosen)
	var from func(i int)
	from = func(i int) {
		if len(part) == chosen {
			t := slices.Clone(part)
			keptTuple = t
			sum += endsOf(t[0], t[chosen-1])
			return
		}
		for ; i <= len(pool)-(chosen-len(part)); i++ {
			part = append(part, pool[i])
			from(i + 1)
			part = part[:len(part)-1]
		}
	}
	from(0)
	return sum
}

// handWindow keeps every window apart, as the fresh ones are.
//
//go:noinline
func handWindow(items []int) int {
	sum := 0
	for i := windowSize; i <= len(items); i++ {
		w := slices.Clone(items[i-windowSize : i])
		keptTuple = w
		sum += endsOf(w[0], w[windowSize-1])
	}
	return sum
}

//go:noinline
func handBatched(items []int) int {
	sum := 0
	for b := range slices.Chunk(items, batchSize) {
		b = slices.Clone(b)
		keptTuple = b
		sum += endsOf(b[0], b[len(b)-1])
	}
	return sum
}

// handProductReuse keeps the tuple in a variable, as ours is.
//
//go:noinline
func handProductReuse(pool []int) int {
	sum, t := 0, make([]int, 3)
	for _, x := range pool {
		t[0] = x
		for _, y := range pool {
			t[1] = y
			for _, z := range pool {
				t[2] = z
				keptTuple = t
				sum += t[0] ^ t[1] ^ t[2]
			}
		}
	}
	return sum
}

// sum recurses.
func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.left.sum() + n.value + n.right.sum()
}

//go:noinline
func handWalk(root *node) int { return root.sum() }
