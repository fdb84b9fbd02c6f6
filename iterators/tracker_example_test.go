package iterators_test

import (
	"fmt"
	"path/filepath"

	"underhood/iterators"
)

// Which generators did this program forget?
func ExampleTracker() {
	var tracker iterators.Tracker
	for range 2 {
		g := iterators.Generate(failing, iterators.TrackedBy(&tracker))
		g.Next()
		defer g.Close()
	}
	for _, g := range tracker.Live() {
		fmt.Println(filepath.Base(g.File), g.State)
	}
	// Output:
	// tracker_example_test.go suspended
	// tracker_example_test.go suspended
}

func ExampleTracker_Live() {
	var tracker iterators.Tracker
	g := iterators.Generate(failing, iterators.TrackedBy(&tracker))
	fmt.Println(len(tracker.Live()))
	for range g.All() {
	}
	fmt.Println(len(tracker.Live()))
	// Output:
	// 1
	// 0
}

func ExampleTrackedBy() {
	var tracker iterators.Tracker
	g := iterators.NewGenerator(averager, iterators.TrackedBy(&tracker))
	defer g.Close()
	fmt.Println(tracker.Live()[0].State)
	// Output: created
}

func ExampleTrackedGenerator() {
	fmt.Println(iterators.TrackedGenerator{File: "walk.go", Line: 12, State: iterators.Suspended})
	// Output: walk.go:12 suspended
}

func ExampleTrackedGenerator_String() {
	g := iterators.TrackedGenerator{File: "walk.go", Line: 12, State: iterators.Created}
	fmt.Println("not closed: " + g.String())
	// Output: not closed: walk.go:12 created
}
