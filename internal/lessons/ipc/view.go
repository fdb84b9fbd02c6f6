package lesson

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"underhood/internal/show"
)

// view draws the program, the processes, what is in the shared memory, and who is at it.
func (s *State) view() show.Scene {
	scene := show.Scene{Panels: []show.Panel{
		show.Code{Title: "program", Lines: s.plan.code, First: 1, Current: s.Last.Line}, s.processes(),
	}}
	for _, t := range s.plan.things {
		switch t.kind.name {
		case "queue":
			scene.Panels = append(scene.Panels, s.queue(t))
		case "pipe":
			for way := range 2 {
				if s.plan.sends(t.name, way) {
					scene.Panels = append(scene.Panels, s.pipe(t, way))
				}
			}
		case "memory":
			scene.Panels = append(scene.Panels, s.memory(t))
		}
	}
	scene.Panels = append(scene.Panels, s.things())
	return scene
}

func (s *State) processes() show.Table {
	t := show.Table{Title: "processes", Columns: []string{"process", "is", "waits"}}
	for _, p := range s.Procs {
		row := show.Row{ID: p.Name, Cells: []string{p.Name, p.Is, p.Does}}
		switch {
		case p.Is == killed:
			row.Class = show.Dead
		case p.Name == s.Last.Who:
			row.Class = show.Current
		default:
			row.Class = map[string]show.Class{"": show.Muted, asleep: show.Waiting, stopped: show.Doomed}[p.Is]
		}
		if p.Is == "" {
			row.Cells[1] = "-"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (s *State) queue(t thing) show.Cells {
	seen := s.Seen[t.name]
	c := show.Cells{Title: fmt.Sprintf("%s: %d to be got, %d taken and not done", t.name, seen.Len, max(0, len(s.Items[t.name])-seen.Len))}
	for i := range t.size {
		cell := show.Cell{ID: strconv.Itoa(i), Class: show.Muted}
		if all := s.Items[t.name]; i < len(all) {
			e := all[i]
			cell.Label, cell.Class = e.Value, show.Normal
			if e.By != "" {
				cell.Mark, cell.Class = "by "+e.By, show.Active
				if s.proc(e.By).Is == killed {
					cell.Class = show.Doomed
				}
			}
			if e.Times > 0 {
				cell.Label += " !" + strconv.Itoa(e.Times)
			}
		}
		c.Cells = append(c.Cells, cell)
	}
	return c
}

// pipe is one of its two rings: 0 is what the parent writes.
func (s *State) pipe(t thing, way int) show.Cells {
	seen := s.Seen[t.name]
	from := []string{"from the parent", "to the parent"}[way]
	c := show.Cells{Title: fmt.Sprintf("%s, %s: %d of %d bytes", t.name, from, seen.Used[way], seen.Size), Ring: true}
	n := min(8, max(seen.Size, 64)/16)
	labels := s.frames(t.name, way, n)
	unit := uint64(max(seen.Size, 64) / n)
	for i := range n {
		cell := show.Cell{ID: strconv.Itoa(i), Class: show.Muted}
		// The bytes on the way are from Read to Read+Used; a cell is one unit of them.
		ahead := (uint64(i)*unit + uint64(seen.Size) - seen.Read[way]%uint64(max(seen.Size, 1))) % uint64(max(seen.Size, 1))
		if ahead < uint64(seen.Used[way]) {
			cell.Class, cell.Label = show.Active, labels[i]
		}
		if ahead == 0 && seen.Size > 0 {
			cell.Mark = "next"
		}
		c.Cells = append(c.Cells, cell)
	}
	return c
}

// frames are the messages on one way, by the cells in which they begin.
func (s *State) frames(name string, way, n int) map[int]string {
	labels := map[int]string{}
	seen := s.Seen[name]
	at := seen.Read[way]
	for _, e := range s.Items[name] {
		if (e.By == parent) != (way == 0) || seen.Size == 0 {
			continue
		}
		labels[int(at%uint64(seen.Size))*n/seen.Size] = e.Value
		at += 8 + uint64(len(e.Value)+7)&^7 // a header, and the bytes filled up to eight
	}
	return labels
}

func (s *State) memory(t thing) show.Cells {
	c := show.Cells{Title: t.name}
	for i, v := range s.Seen[t.name].Values {
		cell := show.Cell{ID: strconv.Itoa(i), Label: strconv.Itoa(v)}
		switch {
		case s.Last.Verb == "write" && s.Last.Thing == t.name && s.Last.Args[0] == cell.ID:
			cell.Class = show.Current
		case s.Last.Verb == "read" && s.Last.Thing == t.name && s.Torn[t.name]:
			cell.Class = show.Doomed
		case s.Last.Verb == "read" && s.Last.Thing == t.name:
			cell.Class = show.Good
		}
		c.Cells = append(c.Cells, cell)
	}
	return c
}

// things are what anybody who is attached can see: who has what, and who waits.
func (s *State) things() show.Table {
	table := show.Table{Title: "in shared memory", Columns: []string{"thing", "is", "has it", "sleeps", "died with it"}}
	for _, t := range s.plan.things {
		seen := s.Seen[t.name]
		if t.kind.name == "memory" {
			continue
		}
		var has, sleeps, dead []string
		for _, p := range seen.Peers {
			text := p.Name
			if t.kind.name == "semaphore" && p.Holds > 0 || p.Holds > 1 {
				text += " " + strconv.Itoa(p.Holds)
			}
			switch {
			case p.Holds > 0 && (p.Dead || s.proc(p.Name).Is == killed):
				dead = append(dead, text)
			case p.Holds > 0:
				has = append(has, text)
			}
			if p.Waits && !p.Dead && s.proc(p.Name).Is != killed {
				sleeps = append(sleeps, p.Name)
			}
		}
		if seen.Died != "" && !slices.Contains(dead, seen.Died) {
			dead = append(dead, seen.Died)
		}
		row := show.Row{ID: t.name, Cells: []string{t.name, is(seen), list(has), list(sleeps), list(dead)}}
		switch {
		case seen.Broken || len(dead) > 0:
			row.Class = show.Doomed
		case t.name == s.Last.Thing:
			row.Class = show.Current
		}
		table.Rows = append(table.Rows, row)
	}
	if len(table.Rows) == 0 {
		table.Rows = append(table.Rows, show.Row{ID: "-", Cells: []string{"memory", "open to all", "-", "-", "-"}})
	}
	return table
}

func list(names []string) string {
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, ", ")
}

// is says how a thing fares.
func is(s Seen) string {
	if s.Broken {
		return map[string]string{"barrier": "broken", "lock": "not recoverable", "condition": "not recoverable"}[s.Kind]
	}
	text := ""
	switch s.Kind {
	case "queue":
		text = fmt.Sprintf("%d to be got, %d at most", s.Len, s.Size)
	case "pipe":
		text = fmt.Sprintf("%d bytes each way", s.Size)
	case "semaphore":
		text = fmt.Sprintf("%d of %d free", s.Len, s.Size)
	case "lock", "condition":
		text = []string{"free", "locked"}[s.Len]
	case "event":
		text = []string{"not set", "set"}[s.Len]
	case "barrier":
		text = fmt.Sprintf("%d of %d have come", s.Len, s.Size)
	}
	if s.Closed {
		text += ", closed"
	}
	return text
}
