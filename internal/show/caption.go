package show

// Caption is a paragraph of its own, such as a legend or a rule.
type Caption struct {
	Title string `json:"title,omitempty"` // heads the panel; "" for none
	Text  string `json:"text"`            // wraps; a line break starts a new line
	Class Class  `json:"class"`           // how all of it is shown
}

func (Caption) kind() string { return "caption" }

func (c Caption) heading() string { return c.Title }

func (c Caption) describe(w *prose) {
	w.line("  %s%s", c.Text, said(c.Class))
}

func (c Caption) lines(cols int) []string {
	return wrap(marked(c.Class, " ")[:1]+" "+c.Text, cols)
}

func (c Caption) measure(room Size) Size {
	lines := c.lines(room.Cols)
	return Size{Cols: widest(lines), Rows: len(lines)}
}

func (c Caption) place(room Size) canvas {
	var out canvas
	lines, left := head(c.lines(room.Cols), room.Rows)
	for i, line := range lines {
		out.say(0, i, room.Cols, line, c.Class, Even)
	}
	if left > 0 {
		out.more(0, len(lines), room.Cols, left, "line")
	}
	return out
}
