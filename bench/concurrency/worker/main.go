// Command worker is a worker of topic concurrency, in a program that has nothing
// else in it. A process is started by running the program anew: with the whole of
// the benchmark, every process would first set up the packages of all other topics
// and of their rivals, which takes longer than the rest of its start.
package main

import (
	"fmt"
	"os"
	"os/signal"

	"underhood/bench/concurrency"
	"underhood/bench/harness"
	units "underhood/concurrency"
)

func main() {
	units.Init() // a process that a worker has started goes no further
	signal.Ignore(os.Interrupt)
	name := os.Args[len(os.Args)-1]
	works := concurrency.Topic().Works[name]
	if works == nil {
		fmt.Fprintf(os.Stderr, "no worker %q; only the harness starts one\n", name)
		os.Exit(2)
	}
	if err := harness.Serve(works, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
