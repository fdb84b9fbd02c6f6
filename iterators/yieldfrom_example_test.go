package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

// The outer generator gives its child's items, and uses what the child returns.
func ExampleYieldFrom() {
	type yielder = iterators.Yielder[string, struct{}]
	page := func(n int) *iterators.Generator[string, struct{}, int] {
		return iterators.NewGenerator(func(y *yielder) (int, error) {
			for i := range 2 {
				if _, err := y.Yield(fmt.Sprintf("page %d row %d", n, i)); err != nil {
					return 0, err
				}
			}
			return 2, nil
		})
	}
	book := iterators.NewGenerator(func(y *yielder) (int, error) {
		rows := 0
		for n := range 2 {
			got, err := iterators.YieldFrom(y, page(n))
			if err != nil {
				return rows, err
			}
			rows += got
		}
		return rows, nil
	})
	for row := range book.All() {
		fmt.Println(row)
	}
	fmt.Println(book.Return())
	// Output:
	// page 0 row 0
	// page 0 row 1
	// page 1 row 0
	// page 1 row 1
	// 4 true
}

type branch struct {
	name        string
	left, right *branch
}

func (b *branch) walk(y *iterators.Yielder[string, struct{}]) (struct{}, error) {
	if b == nil {
		return struct{}{}, nil
	}
	if _, err := iterators.YieldFromFunc(y, b.left.walk); err != nil {
		return struct{}{}, err
	}
	if _, err := y.Yield(b.name); err != nil {
		return struct{}{}, err
	}
	return iterators.YieldFromFunc(y, b.right.walk)
}

// A tree in order, by recursion: each item goes straight to the loop.
func ExampleYieldFromFunc() {
	root := &branch{"d", &branch{"b", &branch{name: "a"}, &branch{name: "c"}}, &branch{name: "e"}}
	for name := range iterators.NewGenerator(root.walk).All() {
		fmt.Print(name, " ")
	}
	// Output: a b c d e
}

func ExampleYieldSeq() {
	g := iterators.NewGenerator(func(y *iterators.Yielder[int, struct{}]) (struct{}, error) {
		if err := iterators.YieldSeq(y, slices.Values([]int{1, 2})); err != nil {
			return struct{}{}, err
		}
		_, err := y.Yield(3)
		return struct{}{}, err
	})
	fmt.Println(slices.Collect(g.All()))
	// Output: [1 2 3]
}
