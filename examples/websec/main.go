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
//	go run ./examples/websec -scenario flood
//	go run ./examples/websec -scenario slow
//
// attack both banks with load, on real servers on loopback: a flood of one source and of
// many, and clients that never end their requests. They show the banks' gauges, whom the
// banks served meanwhile, which layer refused how many, and what the banks held. Each takes
// about ten seconds; Linux and Windows let attackers have addresses of their own on
// loopback, macOS does not.
//
//	go run ./examples/websec -serve
//
// serves both banks and a page of the attacker to a browser, with a port each, and prints
// what crosses the wire of the banks. From the attacker's page the same attacks can be
// started, one at a time, and watched: its gauges and the wire are live. The attacker's
// page is opened by the host name localhost, the banks by 127.0.0.1, so that it is another
// site to the browser. The bare bank is vulnerable on purpose: all three are served on
// loopback only, and to no other host name.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	lesson "underhood/internal/lessons/websec"
	"underhood/internal/lessons/websec/siege"
	"underhood/internal/show"
	"underhood/internal/show/terminal"
)

var app = show.App{
	Name:      "websec",
	About:     "Attacks on a bank, bare and protected by package websec: what is sent, what becomes of it, which layer holds.",
	Scenarios: append(lesson.Scenarios(), siege.Scenarios()...),
	Program:   "a JSON object; go doc ./internal/lessons/websec tells the form",
	Options: []show.Option{
		{Name: "host", Arg: "ADDRESS", About: "with -serve: the loopback address, 127.0.0.1 (the default) or ::1"},
	},
	Tape: func(ctx context.Context, choice show.Choice) (show.Tape, error) {
		tape, _, err := choose(ctx, choice)
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
