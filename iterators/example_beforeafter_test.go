package iterators_test

import (
	"fmt"
	"strings"

	"underhood/iterators"
)

func ExampleBeforeAndAfter() {
	header := func(line string) bool { return line != "\n" }
	before, after := iterators.BeforeAndAfter(strings.Lines("From: a\nTo: b\n\nHello\n"), header)
	for line := range before.All() {
		fmt.Printf("header %q\n", line)
	}
	for line := range after.All() {
		fmt.Printf("body   %q\n", line)
	}
	// Output:
	// header "From: a\n"
	// header "To: b\n"
	// body   "\n"
	// body   "Hello\n"
}
