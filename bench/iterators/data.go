package iterators

import (
	"fmt"
	"math/bits"

	"underhood/bench/harness"
)

// The functions of the pipelines, the same for all.

func affine(v int) int { return 3*v + 1 }

func even(v int) bool { return v&1 == 0 }

func tens(v int) int { return v / 10 }

// The sizes that are not the number of items.
const (
	chosen     = 8  // combinations of so many
	windowSize = 8  // sliding_window
	batchSize  = 16 // batched
)

// ints is 0 to n-1.
func ints(n int) []int {
	items := make([]int, n)
	for i := range items {
		items[i] = i
	}
	return items
}

// number measures a function of the ints below the case's size.
func number(f func(items []int) int) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		items := ints(p.Size)
		return harness.Run{Sample: func() (harness.Sample, error) {
			answer := 0
			s := harness.Measure(func() { answer = f(items) })
			s.Answer = fmt.Sprint(answer)
			return s, nil
		}}, nil
	}
}

// pair measures a function of the ints below the case's size and those from 1.
func pair(f func(a, b []int) int) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		items := ints(p.Size + 1)
		b := append([]int(nil), items[1:]...)
		return number(func(a []int) int { return f(a, b) })(p)
	}
}

// times measures a function that is told how often to do something.
func times(f func(n int) int) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		return number(func([]int) int { return f(p.Size) })(harness.Params{})
	}
}

// endsOf is what is wanted of each tuple.
func endsOf(first, last int) int { return first ^ last }

// kept measures a function that keeps all tuples of the ints below the case's
// size. They are looked at off the clock.
func kept[T any](f func(pool []int) []T, look func(T) int) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		pool := ints(p.Size)
		return harness.Run{Sample: func() (harness.Sample, error) {
			var all []T
			s := harness.Measure(func() { all = f(pool) })
			sum := 0
			for _, t := range all {
				sum += look(t)
			}
			s.Answer = fmt.Sprint(sum)
			return s, nil
		}}, nil
	}
}

// A node is one of the tree that is walked.
type node struct {
	left, right *node
	value       int
}

// tree is a full tree, its nodes numbered from left to right.
func tree(depth int, from *int) *node {
	if depth == 0 {
		return nil
	}
	n := &node{left: tree(depth-1, from)}
	n.value = *from
	*from++
	n.right = tree(depth-1, from)
	return n
}

// walk measures a function of the tree with as many nodes as the size says.
func walk(f func(root *node) int) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		number := 0
		root := tree(bits.Len(uint(p.Size)), &number)
		return times(func(int) int { return f(root) })(p)
	}
}
