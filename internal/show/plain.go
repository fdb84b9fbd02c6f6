package show

import (
	"fmt"
	"io"
	"strconv"
)

// Plain writes a tape as text, one line a step: its number and what it did. It
// has no colour and no layout, so it suits pipes, logs, diffs and screen
// readers. It returns the first error of w.
func Plain(w io.Writer, tape Tape) error {
	width := len(strconv.Itoa(tape.Len()))
	for step := 1; step <= tape.Len(); step++ {
		if _, err := fmt.Fprintf(w, "%*d  %s\n", width, step, oneLine(tape.Line(step))); err != nil {
			return err
		}
	}
	return nil
}
