// Command singleton shows goroutines that race for one instance, each way side by
// side, and the broken ones breaking.
//
//	go run ./examples/singleton
//
// In a terminal it is animated and can be stepped, forwards and back; into a pipe
// it tells the same story in plain lines. -list names the scenarios, -program
// plays a plan of your own, -h lists the other flags.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	lesson "underhood/internal/lessons/singleton"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
)

var app = show.App{
	Name:      "singleton",
	About:     "Goroutines race for one instance: the naive ways give several objects, the right ones one.",
	Scenarios: lesson.Scenarios(),
	Program:   "a JSON object; go doc ./internal/lessons/singleton tells the form",
	Tape:      lesson.Choose,
	Live:      terminal.Play,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := show.Run(ctx, app, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
