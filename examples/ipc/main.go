// Command ipc shows processes that share memory, and what becomes of it when one of
// them is killed.
//
//	go run ./examples/ipc
//
// In a terminal it is animated and can be stepped, forwards and back; into a pipe
// it tells the same story in plain lines. -live shows a parent and its children at
// work, until you quit; k kills the one that has the lock. -list names the scenarios, -program
// plays a program of your own, -h lists the other flags.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	lesson "underhood/internal/lessons/ipc"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
	"underhood/ipc"
)

var app = show.App{
	Name:      "ipc",
	About:     "Processes share queues, pipes, memory, semaphores and locks, and are killed: nothing is lost, nobody hangs.",
	Scenarios: lesson.Scenarios(),
	Program:   "a JSON object; go doc ./internal/lessons/ipc tells the form",
	Tape:      lesson.Choose,
	Live:      terminal.Play,
	Source:    lesson.Watch,
	Watch:     terminal.Watch,
}

func main() {
	ipc.Init() // a child goes no further than this
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := show.Run(ctx, app, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
