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

func ExampleSeekable_Next() {
	s := iterators.NewSeekable(slices.Values([]string{"a"}))
	fmt.Println(s.Next())
	fmt.Println(s.Next())
	// Output:
	// a true
	//  false
}

func ExampleSeekable_Seek() {
	s := iterators.NewSeekable(slices.Values([]string{"a", "b", "c"}))
	fmt.Println(s.Seek(2)) // reads a and b
	fmt.Println(s.Next())
	fmt.Println(s.Seek(1)) // back
	fmt.Println(s.Next())
	fmt.Println(s.Seek(9)) // to the end
	// Output:
	// 2
	// c true
	// 1
	// b true
	// 3
}

func ExampleSeekable_Index() {
	s := iterators.NewSeekable(slices.Values([]string{"a", "b"}))
	defer s.Stop()
	fmt.Println(s.Index())
	s.Next()
	fmt.Println(s.Index())
	// Output:
	// 0
	// 1
}

func ExampleSeekable_Elements() {
	s := iterators.NewSeekable(iterators.Count(1, 1))
	defer s.Stop()
	s.Seek(3)
	s.Seek(0)
	fmt.Println(s.Elements()) // wherever it is now
	// Output: [1 2 3]
}

func ExampleSeekable_All() {
	s := iterators.NewSeekable(slices.Values([]string{"a", "b", "c"}))
	s.Next()
	fmt.Println(slices.Collect(s.All()))
	s.Seek(0)
	fmt.Println(slices.Collect(s.All()))
	// Output:
	// [b c]
	// [a b c]
}

func ExampleSeekable_Stop() {
	s := iterators.NewSeekable(iterators.Count(1, 1))
	s.Seek(2)
	s.Stop()
	s.Seek(0)
	fmt.Println(slices.Collect(s.All())) // what was read before
	// Output: [1 2]
}
