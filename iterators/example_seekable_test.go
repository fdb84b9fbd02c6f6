package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

// One pass over the source, two over the items.
func ExampleSeekable() {
	s := iterators.NewSeekable(slices.Values([]float64{1, 2, 3, 6}))
	defer s.Stop()
	mean := iterators.Sum(s.All()) / float64(s.Index())
	s.Seek(0)
	for v := range s.All() {
		fmt.Print(v-mean, " ")
	}
	// Output: -2 -1 0 3
}

func ExampleNewSeekable() {
	s := iterators.NewSeekable(iterators.Count(10, 1))
	defer s.Stop()
	fmt.Println(s.Seek(3))
	fmt.Println(s.Next())
	fmt.Println(s.Elements())
	// Output:
	// 3
	// 13 true
	// [10 11 12 13]
}
