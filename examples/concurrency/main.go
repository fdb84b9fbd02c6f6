// Command concurrency shows tasks that take turns on a loop with a virtual clock, and
// processes, threads, goroutines and coroutines that crash, and who survives.
//
//	go run ./examples/concurrency
//
// In a terminal it is animated and can be stepped, forwards and back; into a pipe
// it tells the same story in plain lines. -live fills the table of the units while you
// watch; m measures again. -list names the scenarios, -program plays a program of your
// own, -h lists the other flags.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"underhood/concurrency"
	lesson "underhood/internal/lessons/concurrency"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
)

const about = `Processes, threads, goroutines and coroutines: measured, counting without a lock,
crashing, killed; and tasks that take turns on a loop with a virtual clock.

-live fills the table of measurements while you watch; -json has all the figures.
-seed is the order of the tasks on the loop (1: as written), the interleaving of the
counter, and the task whose worker is killed in the pool. Elsewhere nothing is left to chance.`

var app = show.App{
	Name:      "concurrency",
	About:     about,
	Scenarios: lesson.Scenarios(),
	Program:   "a JSON object; go doc ./internal/lessons/concurrency tells the form",
	Tape:      lesson.Choose,
	Live:      terminal.Play,
	Source:    lesson.Watch,
	Watch:     terminal.Watch,
}

func main() {
	// Under the race detector each process would else wait a second before it ends.
	err := os.Setenv("GORACE", "atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	concurrency.Init() // a child goes no further than this
	if err != nil {
		fmt.Fprintln(os.Stderr, err) // it is only slower
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := show.Run(ctx, app, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
