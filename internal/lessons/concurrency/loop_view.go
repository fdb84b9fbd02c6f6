package lesson

import (
	"slices"
	"strconv"

	"underhood/concurrency/loop"
	"underhood/internal/show"
)

// timeline is the tasks so far, each with the spans it spent in a state.
type timeline struct {
	lanes []show.Lane
	now   int // ms
}

func (s timeline) clone() timeline {
	s.lanes = slices.Clone(s.lanes)
	for i := range s.lanes {
		s.lanes[i].Items = slices.Clone(s.lanes[i].Items)
	}
	return s
}

func (s timeline) apply(t Turn) timeline {
	s.now = t.At
	for i := range s.lanes {
		lane := &s.lanes[i]
		if n := len(lane.Items); n > 0 && lane.Class != show.Dead && lane.Class != show.Good {
			lane.Items[n-1].End = t.At
		}
	}
	if t.last || t.Task == "" {
		return s
	}
	i := slices.IndexFunc(s.lanes, func(l show.Lane) bool { return l.ID == t.Task })
	if i < 0 {
		i = len(s.lanes)
		s.lanes = append(s.lanes, show.Lane{ID: t.Task})
	}
	lane := &s.lanes[i]
	switch label := ""; t.What {
	case loop.TaskCreated, loop.Woken:
		enter(lane, "ready", show.Normal, t.At)
	case loop.TurnBegins:
		enter(lane, "runs", show.Active, t.At)
	case loop.Suspended:
		enter(lane, t.On, show.Waiting, t.At)
	case loop.CancelRequested:
		lane.Class = show.Doomed
	case loop.TaskEnded:
		if label, lane.Class = "ended", show.Good; t.Err != "" {
			label, lane.Class = t.Err, show.Dead
		}
		enter(lane, label, lane.Class, t.At)
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

func (s timeline) view() show.Scene {
	return show.Scene{Panels: []show.Panel{
		show.Lanes{Title: "tasks, ms of the virtual clock", Lanes: s.lanes, Now: s.now},
	}}
}
