// Command web shows how Flask's blueprints, request life cycle and sessions work: the
// contexts going on and off their stacks, the functions around a request in order, and
// what they find in g and the session.
//
//	go run ./examples/web
//	go run ./examples/web -as ada -request "POST /notes/ title=tea"
//	go run ./examples/web -serve
//
// The first plays small applications, one a scenario (-list). The second sends a request
// of yours to a real one, of blueprints in the folders beside this file: accounts, notes
// and admin. The third serves that one for a browser.
//
// In a terminal the run is animated and can be stepped, forwards and back; into a pipe
// it tells the same story in plain lines. -program plays an application described in
// JSON, with its requests; go doc ./internal/lessons/web has the form. -h lists the flags.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	lesson "underhood/internal/lessons/web"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
)

var app = show.App{
	Name: "web",
	About: `Contexts go on and off their stacks, functions run around a request in Flask's order.

  -request LINE   send a request to a real application of blueprints, instead of
                  a run: "GET /notes/1", "POST /notes/ title=tea"; several are
                  sent one after the other, by one browser
  -as NAME        log in first, as ada (an administrator) or bob
  -serve          serve that application for a browser, until Ctrl-C
  -addr HOST:PORT where -serve listens (default 127.0.0.1:8000)
  -db FILE        its database with -serve (default: in memory)`,
	Scenarios: lesson.Scenarios(),
	Program:   "JSON, an application and the requests it gets; go doc ./internal/lessons/web has the form",
	Tape:      lesson.Choose,
	Live:      terminal.Play,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run takes the flags that only this example has, and leaves the rest to the stage.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	own, rest, err := parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "%s: %s\nTry -h.\n", app.Name, err)
		return 2
	}
	if own.serve {
		return serve(ctx, own, stdout, stderr)
	}
	return show.Run(ctx, own.app(app), rest, stdin, stdout, stderr)
}
