package lesson

import (
	"fmt"
	"strconv"

	"underhood/internal/show"
)

// line says a moment in one line.
func (s *Scenery) line(m Moment) string {
	if len(s.News) > 0 {
		return s.News[len(s.News)-1]
	}
	return "k kills who has the lock"
}

// view draws who does what, how full things are, and what has happened.
func (s *Scenery) view() show.Scene {
	state := s.state()
	jobs := s.Now.Seen["jobs"]
	cells := show.Cells{Title: fmt.Sprintf("jobs: %d of %d to be got", jobs.Len, jobs.Size)}
	for i := range jobs.Size {
		cell := show.Cell{ID: strconv.Itoa(i), Class: show.Muted}
		if i < jobs.Len {
			cell.Class = show.Active
		}
		cells.Cells = append(cells.Cells, cell)
	}
	wire := state.pipe(*s.plan.thing("wire"), 0)
	wire.Ring = false // a row is easier to watch
	return show.Scene{Panels: []show.Panel{state.processes(), s.rates(), cells, wire, state.things(), s.news()}}
}

func (s *Scenery) rates() show.Table {
	t := show.Table{Title: "counted in shared memory", Columns: []string{"what", "a second", "in all"}}
	for i, what := range [counters]string{"messages received", "jobs done", "- of a dead one", "turns with the lock", "- repaired first"} {
		t.Rows = append(t.Rows, show.Row{ID: what, Cells: []string{
			what, strconv.FormatInt(s.Now.Rate[i], 10), strconv.FormatInt(s.Now.Total[i], 10),
		}})
	}
	return t
}

func (s *Scenery) news() show.Table {
	t := show.Table{Title: "news", Columns: []string{"k kills who has the lock"}}
	for i, news := range s.News {
		row := show.Row{ID: strconv.Itoa(i), Cells: []string{news}}
		if i == len(s.News)-1 {
			row.Class = show.Current
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
