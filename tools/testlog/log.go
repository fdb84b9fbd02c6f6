package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// An event is one line of `go test -json`; see `go doc test2json`.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// A test is named by its package and its own name.
type test struct{ pkg, name string }

// A log follows the events of one run of go test.
type log struct {
	out                   io.Writer
	output                map[test][]string // what unfinished tests have printed
	seeds                 map[string]string // package to its line about -shuffle
	skips                 []note
	passed, failed, ended int
	broken                bool // a package failed, or a line was not an event
}

func newLog(out io.Writer) *log {
	return &log{out: out, output: map[test][]string{}, seeds: map[string]string{}}
}

// ok reports whether packages were tested and every one of them passed.
func (l *log) ok() bool { return !l.broken && l.failed == 0 && l.ended > 0 }

// line takes one line of the stream.
func (l *log) line(text []byte) {
	var e event
	if err := json.Unmarshal(text, &e); err != nil {
		// The go command's own complaints are not JSON.
		fmt.Fprintf(l.out, "%s\n", text)
		l.broken = true
		return
	}
	if e.Test == "" {
		l.ofPackage(e)
	} else {
		l.ofTest(e)
	}
}

// ofPackage shows a package's own lines, but for the bare PASS before its result,
// and the seed of a random order only where it has broken something.
func (l *log) ofPackage(e event) {
	switch e.Action {
	case "output", "build-output":
		switch {
		case strings.HasPrefix(e.Output, "-test.shuffle "):
			l.seeds[e.Package] = e.Output
		case e.Output != "PASS\n":
			fmt.Fprint(l.out, e.Output)
		}
	case "fail", "build-fail":
		l.broken = true
		l.ended++
		fmt.Fprint(l.out, l.seeds[e.Package])
		// A test that was running when its process died has no result.
		for t, lines := range l.output {
			if t.pkg == e.Package {
				fmt.Fprint(l.out, strings.Join(lines, ""))
			}
		}
	case "pass", "skip":
		l.ended++
	}
}

// ofTest keeps a test's lines until its result is known; only a failure shows them.
func (l *log) ofTest(e event) {
	t := test{e.Package, e.Test}
	switch e.Action {
	case "output":
		l.output[t] = append(l.output[t], e.Output)
		return
	case "pass":
		l.passed++
	case "fail":
		l.failed++
		fmt.Fprint(l.out, strings.Join(l.output[t], ""))
	case "skip":
		l.skips = append(l.skips, note{Package: e.Package, Test: e.Test, Reason: reason(l.output[t])})
	default:
		return
	}
	delete(l.output, t)
}

// reason picks what t.Skip was told out of a skipped test's lines, and leaves
// out where it was told so.
func reason(lines []string) string {
	var words []string
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- SKIP") {
			continue
		}
		if where, said, ok := strings.Cut(line, ": "); ok && strings.Contains(where, ".go:") {
			line = said
		}
		words = append(words, line)
	}
	if len(words) == 0 {
		return "no reason given"
	}
	return strings.Join(words, " ")
}
