package lesson

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"underhood/internal/show"
)

// How much of it is shown; the plain and JSON forms have all.
const (
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
		row := show.Row{ID: fmt.Sprint(i + 1), Cells: []string{e.who, cut(e.what, mostCell), cmp.Or(e.from, "-"), status(e.status["bare"]), status(e.status["protected"])}}
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
	t := show.Table{Title: "what became of the attack", Columns: []string{"defences", "outcome", "what was seen"}}
	add := func(name string, b Beat) {
		class := show.Good
		switch {
		case b.Fell:
			class = show.Doomed
		case b.Shut:
			class = show.Waiting
		}
		t.Rows = append(t.Rows, show.Row{ID: name, Cells: []string{name, became(b.Fell), b.Text}, Class: class})
	}
	whole := func(site string) Beat { return Beat{Text: s.sites[site].goal, Fell: s.sites[site].fell} }
	add("none: the bare bank", whole("bare"))
	for _, b := range s.alone {
		add(b.Site+" alone", b)
	}
	add("all: the protected twin", whole("protected"))
	return t
}

func cut(text string, width int) string {
	if r := []rune(text); len(r) > width {
		return string(r[:width-1]) + "~"
	}
	return text
}
