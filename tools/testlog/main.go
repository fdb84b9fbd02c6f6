// Command testlog reads what `go test -json` prints and shows what a reader of
// the checks wants: one line a package, and everything about a failure. It
// notes each skipped test with its reason, so that no skip goes unseen.
//
//	go test -json ./... | testlog -step race -notes notes.txt
//	testlog -summary -notes notes.txt
//
// The first form exits with status 1 when a test or a package failed.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	step := flag.String("step", "test", "name of the step, for the notes")
	notes := flag.String("notes", "", "file to which skips and counts are added")
	summary := flag.Bool("summary", false, "print what the notes hold, and the total")
	flag.Parse()

	ok, err := run(os.Stdin, os.Stdout, *step, *notes, *summary)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testlog:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// run does one of the two jobs and reports whether all tests passed.
func run(in io.Reader, out io.Writer, step, notes string, summary bool) (bool, error) {
	if summary {
		text, err := os.ReadFile(notes)
		if err != nil {
			return false, err
		}
		return true, summarize(out, string(text))
	}

	log := newLog(out)
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, 16<<20) // one line of a test's output may be long
	for scanner.Scan() {
		log.line(scanner.Bytes())
	}
	if err := scanner.Err(); err != nil {
		return false, err
	}
	if notes == "" {
		return log.ok(), nil
	}
	file, err := os.OpenFile(notes, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return false, err
	}
	enc := json.NewEncoder(file)
	for _, n := range log.notes(step) {
		if err := enc.Encode(n); err != nil {
			return false, err
		}
	}
	return log.ok(), file.Close()
}
