// Command bench measures the library beside its best rivals and its Python twin.
//
//	cd bench && go run . -topic gc            # thorough: some minutes
//	cd bench && go run . -topic gc -quick     # within a minute
//	cd bench && go run . -topic gc -json      # one object a line, for programs
//
// Only the ratios of one run mean anything: see package harness for how they
// come about. The exit status is 0 when every case was measured, 1 when not (a
// worker failed, answers differed, interrupted), 2 for a wrong command line.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"underhood/bench/concurrency"
	"underhood/bench/gc"
	"underhood/bench/harness"
	"underhood/bench/ipc"
	"underhood/bench/iterators"
	"underhood/bench/metaclass"
	"underhood/bench/orm"
	"underhood/bench/singleton"
	"underhood/bench/web"
	"underhood/bench/websec"
	processes "underhood/ipc"
)

// topics is the table of what can be measured, in the order of RESULTS.md.
func topics() []*harness.Topic {
	return []*harness.Topic{gc.Topic(), iterators.Topic(), singleton.Topic(), ipc.Topic(), concurrency.Topic(), metaclass.Topic(), orm.Topic(), web.Topic(), websec.Topic()}
}

func main() {
	processes.Init() // where a worker of topic ipc or concurrency has started this process, it goes no further
	if len(os.Args) == 4 && os.Args[1] == "worker" {
		os.Exit(work(os.Args[2], os.Args[3]))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// work is the life of a worker process; only the harness starts one.
func work(topic, contestant string) int {
	signal.Ignore(os.Interrupt) // at a terminal it is the harness's business
	for _, t := range topics() {
		if works := t.Works[contestant]; t.Name == topic && works != nil {
			if err := harness.Serve(works, os.Stdin, os.Stdout); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
			return 0
		}
	}
	fmt.Fprintf(os.Stderr, "no worker %q for topic %q\n", contestant, topic)
	return 2
}

// run is the command.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, err)
		return 2
	}
	o := c.options
	o.Tell = harness.ShowProgress(stderr, terminal(stderr))
	o.Report = func(r harness.Result) error { return harness.WriteTable(stdout, r) }
	if c.json {
		o.Report = func(r harness.Result) error { return harness.WriteJSON(stdout, r) }
	}
	out, err := c.topic.Measure(ctx, o)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "interrupted")
		return 1
	case err != nil:
		fmt.Fprintln(stderr, "bench:", err)
		return 1
	}
	if c.write {
		if err := write(".", c, out, time.Now()); err != nil {
			fmt.Fprintln(stderr, "bench:", err)
			return 1
		}
	}
	if len(out.Failed) > 0 {
		return 1
	}
	return 0
}

// terminal says whether w is one.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}
