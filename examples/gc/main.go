// Command gc shows reference counts move and a cycle being collected.
//
//	go run ./examples/gc
//
// In a terminal it is animated and can be stepped, forwards and back; into a pipe
// it tells the same story in plain lines. -list names the scenarios, -program
// plays a program of your own, -h lists the other flags.
//
//	go run ./examples/gc -serve 127.0.0.1:8080
//
// serves a heap at work to a browser, by gc/gcview.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	lesson "underhood/internal/lessons/gc"
	pools "underhood/internal/lessons/pool"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
)

var app = show.App{
	Name:      "gc",
	About:     "Reference counts move, and a cycle that counting cannot free is found.",
	Scenarios: append(lesson.Scenarios(), pools.Scenarios()...),
	Program:   "a JSON array of operations; go doc ./internal/lessons/gc lists them",
	Options: []show.Option{{
		Name: "serve", Arg: "ADDRESS", Do: serveAt,
		About: "show a heap at work in the browser, at an address of this machine such as 127.0.0.1:8080, until ^C",
	}},
	Tape: choose,
	Live: terminal.Play,
}

// choose plays the allocator's scenario, or what the heap does.
func choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	if choice.Program == nil && choice.Scenario == "pool" {
		return pools.Choose(ctx, choice)
	}
	return lesson.Choose(ctx, choice)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := show.Run(ctx, app, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
