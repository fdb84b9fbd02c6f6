// Command rename moves this module to another path in one step: the module
// lines of every go.mod, the imports, and the prose that names the path.
//
//	go -C tools run ./rename -root .. -to example.org/you/underhood
//
// `make rename MODULE=…` runs it and then vets every module. Running it twice
// changes nothing the second time; renaming back gives the same bytes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main with its surroundings passed in. It returns the exit status: 2
// when the command line is wrong and nothing was touched, 1 when files are.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("rename", flag.ContinueOnError)
	flags.SetOutput(stderr)
	root := flags.String("root", ".", "folder of the root go.mod")
	to := flags.String("to", "", "new module path, e.g. example.org/you/underhood")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "rename: unexpected %q: the module path goes after -to, in one word\n", flags.Args())
		return 2
	}

	changed, err := renameTree(*root, *to)
	if err != nil {
		fmt.Fprintln(stderr, "rename:", err)
		if errors.Is(err, errPath) {
			return 2
		}
		return 1
	}
	for _, name := range changed {
		fmt.Fprintln(stdout, name)
	}
	fmt.Fprintf(stdout, "%d files changed\n", len(changed))
	return 0
}
