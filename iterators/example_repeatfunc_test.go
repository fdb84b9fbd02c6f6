package iterators_test

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleRepeatFunc() {
	n := 1
	double := func() int { n *= 2; return n }
	fmt.Println(slices.Collect(iterators.Take(iterators.RepeatFunc(double), 5)))
	// Output: [2 4 8 16 32]
}

func ExampleRepeatFuncN() {
	n := 1
	double := func() int { n *= 2; return n }
	fmt.Println(slices.Collect(iterators.RepeatFuncN(double, 3)))
	// Output: [2 4 8]
}

func ExampleTabulate() {
	square := func(n int) int { return n * n }
	fmt.Println(slices.Collect(iterators.Take(iterators.Tabulate(square, 3), 4)))
	// Output: [9 16 25 36]
}

func ExampleIterExcept() {
	in := bufio.NewReader(strings.NewReader("one\ntwo\n"))
	read := func() (string, error) { return in.ReadString('\n') }
	for line, err := range iterators.IterExcept(read, io.EOF) {
		fmt.Printf("%q %v\n", line, err)
	}
	// Output:
	// "one\n" <nil>
	// "two\n" <nil>
}
