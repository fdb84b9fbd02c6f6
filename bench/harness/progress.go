package harness

import (
	"fmt"
	"io"
	"strings"
)

// ShowProgress tells w how a run goes: one line that is written over again on a
// terminal (bar), otherwise a line for each case.
func ShowProgress(w io.Writer, bar bool) func(Progress) {
	begun := ""
	erase := func() {
		if bar {
			fmt.Fprint(w, "\r\x1b[K")
		}
	}
	return func(p Progress) {
		switch {
		case p.Note != "":
			erase()
			fmt.Fprintln(w, p.Note)
		case bar && p.Contestant == "":
			erase()
		case bar:
			erase()
			fmt.Fprintf(w, "%s %d/%d %s: %s", gauge(p), p.Done+1, p.All, p.Case, p.Contestant)
		case p.Case != begun:
			begun = p.Case
			fmt.Fprintf(w, "measuring %s (%d of %d)\n", p.Case, p.Done+1, p.All)
		}
	}
}

// gauge draws how much of the present case is done.
func gauge(p Progress) string {
	const width = 20
	n := 0
	if p.Of > 0 {
		n = p.Step * width / p.Of
	}
	return "[" + strings.Repeat("=", n) + strings.Repeat(" ", width-n) + "]"
}
