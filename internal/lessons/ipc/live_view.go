package lesson

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"underhood/internal/show"
)

// line says a moment in one line: the newest piece of news.
func (s *Scenery) line(Moment) string {
	if len(s.News) == 0 {
		return "k kills who has the lock"
	}
	return s.News[len(s.News)-1]
}

// view draws who is there, how full things are, who has what, and what has happened. All
// of it has room on 80 by 24.
func (s *Scenery) view() show.Scene {
	wire := s.state().pipe(*s.plan.thing("wire"), 0)
	wire.Ring = false // a row is easier to watch
	for i := range wire.Cells {
		wire.Cells[i].Mark = ""
	}
	things := s.state().things()
	things.Rows = slices.DeleteFunc(things.Rows, func(r show.Row) bool { return r.ID == "wire" }) // nobody has it
	return show.Scene{
		Panels:  []show.Panel{s.crew(), s.jobs(), wire, s.counted(), things},
		Caption: strings.Join(append([]string{}, s.News[max(0, len(s.News)-2):]...), "\n"),
	}
}

// crew is a cell for each process.
func (s *Scenery) crew() show.Cells {
	c := show.Cells{Title: "processes: * runs, ? sleeps, x killed"}
	looks := map[string]show.Class{runs: show.Active, asleep: show.Waiting, killed: show.Dead}
	for i, p := range s.Now.Procs {
		c.Cells = append(c.Cells, show.Cell{ID: strconv.Itoa(i), Label: p.Name, Class: looks[p.Is]})
	}
	return c
}

func (s *Scenery) jobs() show.Cells {
	jobs := s.Now.Seen["jobs"]
	c := show.Cells{Title: fmt.Sprintf("jobs: %d of %d to be got", jobs.Len, jobs.Size)}
	for i := range jobs.Size {
		cell := show.Cell{ID: strconv.Itoa(i), Class: show.Muted}
		if i < jobs.Len {
			cell.Class = show.Active
		}
		c.Cells = append(c.Cells, cell)
	}
	return c
}

// counted is what the children have counted.
func (s *Scenery) counted() show.Caption {
	rate, total := s.Now.Rate, s.Now.Total
	return show.Caption{Title: "counted in shared memory", Text: fmt.Sprintf(
		"%d messages and %d jobs a second\n%d messages, %d jobs (%d of a dead one), %d turns with the lock, %d repairs",
		rate[counterMessages], rate[counterJobs],
		total[counterMessages], total[counterJobs], total[counterAgain], total[counterTurns], total[counterRepairs],
	)}
}
