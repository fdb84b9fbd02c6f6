package lesson

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"underhood/internal/show"
)

// A Row is one duel among all: what became of it at the bare bank, with each defence alone,
// and at the protected bank. The last one of a run has no duel: it is the end.
type Row struct {
	Duel      string   `json:"duel,omitempty"`
	Outcomes  []string `json:"outcomes,omitempty"` // fell, held, or shut to customers too; in the order of columns
	Enough    []string `json:"enough,omitempty"`
	Otherwise string   `json:"otherwise,omitempty"` // what went otherwise than it should
}

// matrix fights several duels of the scenarios. Its program is {"duels": ["xss", …]}.
func matrix(ctx context.Context, title string, text []byte) (tape show.Tape, verdict, err error) {
	var program struct{ Duels []string }
	if err := json.Unmarshal(text, &program); err != nil {
		return nil, nil, err
	}
	var rows []Row
	for i, name := range program.Duels {
		if slices.Contains(program.Duels[:i], name) || name == "all" {
			return nil, nil, fmt.Errorf("duels[%d]: %q is there already, or all of them", i, name)
		}
		sc, err := Find(name)
		if err != nil {
			return nil, nil, fmt.Errorf("duels[%d]: %w", i, err)
		}
		p, err := parse(sc.Program)
		if err != nil {
			return nil, nil, err
		}
		beats, otherwise, err := p.play(ctx)
		if err != nil {
			return nil, nil, err
		}
		r := rowOf(name, beats)
		if otherwise != nil {
			verdict = errors.Join(verdict, fmt.Errorf("%s: %w", name, otherwise))
			r.Otherwise = otherwise.Error()
		}
		rows = append(rows, r)
	}
	return show.NewTape(show.Story[Row, []Row]{
		Title: title,
		Start: func() []Row { return nil },
		Apply: func(s []Row, r Row) []Row { return append(slices.Clip(s), r) },
		View:  drawn,
		Line:  func(s []Row, r Row) string { return r.line(s) },
	}, append(rows, Row{})), verdict, nil
}

// rowOf takes from a duel what became of it.
func rowOf(name string, beats []Beat) Row {
	r := Row{Duel: name}
	var protected string
	for _, b := range beats {
		switch {
		case b.Kind == beatGoal && b.Site == "protected":
			protected = became(b.Fell)
		case b.Kind == beatAlone && b.Shut:
			r.Outcomes = append(r.Outcomes, "shut")
		case b.Kind == beatGoal, b.Kind == beatAlone:
			r.Outcomes = append(r.Outcomes, became(b.Fell))
		case b.Kind == beatEnd:
			r.Enough = b.Enough
		}
	}
	r.Outcomes = append(r.Outcomes, protected)
	return r
}

func (r Row) line(s []Row) string {
	if r.Duel == "" {
		bare, protected := 0, 0
		for _, one := range s[:len(s)-1] {
			bare += count(one.Outcomes[0], "fell")
			protected += count(one.Outcomes[len(one.Outcomes)-1], "held")
		}
		return fmt.Sprintf("%d duels: the bare bank fell in %d, the protected one held in %d", len(s)-1, bare, protected)
	}
	text := fmt.Sprintf("%-13s  bare %s, protected %s; enough alone: %s", r.Duel, r.Outcomes[0], r.Outcomes[len(r.Outcomes)-1], enough(r.Enough))
	if r.Otherwise != "" {
		text += "; " + r.Otherwise
	}
	return text
}

func count(is, want string) int {
	if is == want {
		return 1
	}
	return 0
}

// drawn is the table as far as it goes.
func drawn(s []Row) show.Scene {
	t := show.Table{Title: "every attack against every defence", Columns: []string{"attack", "bare"}}
	for _, d := range alone {
		t.Columns = append(t.Columns, strings.Fields(d.name)[0])
	}
	t.Columns = append(t.Columns, "protected")
	for i, r := range s {
		if r.Duel == "" {
			continue
		}
		row := show.Row{ID: r.Duel, Cells: append([]string{r.Duel}, r.Outcomes...), Class: show.Good}
		switch {
		case r.Otherwise != "":
			row.Class = show.Doomed
		case i == len(s)-1:
			row.Class = show.Current
		}
		t.Rows = append(t.Rows, row)
	}
	return show.Scene{Panels: []show.Panel{t}}
}
