package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// A note is one line of the notes: a skipped test, or the counts of a step
// (when Test is empty).
type note struct {
	Step    string
	Package string `json:",omitempty"`
	Test    string `json:",omitempty"`
	Reason  string `json:",omitempty"`
	Passed  int    `json:",omitempty"`
	Failed  int    `json:",omitempty"`
}

// notes returns what this run adds to the notes.
func (l *log) notes(step string) []note {
	all := make([]note, 0, len(l.skips)+1)
	for _, n := range l.skips {
		n.Step = step
		all = append(all, n)
	}
	return append(all, note{Step: step, Passed: l.passed, Failed: l.failed})
}

// summarize prints each skip once, with the steps it was seen in, and the total
// on a line of its own.
func summarize(out io.Writer, text string) error {
	type skip struct{ pkg, test, reason string }
	var order []skip
	steps := map[skip][]string{}
	var passed, failed, skipped int
	for line := range strings.Lines(text) {
		var n note
		if err := json.Unmarshal([]byte(line), &n); err != nil {
			return fmt.Errorf("notes: %w in %q", err, line)
		}
		if n.Test == "" {
			passed += n.Passed
			failed += n.Failed
			continue
		}
		skipped++
		s := skip{n.Package, n.Test, n.Reason}
		if steps[s] == nil {
			order = append(order, s)
		}
		steps[s] = append(steps[s], n.Step)
	}

	if len(order) == 0 {
		fmt.Fprintln(out, "Nothing was skipped.")
	} else {
		fmt.Fprintln(out, "Skipped, and why:")
	}
	for _, s := range order {
		fmt.Fprintf(out, "  %s %s (%s): %s\n", s.pkg, s.test, strings.Join(steps[s], ", "), s.reason)
	}
	fmt.Fprintf(out, "\n%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	return nil
}
