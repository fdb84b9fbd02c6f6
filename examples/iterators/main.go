// Command iterators shows a pipeline at work: which stage asks, which item moves,
// and where a generator waits.
//
//	go run ./examples/iterators
//
// In a terminal it is animated and can be stepped, forwards and back; into a pipe
// it tells the same story in plain lines. -list names the scenarios, -program
// plays a case of your own, -h lists the other flags.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	lesson "underhood/internal/lessons/iterators"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
)

var app = show.App{
	Name:      "iterators",
	About:     "Stages ask for items, items move one at a time, generators wait in between.",
	Scenarios: lesson.Scenarios(),
	Program:   "one case, a JSON object; go doc ./internal/lessons/iterators tells the form",
	Tape:      lesson.Choose,
	Live:      terminal.Play,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := show.Run(ctx, app, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
