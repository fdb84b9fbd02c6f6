package lesson

import (
	"slices"
	"strconv"

	"underhood/concurrency"
	"underhood/concurrency/loop"
	"underhood/internal/show"
)

// loopState is the tasks so far, each with the spans it spent in a state.
type loopState struct {
	lanes []show.Lane
	now   int // ms
}

func (s loopState) clone() loopState {
	s.lanes = slices.Clone(s.lanes)
	for i := range s.lanes {
		s.lanes[i].Items = slices.Clone(s.lanes[i].Items)
	}
	return s
}

func (s loopState) apply(b Beat) loopState {
	s.now = b.At
	for i := range s.lanes {
		lane := &s.lanes[i]
		if n := len(lane.Items); n > 0 && lane.Class != show.Dead && lane.Class != show.Good {
			lane.Items[n-1].End = b.At
		}
	}
	if b.last || b.Task == "" {
		return s
	}
	i := slices.IndexFunc(s.lanes, func(l show.Lane) bool { return l.ID == b.Task })
	if i < 0 {
		i = len(s.lanes)
		s.lanes = append(s.lanes, show.Lane{ID: b.Task})
	}
	lane := &s.lanes[i]
	switch label := ""; b.What {
	case loop.TaskCreated, loop.Woken:
		enter(lane, "ready", show.Normal, b.At)
	case loop.TurnBegins:
		enter(lane, "runs", show.Active, b.At)
	case loop.Suspended:
		enter(lane, b.On, show.Waiting, b.At)
	case loop.CancelRequested:
		lane.Class = show.Doomed
	case loop.TaskEnded:
		if label, lane.Class = "ended", show.Good; b.Err != "" {
			label, lane.Class = b.Err, show.Dead
		}
		enter(lane, label, lane.Class, b.At)
	}
	return s
}

// enter begins a span; a state in which no time passed gives way to the next.
func enter(lane *show.Lane, label string, class show.Class, at int) {
	if n := len(lane.Items); n > 0 && lane.Items[n-1].Start == at {
		lane.Items = lane.Items[:n-1]
	}
	lane.Class = class
	lane.Items = append(lane.Items, show.Item{ID: lane.ID + "@" + strconv.Itoa(at), Label: label, Start: at, End: at, Class: class})
}

func (s loopState) view() show.Scene {
	return show.Scene{Panels: []show.Panel{
		show.Lanes{Title: "tasks, ms", Lanes: s.lanes, Now: s.now},
		show.Caption{Title: "virtual clock", Text: clock(s.now)},
	}}
}

// crashView is a row for each crash, a column for each kind of unit.
func crashView(done []Beat) show.Scene {
	t := show.Table{Title: "who had started the unit", Columns: []string{"crash"}}
	for _, k := range concurrency.Kinds() {
		t.Columns = append(t.Columns, k.String())
	}
	for _, c := range concurrency.Crashes() {
		row := show.Row{ID: c.String(), Cells: []string{c.String()}}
		for _, b := range done {
			if b.On == row.ID {
				row.Cells = append(row.Cells, map[bool]string{true: "lives", false: "dies"}[b.Survived])
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return show.Scene{Panels: []show.Panel{t}}
}

// tableView is a row for each kind of unit, filled as the measurements come.
func tableView(done []Beat) show.Scene {
	t := show.Table{Title: "units", Columns: append([]string{"unit"}, columns...)}
	for _, k := range concurrency.Kinds() {
		row := show.Row{ID: k.String(), Cells: []string{k.String()}}
		for _, b := range done {
			if b.Task == row.ID {
				row.Cells = append(row.Cells, b.Found)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return show.Scene{Panels: []show.Panel{t}}
}
