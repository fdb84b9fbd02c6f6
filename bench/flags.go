package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"underhood/bench/harness"
)

// command is what the command line asks for.
type command struct {
	topic       *harness.Topic
	options     harness.Options
	json, write bool
}

func parse(args []string, stderr io.Writer) (command, error) {
	var c command
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(io.Discard) // run says what is wrong, once
	name := f.String("topic", "", "what to measure: "+strings.Join(names(), ", "))
	f.BoolVar(&c.options.Quick, "quick", false, "fewer samples: end within 60 s")
	f.BoolVar(&c.json, "json", false, "write one JSON object a line instead of tables")
	f.BoolVar(&c.write, "write", false, "write RESULTS.md and the topic's chart, too")
	f.StringVar(&c.options.Case, "case", "", "measure only this case")
	f.IntVar(&c.options.Rounds, "rounds", 0, "samples of each contestant (default 11, with -quick 5)")
	f.BoolVar(&c.options.Small, "small", false, "tiny sizes, to see that everything works; the figures mean nothing")
	seed := f.Uint("seed", 1, "seed of the random shapes")
	f.Usage = func() {
		fmt.Fprintf(stderr, "usage: go run . -topic NAME [flags]\n\nMeasures the library beside its rivals and its Python twin. Tables (or JSON) go to\nstandard output, progress to standard error. Exit status: 0 measured, 1 not, 2 usage.\n\n")
		f.SetOutput(stderr)
		f.PrintDefaults()
		fmt.Fprintf(stderr, "\ncases:\n")
		for _, t := range topics() {
			for _, k := range t.Cases {
				fmt.Fprintf(stderr, "  %s %s\n", t.Name, k.Name)
			}
		}
	}
	if err := f.Parse(args); err != nil {
		return c, err
	}
	switch {
	case f.NArg() > 0:
		return c, fmt.Errorf("bench: what is %q? Everything is a flag; see -h", f.Arg(0))
	case c.options.Rounds < 0:
		return c, fmt.Errorf("bench: -rounds cannot be negative")
	case *seed > 1<<32-1:
		return c, fmt.Errorf("bench: -seed is a number of 32 bits")
	}
	c.options.Seed = uint32(*seed)
	for _, t := range topics() {
		if t.Name == *name {
			c.topic = t
		}
	}
	if c.topic == nil {
		return c, fmt.Errorf("bench: -topic %q: have %s", *name, strings.Join(names(), ", "))
	}
	if k := c.options.Case; k != "" && !slices.ContainsFunc(c.topic.Cases, func(c harness.Case) bool { return c.Name == k }) {
		return c, fmt.Errorf("bench: topic %s has no case %q; see -h", *name, k)
	}
	return c, nil
}

func names() []string {
	var names []string
	for _, t := range topics() {
		names = append(names, t.Name)
	}
	return names
}
