// Command metaclass shows how classes are made and what an attribute access does:
// instance, class, metaclass and type, hook by hook and place by place.
//
//	go run ./examples/metaclass
//
// In a terminal it is animated and can be stepped, forwards and back; into a pipe
// it tells the same story in plain lines. -list names the scenarios, -program
// plays a program of your own, -h lists the other flags.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	lesson "underhood/internal/lessons/metaclass"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
)

var app = show.App{
	Name:      "metaclass",
	About:     "An instance is made by a class, a class by its metaclass, and type is its own instance.",
	Scenarios: lesson.Scenarios(),
	Program:   "a JSON object; go doc ./internal/lessons/metaclass tells the form",
	Tape:      lesson.Choose,
	Live:      terminal.Play,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := show.Run(ctx, app, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
