package iterators_test

import (
	"fmt"
	"slices"

	"underhood/iterators"
)

// Take asks for no third item.
func ExampleWatch() {
	told := func(e iterators.Event) { fmt.Println(e.Stage, e.Kind) }
	for v := range iterators.Take(iterators.Watch(slices.Values([]string{"a", "b", "c"}), "letters", told), 2) {
		fmt.Println(v)
	}
	// Output:
	// letters ask
	// letters give
	// a
	// letters ask
	// letters give
	// b
	// letters leave
}

func ExampleEvent() {
	e := iterators.Event{Kind: iterators.EventGive, Stage: "letters", Value: "a"}
	fmt.Println(e.Stage, e.Kind, e.Value)
	// Output: letters give a
}

func ExampleEventKind() {
	fmt.Println(iterators.EventAsk, iterators.EventOver)
	// Output: ask over
}

func ExampleEventKind_String() {
	fmt.Println("the stage said " + iterators.EventGive.String())
	// Output: the stage said give
}
