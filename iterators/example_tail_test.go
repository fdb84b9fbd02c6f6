package iterators_test

import (
	"fmt"
	"strings"

	"underhood/iterators"
)

func ExampleTail() {
	for line := range iterators.Tail(strings.Lines("one\ntwo\nthree\n"), 2) {
		fmt.Print(line)
	}
	// Output:
	// two
	// three
}

// An iterator is further on by what is consumed.
func ExampleConsume() {
	it := iterators.Iter(iterators.Count(0, 1))
	defer it.Stop()
	fmt.Println(iterators.Consume(it.All(), 5))
	fmt.Println(it.Next())
	// Output:
	// 5
	// 5 true
}
