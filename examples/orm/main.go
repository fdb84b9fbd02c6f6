// Command orm shows objects on the left, the SQL they become in the middle, and the
// tables on the right, on SQLite, which is built in.
//
//	go run ./examples/orm
//
// In a terminal it is animated and can be stepped, forwards and back; into a pipe
// it tells the same story in plain lines. -list names the scenarios, -program
// plays a plan of your own, such as
//
//	{"plan": [["create"], ["new","ada","user","name=Ada","age=36"], ["insert","ada"]]}
//
// go doc ./internal/lessons/orm has all steps, -h lists the other flags.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	lesson "underhood/internal/lessons/orm"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
	"underhood/orm/sqlite"
)

var app = show.App{
	Name:      "orm",
	About:     "Objects on the left, the SQL they become in the middle, the tables on the right, on SQLite in memory.",
	Scenarios: lesson.Scenarios(),
	Program:   `JSON, {"plan": [["create"], ["new","ada","user","age=36"], ["insert","ada"]]}; go doc ./internal/lessons/orm has all steps`,
	Tape:      lesson.Choose(sqlite.Open),
	Live:      terminal.Play,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := show.Run(ctx, app, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
