package reexec_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"underhood/internal/reexec"
)

// A function's arguments are a value, its results what it writes.
var greet = reexec.Register("greet", func(_ context.Context, c *reexec.Child) error {
	var names []string
	if err := c.Args(&names); err != nil {
		return err
	}
	for _, name := range names {
		fmt.Println("hello,", name)
	}
	return nil
})

func Example() {
	// main, and here TestMain, has called reexec.Init.
	ctx := context.Background()
	p, err := reexec.Start(ctx, greet, reexec.Options{Args: []string{"Ada", "Alan"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	state, err := p.Wait(ctx)
	fmt.Println(state.Code, state.Err(), err)
	// Output:
	// hello, Ada
	// hello, Alan
	// 0 <nil> <nil>
}

var countLines = reexec.Register("count lines", func(_ context.Context, c *reexec.Child) error {
	in, err := c.File("in")
	if err != nil {
		return err
	}
	lines := 0
	for s := bufio.NewScanner(in); s.Scan(); {
		lines++
	}
	if lines == 0 {
		return errors.New("nothing to count")
	}
	fmt.Println(lines, "lines")
	return nil
})

// What a child is given is closed here, so that it is the only one to have it.
func ExampleOptions() {
	ctx := context.Background()
	for _, text := range []string{"a\nb\n", ""} {
		r, w, err := os.Pipe()
		if err != nil {
			fmt.Println(err)
			return
		}
		p, err := reexec.Start(ctx, countLines, reexec.Options{Give: map[string]*os.File{"in": r}})
		if err != nil {
			fmt.Println(err)
			return
		}
		io.WriteString(w, text)
		w.Close()
		state, _ := p.Wait(ctx)
		fmt.Printf("exit code %d %q\n", state.Code, state.Failure)
	}
	// Output:
	// 2 lines
	// exit code 0 ""
	// exit code 1 "nothing to count"
}
