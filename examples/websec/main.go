// Command websec attacks a small bank twice, bare and protected by package websec.
//
//	go run ./examples/websec
//	go run ./examples/websec -scenario csrf
//
// plays the attacks in process and tells for each what was sent, what became of it at
// both banks, which layer refused it, and which of the defences alone is enough.
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
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("websec", flag.ContinueOnError)
	flags.SetOutput(stderr)
	names := strings.Join(scenarios(), ", ")
	scenario := flags.String("scenario", "", "play the attacks of this `name` only: "+names)
	web := flags.Bool("serve", false, "serve both banks and the attacker's page to a browser, until Ctrl-C")
	host := flags.String("host", "127.0.0.1", "with -serve: the loopback `address`, 127.0.0.1 or ::1")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), "Attacks on a bank, bare and protected by package websec.\n"+
			"Without flags all are played in process and told as text.\n\n")
		flags.PrintDefaults()
	}
	if slices.ContainsFunc(args, func(arg string) bool { return arg == "-h" || arg == "-help" || arg == "--help" }) {
		flags.SetOutput(stdout) // help that was asked for is no error
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		return misused(stderr, "there are only flags, not %q", flags.Arg(0))
	case *scenario != "" && !slices.Contains(scenarios(), *scenario):
		return misused(stderr, "no scenario %q: there are %s", *scenario, names)
	case *scenario != "" && *web:
		return misused(stderr, "-scenario is played without -serve")
	}
	work := func() error { return duels(ctx, *scenario, stdout) }
	if *web {
		work = func() error { return serve(ctx, *host, stdout) }
	}
	if err := work(); err != nil {
		fmt.Fprintf(stderr, "websec: %s\n", err)
		return 1
	}
	return 0
}

func misused(stderr io.Writer, format string, args ...any) int {
	fmt.Fprintf(stderr, "websec: "+format+"; -h lists the flags\n", args...)
	return 2
}
