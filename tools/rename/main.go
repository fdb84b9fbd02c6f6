// Command rename moves this module to another path in one step: the module
// lines of every go.mod, the imports, and the prose that names the path.
//
//	go -C tools run ./rename -root .. -to example.org/you/underhood
//
// `make rename MODULE=…` runs it and then vets every module. Running it twice
// changes nothing the second time; renaming back gives the same bytes.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	root := flag.String("root", ".", "folder of the root go.mod")
	to := flag.String("to", "", "new module path, e.g. example.org/you/underhood")
	flag.Parse()

	changed, err := renameTree(*root, *to)
	if err != nil {
		fmt.Fprintln(os.Stderr, "rename:", err)
		os.Exit(1)
	}
	for _, name := range changed {
		fmt.Println(name)
	}
	fmt.Printf("%d files changed\n", len(changed))
}
