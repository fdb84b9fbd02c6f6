// Command orm shows objects on the left, the SQL they become in the middle, and the
// tables on the right, on SQLite, which is built in.
//
//	go run ./examples/orm
//	go run ./examples/orm -dsn postgres://user@host/database
//	go run ./examples/orm -dsn 'user:password@tcp(host:3306)/database'
//
// With -dsn it plays on PostgreSQL, or on MariaDB, in a schema or database that it makes
// and drops again; the user has to be allowed to.
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
)

var app = show.App{
	Name:      "orm",
	About:     "Objects on the left, the SQL they become in the middle, the tables on the right, on SQLite in memory.",
	Scenarios: lesson.Scenarios(),
	Program:   `JSON, {"plan": [["create"], ["new","ada","user","age=36"], ["insert","ada"]]}; go doc ./internal/lessons/orm has all steps`,
	Options:   []show.Option{{Name: "dsn", Arg: "DSN", About: "play on PostgreSQL (postgres://user@host/database) or MariaDB (user@tcp(host:3306)/database), in a place of its own that is dropped at the end"}},
	Tape:      tape,
	Live:      terminal.Play,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := show.Run(ctx, app, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
