package iterators_test

import (
	"iter"
	"testing"

	"underhood/iterators"
)

var kept int

func upTo(n int) *iterators.Generator[int, int, struct{}] {
	return iterators.NewGenerator(func(y *iterators.Yielder[int, int]) (struct{}, error) {
		for i := range n {
			if _, err := y.Yield(i); err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, nil
	})
}

func BenchmarkGeneratorLoop(b *testing.B) {
	const n = 100_000
	b.Run("impl=hand/n=100000", func(b *testing.B) {
		seq := func(yield func(int) bool) {
			for i := range n {
				if !yield(i) {
					return
				}
			}
		}
		sum(b, n, func() iter.Seq[int] { return seq })
	})
	b.Run("impl=generator/n=100000", func(b *testing.B) {
		sum(b, n, func() iter.Seq[int] { return upTo(n).All() })
	})
	b.Run("impl=generate/n=100000", func(b *testing.B) {
		sum(b, n, func() iter.Seq[int] {
			return iterators.Generate(func(yield func(int) error) error {
				for i := range n {
					if err := yield(i); err != nil {
						return err
					}
				}
				return nil
			}).All()
		})
	})
}

func sum(b *testing.B, n int, seq func() iter.Seq[int]) {
	b.ReportAllocs()
	for b.Loop() {
		total := 0
		for v := range seq() {
			total += v
		}
		kept = total
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
}

// A value each way: iter.Pull with a shared variable is the limit.
func BenchmarkGeneratorSend(b *testing.B) {
	b.Run("impl=pull", func(b *testing.B) {
		in := 0
		next, stop := iter.Pull(func(yield func(int) bool) {
			total := 0
			for yield(total) {
				total += in
			}
		})
		defer stop()
		next()
		for b.Loop() {
			in = 1
			kept, _ = next()
		}
	})
	b.Run("impl=generator", func(b *testing.B) {
		g := iterators.NewGenerator(func(y *iterators.Yielder[int, int]) (int, error) {
			total := 0
			for {
				in, err := y.Yield(total)
				if err != nil {
					return total, err
				}
				total += in
			}
		})
		defer func() { _, _ = g.Close() }()
		_, _ = g.Next()
		for b.Loop() {
			kept, _ = g.Send(1)
		}
	})
}

type tree struct {
	left, right *tree
	value       int
}

func fullTree(depth, value int) *tree {
	if depth == 0 {
		return nil
	}
	return &tree{fullTree(depth-1, 2*value), fullTree(depth-1, 2*value+1), value}
}

// By hand: recursion with a callback.
func (t *tree) each(yield func(int) bool) bool {
	if t == nil {
		return true
	}
	return t.left.each(yield) && yield(t.value) && t.right.each(yield)
}

// walk is the same as a generator's body.
func (t *tree) walk(y *iterators.Yielder[int, struct{}]) (struct{}, error) {
	if t.left != nil {
		if _, err := iterators.YieldFrom(y, iterators.NewGenerator(t.left.walk)); err != nil {
			return struct{}{}, err
		}
	}
	if _, err := y.Yield(t.value); err != nil {
		return struct{}{}, err
	}
	if t.right != nil {
		return iterators.YieldFrom(y, iterators.NewGenerator(t.right.walk))
	}
	return struct{}{}, nil
}

func (t *tree) walkFunc(y *iterators.Yielder[int, struct{}]) (struct{}, error) {
	if t.left != nil {
		if _, err := iterators.YieldFromFunc(y, t.left.walkFunc); err != nil {
			return struct{}{}, err
		}
	}
	if _, err := y.Yield(t.value); err != nil {
		return struct{}{}, err
	}
	if t.right != nil {
		return iterators.YieldFromFunc(y, t.right.walkFunc)
	}
	return struct{}{}, nil
}

func BenchmarkYieldFromTree(b *testing.B) {
	const depth = 17
	root := fullTree(depth, 1)
	n := 1<<depth - 1
	b.Run("impl=hand/n=131071", func(b *testing.B) {
		sum(b, n, func() iter.Seq[int] { return func(yield func(int) bool) { root.each(yield) } })
	})
	b.Run("impl=yieldfrom/n=131071", func(b *testing.B) {
		sum(b, n, func() iter.Seq[int] { return iterators.NewGenerator(root.walk).All() })
	})
	b.Run("impl=yieldfromfunc/n=131071", func(b *testing.B) {
		sum(b, n, func() iter.Seq[int] { return iterators.NewGenerator(root.walkFunc).All() })
	})
}
