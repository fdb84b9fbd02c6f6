// Command concurrency shows tasks that take turns on a loop with a virtual clock, and
// processes, threads, goroutines and coroutines that crash, and who survives.
//
//	go run ./examples/concurrency
//
// In a terminal it is animated and can be stepped, forwards and back; into a pipe
// it tells the same story in plain lines. -list names the scenarios, -program plays
// a program of your own, -h lists the other flags.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"underhood/concurrency"
	lesson "underhood/internal/lessons/concurrency"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
)

var app = show.App{
	Name:      "concurrency",
	About:     "Tasks take turns on a loop with a virtual clock; units crash, really, and some take their starter along.",
	Scenarios: lesson.Scenarios(),
	Program:   "a JSON object; go doc ./internal/lessons/concurrency tells the form",
	Tape:      lesson.Choose,
	Live:      terminal.Play,
}

func main() {
	concurrency.Init() // a child goes no further than this
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := show.Run(ctx, app, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
