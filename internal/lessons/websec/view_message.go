package lesson

import (
	"fmt"
	"strings"

	"underhood/internal/show"
)

// How much of a message is shown.
const (
	mostLines = 8
	mostWide  = 72
)

// message is what this step is about, as it is: a request, a statement, a page.
func (s *State) message() show.Panel {
	b := s.Last
	title := map[string]string{
		beatStep: "what " + b.Who + " does", beatRequest: b.Who + "'s browser -> " + s.called(b.Site), beatLayer: "what layer " + b.Layer + " looks at",
		beatSQL: s.called(b.Site) + " -> database", beatAnswer: s.called(b.Site) + " -> " + b.Who + "'s browser",
		beatPage: "the page in " + b.Who + "'s browser", beatScript: "the page in " + b.Who + "'s browser",
	}[b.Kind]
	switch {
	case b.Kind == beatStep && whence[b.From] != "":
		title = "what the attacker sends: " + whence[b.From]
	case b.Kind == beatSQL:
		return s.statement(title)
	case b.Kind == beatGuard, b.Kind == beatGoal, b.Kind == beatLogin:
		class := show.Good
		if b.Fell {
			class = show.Doomed
		}
		return show.Caption{Title: "what became of it", Text: s.tell(b), Class: class}
	case len(b.Lines) == 0:
		return show.Caption{Title: title, Text: "nothing is sent", Class: show.Muted}
	}
	lines, current := wrapped(b.Lines, b.Line)
	from := max(0, min(current-mostLines/2, len(lines)-mostLines))
	to := min(len(lines), from+mostLines)
	return show.Code{Title: title, Lines: lines[from:to], First: from + 1, Current: current}
}

// statement is one that the database was sent, with the values beside it.
func (s *State) statement(title string) show.Code {
	lines, _ := wrapped([]string{s.Last.Text}, 0)
	for i, a := range s.Last.Args {
		lines = append(lines, fmt.Sprintf("?%d = %q", i+1, a))
	}
	for _, r := range s.Last.Rows {
		lines = append(lines, "-> "+strings.Join(r, ", "))
	}
	if s.Last.Refused != "" {
		lines = append(lines, "-> "+s.Last.Refused)
	}
	return show.Code{Title: title, Lines: lines, Current: 1}
}

// wrapped cuts long lines, and says where the current one is then.
func wrapped(lines []string, current int) (out []string, at int) {
	for i, line := range lines {
		if i+1 == current {
			at = len(out) + 1
		}
		r := []rune(strings.ReplaceAll(line, "\t", "    "))
		for len(r) > mostWide {
			cut := mostWide
			for j := mostWide; j > mostWide/2; j-- {
				if r[j] == ' ' {
					cut = j + 1
					break
				}
			}
			out = append(out, string(r[:cut]))
			r = append([]rune("    "), r[cut:]...)
		}
		out = append(out, string(r))
	}
	return out, at
}
