package show_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"underhood/internal/show"
)

// push and pop are the events of a stack.
type stackEvent struct {
	Op   string `json:"op"`
	Name string `json:"name"`
}

// stackStory is all a topic has to write: how an event changes the state, and
// how the state looks.
var stackStory = show.Story[stackEvent, []string]{
	Title: "A stack",
	Start: func() []string { return nil },
	Apply: func(s []string, e stackEvent) []string {
		if e.Op == "push" {
			return append(s, e.Name)
		}
		return s[:len(s)-1]
	},
	Clone: func(s []string) []string { return append([]string(nil), s...) },
	View: func(s []string) show.Scene {
		lane := show.Lane{ID: "main"}
		for i, name := range s {
			item := show.Item{ID: fmt.Sprint(i), Label: name}
			if i == len(s)-1 {
				item.Class = show.Current
			}
			lane.Items = append(lane.Items, item)
		}
		return show.Scene{Panels: []show.Panel{show.Lanes{Title: "Calls", Stacked: true, Lanes: []show.Lane{lane}}}}
	},
	Line: func(s []string, e stackEvent) string { return fmt.Sprintf("%s %s, %d deep", e.Op, e.Name, len(s)) },
}

// The whole way: an engine's hook fills a log, a story makes it a tape, and a
// tape can be looked at from any step.
func ExampleNewTape() {
	var log show.Log[stackEvent]
	hook := log.Append // what an engine is given
	hook(stackEvent{"push", "main"})
	hook(stackEvent{"push", "read"})
	hook(stackEvent{"pop", "read"})

	tape := show.NewTape(stackStory, log.Events())
	_ = show.Plain(os.Stdout, tape) // standard output
	fmt.Print(show.Layout(tape.Scene(2), show.Size{Cols: 24}).Frame(show.FrameStyle{}))
	// Output:
	// 1  push main, 1 deep
	// 2  push read, 2 deep
	// 3  pop read, 1 deep
	// A stack
	//
	// Calls ──────────────────
	// [>read]
	// [ main]
	// ───────
	//  main
	//
	// push read, 2 deep
}

// A scene says itself in words for who cannot see it.
func ExampleText() {
	tape := show.NewTape(stackStory, []stackEvent{{"push", "main"}, {"push", "read"}})
	fmt.Print(show.Text(tape.Scene(2)))
	// Output:
	// A stack
	// Calls (lanes):
	//   main: main, read [current]
	// push read, 2 deep
}

// The main of an example is one call; terminal.Play goes into Live.
func ExampleRun() {
	app := show.App{
		Name: "stack", About: "A stack grows and shrinks.",
		Scenarios: []show.Scenario{{Name: "short", About: "two calls"}},
		Tape: func(context.Context, show.Choice) (show.Tape, error) {
			return show.NewTape(stackStory, []stackEvent{{"push", "main"}}), nil
		},
	}
	status := show.Run(context.Background(), app, []string{"-json"}, strings.NewReader(""), os.Stdout, os.Stderr)
	fmt.Println(status)
	// Output:
	// {"step":1,"line":"push main, 1 deep","events":[{"op":"push","name":"main"}]}
	// 0
}
