package lesson

import (
	"fmt"
	"strconv"

	"underhood/internal/show"
)

// view draws one way with its code and its goroutines over time, or several as a
// table of who got which object.
func (s *State) view() show.Scene {
	if len(s.Ways) > 1 {
		return show.Scene{Panels: []show.Panel{s.table()}}
	}
	w, f := s.Ways[0], s.plan.forms[0]
	scene := show.Scene{}
	if l, ok := pythons[f.python]; ok {
		scene.Panels = append(scene.Panels, l.panel("Python: "+f.python, s.Last.Kind))
	}
	scene.Panels = append(scene.Panels, goes[f.name].panel("Go: "+f.name, s.Last.Kind), s.racers(w), s.lanes(w))
	return scene
}

func (l listing) panel(title, kind string) show.Code {
	return show.Code{Title: title, Lines: l.lines, First: 1, Current: l.line(kind)}
}

// looks are the classes of what a racer is.
var looks = map[string]show.Class{
	"": show.Muted, beatBegin: show.Active, beatWait: show.Waiting, beatGot: show.Good,
	beatError: show.Doomed, beatPanicked: show.Doomed, beatLeave: show.Dead,
}

// words are what is written of it.
func words(kind string, object int) string {
	switch kind {
	case "":
		return "-"
	case beatBegin:
		return "makes #" + strconv.Itoa(object)
	case beatWait:
		return "waits"
	case beatGot:
		return "#" + strconv.Itoa(object)
	case beatPanicked:
		return "panic"
	case beatLeave:
		return "left"
	}
	return kind
}

// lanes are the goroutines over time.
func (s *State) lanes(w *Way) show.Lanes {
	l := show.Lanes{Title: "goroutines", Now: s.Now}
	for _, r := range w.Racers {
		lane := show.Lane{ID: r.Name, Class: show.Normal}
		if s.Last.Who == r.Name {
			lane.Class = show.Current
		}
		for i, span := range r.Spans {
			end := span.End
			if end == 0 {
				end = s.Now
			}
			lane.Items = append(lane.Items, show.Item{
				ID: r.Name + "." + strconv.Itoa(i), Label: words(span.Kind, span.Object), Start: span.Start, End: end, Class: looks[span.Kind],
			})
		}
		l.Lanes = append(l.Lanes, lane)
	}
	return l
}

// racers says who got which object, and which one is kept.
func (s *State) racers(w *Way) show.Table {
	t := show.Table{Title: fmt.Sprintf("%d constructed, none kept", w.Made), Columns: []string{"goroutine", "object"}}
	if w.Stored > 0 {
		t.Title = fmt.Sprintf("%d constructed, #%d kept", w.Made, w.Stored)
	}
	for _, r := range w.Racers {
		row := show.Row{ID: r.Name, Class: looks[r.Is], Cells: []string{r.Name, words(r.Is, r.Object)}}
		if r.Is == beatWait {
			row.Cells[1] = fmt.Sprintf("waits for #%d", r.Object)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// table is all ways side by side.
func (s *State) table() show.Table {
	t := show.Table{Title: "who got which object", Columns: []string{"way", "in Python"}}
	t.Columns = append(t.Columns, s.plan.racers...)
	t.Columns = append(t.Columns, "objects")
	for i, w := range s.Ways {
		row := show.Row{ID: w.Name, Cells: []string{w.Name, s.plan.forms[i].python}}
		making, busy := 0, false
		for _, r := range w.Racers {
			text := words(r.Is, r.Object)
			if r.Is == beatBegin {
				text = "makes"
				making++
			}
			busy = busy || r.Is == beatBegin || r.Is == beatWait
			row.Cells = append(row.Cells, text)
		}
		row.Cells = append(row.Cells, strconv.Itoa(w.Made))
		switch {
		case making > 1 || w.given() > 1:
			row.Class = show.Doomed
		case !busy && w.given() == 1:
			row.Class = show.Good
		case busy:
			row.Class = show.Active
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
