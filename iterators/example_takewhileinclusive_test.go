package iterators_test

import (
	"fmt"
	"slices"
	"strings"

	"underhood/iterators"
)

func ExampleTakeWhileInclusive() {
	open := func(s string) bool { return s != "quit" }
	fmt.Println(slices.Collect(iterators.TakeWhileInclusive(strings.FieldsSeq("look go quit look"), open)))
	// Output: [look go quit]
}
