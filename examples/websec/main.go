// Command websec attacks a small bank twice, bare and protected by package websec.
//
//	go run ./examples/websec
//	go run ./examples/websec -scenario xss-stored
//	go run ./examples/websec -scenario all
//
// plays a duel in process: what the attacker sends, what crosses the wire, what each bank
// and its database do, what the browser shows and runs. Then it tells which of the defences
// would have been enough alone. In a terminal it is animated and can be stepped, forwards
// and back; into a pipe it tells the same story in plain lines. -list names the duels,
// -program plays one of your own; go doc ./internal/lessons/websec has the form. A duel
// that goes otherwise than it should, because the bare bank holds or the protected one
// falls, is shown as well, and ends the program with status 1.
//
//	go run ./examples/websec -serve
//
// serves both banks and a page of the attacker to a browser, with a port each, and prints
// what crosses the wire of the banks. The attacker's page is opened by the host name
// localhost, the banks by 127.0.0.1, so that it is another site to the browser. The bare
// bank is vulnerable on purpose: all three are served on loopback only.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	lesson "underhood/internal/lessons/websec"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
)

var app = show.App{
	Name:      "websec",
	About:     "Attacks on a bank, bare and protected by package websec: what is sent, what becomes of it, which layer holds.",
	Scenarios: lesson.Scenarios(),
	Program:   "a JSON object; go doc ./internal/lessons/websec tells the form",
	Options: []show.Option{
		{Name: "host", Arg: "ADDRESS", About: "with -serve: the loopback address, 127.0.0.1 (the default) or ::1"},
	},
	Tape: func(ctx context.Context, choice show.Choice) (show.Tape, error) {
		tape, _, err := lesson.Choose(ctx, choice)
		return tape, err
	},
	Live: terminal.Play,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
