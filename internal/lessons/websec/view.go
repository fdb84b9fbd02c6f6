package lesson

import (
	"fmt"
	"slices"
	"strings"

	"underhood/internal/show"
)

// How much of it is shown; the plain and JSON forms have all.
const (
	mostLines = 8
	mostWide  = 72
	mostCell  = 32 // of each bank
	mostWire  = 3
	mostStake = 14
)

// view draws what is sent or answered, both banks, the wire, and what it is about: the
// accounts, or the scripts that a browser found.
func (s *State) view() show.Scene {
	if s.Last.Kind == beatAlone || s.Last.Kind == beatEnd {
		return show.Scene{Panels: []show.Panel{s.verdicts()}}
	}
	return show.Scene{Panels: append([]show.Panel{s.message(), s.banks(), s.traffic()}, s.stake()...)}
}

// called is what a bank is called in titles.
func (s *State) called(site string) string {
	if site == "bare" {
		return "bare bank"
	}
	return "protected twin"
}

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

// banks are both, side by side: what has happened there since the last request.
func (s *State) banks() show.Table {
	t := show.Table{Title: "what happens", Columns: []string{"", s.called("bare"), s.called("protected")}}
	bare, protected := s.sites["bare"], s.sites["protected"]
	add := func(id string, class show.Class, texts ...string) {
		row := show.Row{ID: id, Cells: []string{id}, Class: class}
		for _, text := range texts {
			if text == "" {
				text = "-"
			}
			row.Cells = append(row.Cells, cut(text, mostCell))
		}
		t.Rows = append(t.Rows, row)
	}
	at := func(kinds ...string) show.Class {
		if slices.Contains(kinds, s.Last.Kind) {
			return show.Current
		}
		return show.Normal
	}
	layers := at(beatLayer)
	if protected.refused != "" {
		layers = show.Good
	}
	add("layers", layers, bare.layers(), protected.layers())
	if s.goal[0] == "runs" {
		add("scripts", at(beatScript), bare.script, protected.script)
	} else {
		add("SQL", at(beatSQL), bare.sql, protected.sql)
	}
	add("answer", at(beatAnswer, beatPage), bare.answer, protected.answer)
	if bare.goal != "" {
		add("outcome", at(beatGoal), bare.outcome(), protected.outcome())
	}
	return t
}

// layers are those that a request passed, or the one that refused it.
func (one *side) layers() string {
	if one.refused != "" {
		return one.refused
	}
	return strings.Join(one.passed, ", ")
}

func (one *side) outcome() string {
	if one.goal == "" {
		return ""
	}
	return became(one.fell) + ": " + one.goal
}

// traffic is the wire: each request, and the answer of each bank.
func (s *State) traffic() show.Table {
	t := show.Table{Title: "the wire", Columns: []string{"who", "request", "from", "bare", "protected"}}
	from := 0
	if len(s.wire) > mostWire {
		from = len(s.wire) - mostWire + 1
		t.Rows = append(t.Rows, show.Row{ID: "earlier", Cells: []string{"...", fmt.Sprintf("%d earlier", from)}, Class: show.Muted})
	}
	for i := from; i < len(s.wire); i++ {
		e := s.wire[i]
		row := show.Row{ID: fmt.Sprint(i + 1), Cells: []string{e.who, cut(e.what, mostCell), e.from, status(e.status["bare"]), status(e.status["protected"])}}
		switch {
		case e.what == s.Last.Method+" "+s.Last.Target && e.step == s.Last.Step:
			row.Class = show.Current
		case e.refused["protected"]:
			row.Class = show.Good
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// status is that of an answer: -1 is one that is on its way, 0 none.
func status(code int) string {
	switch code {
	case 0:
		return ""
	case -1:
		return "..."
	}
	return fmt.Sprint(code)
}

// stake is what the duel is about, at both banks: balances, who is logged in, or the rows
// that the database has given. Scripts have their line beside the answers.
func (s *State) stake() []show.Panel {
	t := show.Table{Columns: []string{"", "bare", "protected"}}
	bare, protected := s.sites["bare"], s.sites["protected"]
	add := func(id, one, other string) {
		class := show.Normal
		if one != other && other != "" {
			class = show.Doomed
		}
		t.Rows = append(t.Rows, show.Row{ID: id, Cells: []string{id, cut(one, mostStake), cut(other, mostStake)}, Class: class})
	}
	switch s.goal[0] {
	case "paid":
		t.Title = "balances"
		for i, name := range customers {
			add(name, fmt.Sprint(s.accounts["bare"][i].Balance), fmt.Sprint(s.accounts["protected"][i].Balance))
		}
	case "user":
		t.Title = "logged in with"
		add(s.goal[1], bare.user, protected.user)
	case "page":
		t.Title = "rows"
		for i := range max(len(bare.rows), len(protected.rows)) {
			add(fmt.Sprint(i+1), row(bare.rows, i), row(protected.rows, i))
		}
	default:
		return nil
	}
	return []show.Panel{t}
}

func row(rows [][]string, i int) string {
	if i < len(rows) {
		return strings.Join(rows[i], " ")
	}
	return ""
}

// verdicts is what came of it, at both banks and with each defence alone.
func (s *State) verdicts() show.Table {
	t := show.Table{Title: "what became of the attack", Columns: []string{"defences", "", "what was seen"}}
	add := func(name string, fell bool, seen string) {
		class := show.Good
		if fell {
			class = show.Doomed
		}
		t.Rows = append(t.Rows, show.Row{ID: name, Cells: []string{name, became(fell), seen}, Class: class})
	}
	add("none: the bare bank", s.sites["bare"].fell, s.sites["bare"].goal)
	for _, b := range s.alone {
		add(b.Site+" alone", b.Fell, b.Text)
	}
	add("all: the protected twin", s.sites["protected"].fell, s.sites["protected"].goal)
	return t
}

func cut(text string, width int) string {
	if r := []rune(text); len(r) > width {
		return string(r[:width-1]) + "~"
	}
	return text
}
