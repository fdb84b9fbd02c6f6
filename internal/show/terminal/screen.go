package terminal

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"underhood/internal/show"
)

// draw makes the frame for the present step: the picture, and on the last row
// the status.
func (m *model) draw() {
	if m.size.Cols < 1 || m.size.Rows < 1 {
		m.frame = ""
		return
	}
	status := m.status()
	if m.size.Rows == 1 {
		m.frame = status
		return
	}
	scene := m.tape.Scene(m.player.Step())
	if m.help {
		scene = helpScene(m.sourceKeys())
	}
	room := show.Size{Cols: m.size.Cols, Rows: m.size.Rows - 1}
	m.frame = show.Layout(scene, room).Frame(m.style) + status
}

// status is the last row: what the player does, where it is, how fast, and as
// many of the keys as there is room for.
func (m *model) status() string {
	p := m.player
	doing := "paused "
	switch {
	case m.live:
		return m.liveStatus()
	case p.Playing():
		doing = "playing"
	case p.Step() == p.Last():
		doing = "the end"
	}
	total := fmt.Sprint(p.Last())
	text := fmt.Sprintf(" %s  step %*d/%s  %g/s ", doing, len(total), p.Step(), total, p.Speed())
	return m.row(text, []string{"space run", "<- -> step", "? help", "q quit", "g G ends", "+ - speed"})
}

// row is the last row: a text, and as many hints as there is room for.
func (m *model) row(text string, hints []string) string {
	for _, hint := range hints {
		if len(text)+len(hint)+2 > m.size.Cols {
			break
		}
		text += " " + hint + " "
	}
	if len(text) > m.size.Cols {
		text = text[:m.size.Cols]
	}
	text += strings.Repeat(" ", m.size.Cols-len(text))
	if !m.style.Color {
		return text
	}
	return lipgloss.NewStyle().Reverse(true).Render(text)
}

// helpScene is what ? shows: the keys, and what the markers mean.
func helpScene(more []show.Key) show.Scene {
	keys := show.Table{Title: "Keys", Columns: []string{"key", "does"}}
	for _, k := range [][2]string{
		{"space", "run or pause"},
		{"right, left", "one step on, one step back"},
		{"g, G", "first step, last step"},
		{"+, -", "faster, slower"},
		{"?", "this help"},
		{"q, Ctrl-C", "quit"},
	} {
		keys.Rows = append(keys.Rows, show.Row{ID: k[0], Cells: k[:]})
	}
	for _, k := range more {
		keys.Rows = append(keys.Rows, show.Row{ID: k.Name, Cells: []string{k.Name, k.Does}, Class: show.Current})
	}
	marks := show.Table{Title: "Markers", Columns: []string{"what is marked so is"}}
	for _, c := range show.Classes() {
		marks.Rows = append(marks.Rows, show.Row{ID: c.String(), Cells: []string{c.String() + ": " + c.About()}, Class: c})
	}
	return show.Scene{Title: "Help", Panels: []show.Panel{keys, marks}, Caption: "Any key goes back."}
}
