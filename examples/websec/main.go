// Command websec serves a guest book twice, bare and protected by package websec, and a
// page of an attacker with the attacks as buttons.
//
//	go run ./examples/websec -serve
//
// The three have a port each. The attacker's page is opened by the host name localhost,
// the sites by 127.0.0.1, so that it is another site to the browser. The bare one is
// vulnerable on purpose: all three are served on loopback only, and another address is
// refused. What the layers of the protected one refuse is printed as it happens.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
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
	yes := flags.Bool("serve", false, "serve the sites and the attacker's page, until Ctrl-C")
	host := flags.String("host", "127.0.0.1", "the loopback `address` to serve on")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if !*yes || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "websec: say -serve; -h lists the flags")
		return 2
	}
	if err := serve(ctx, *host, stdout); err != nil {
		fmt.Fprintf(stderr, "websec: %s\n", err)
		return 1
	}
	return 0
}
