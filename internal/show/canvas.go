package show

import "slices"

// canvas is a picture in the making: positions relative to a panel's corner.
type canvas struct {
	boxes []Box
	wires []Wire
	words []Words
}

// box adds a box.
func (c *canvas) box(b Box) { c.boxes = append(c.boxes, b) }

// say adds text cut to width columns.
func (c *canvas) say(x, y, width int, text string, class Class, tone Tone) {
	if text = cut(oneLine(text), width); text != "" {
		c.words = append(c.words, Words{X: x, Y: y, Text: text, Class: class, Tone: tone})
	}
}

// rule adds a straight faint line from x to x+width-1.
func (c *canvas) rule(x, y, width int) {
	if width > 1 {
		c.wires = append(c.wires, Wire{Points: []Point{{x, y}, {x + width - 1, y}}, Class: Muted})
	}
}

// add puts another canvas on this one.
func (c *canvas) add(o canvas, dx, dy int) {
	for _, b := range o.boxes {
		b.X, b.Y = b.X+dx, b.Y+dy
		c.boxes = append(c.boxes, b)
	}
	for _, w := range o.wires {
		moved := make([]Point, len(w.Points))
		for i, p := range w.Points {
			moved[i] = Point{p.X + dx, p.Y + dy}
		}
		w.Points = moved
		c.wires = append(c.wires, w)
	}
	for _, w := range o.words {
		w.X, w.Y = w.X+dx, w.Y+dy
		c.words = append(c.words, w)
	}
}

// rows is how many rows the canvas uses.
func (c *canvas) rows() int {
	n := 0
	for _, b := range c.boxes {
		n = max(n, b.Y+b.H)
	}
	for _, w := range c.wires {
		for _, p := range w.Points {
			n = max(n, p.Y+1)
		}
	}
	for _, w := range c.words {
		n = max(n, w.Y+1)
	}
	return n
}

// marked puts a class's marker before a label.
func marked(c Class, label string) string { return string(c.Marker()) + label }

// more says honestly what there was no room for, in as many words as fit.
func (c *canvas) more(x, y, width, n int, what string) {
	if n != 1 {
		what += "s"
	}
	count := "+" + itoa(n)
	for _, text := range []string{count + " more " + what, count + " more", count} {
		if textWidth(text) <= width || text == count {
			c.say(x, y, width, text, Muted, Faint)
			return
		}
	}
}

// clip takes away what lies outside room: the last resort where a panel got less
// room than its smallest form needs.
func (c *canvas) clip(room Size) {
	outside := func(x, y int) bool { return x < 0 || y < 0 || x >= room.Cols || y >= room.Rows }
	c.boxes = slices.DeleteFunc(c.boxes, func(b Box) bool {
		return outside(b.X, b.Y) || outside(b.X+b.W-1, b.Y+b.H-1)
	})
	c.wires = slices.DeleteFunc(c.wires, func(w Wire) bool {
		return slices.ContainsFunc(w.Points, func(p Point) bool { return outside(p.X, p.Y) })
	})
	words := c.words
	c.words = nil
	for _, w := range words {
		if !outside(w.X, w.Y) {
			c.say(w.X, w.Y, room.Cols-w.X, w.Text, w.Class, w.Tone)
		}
	}
}

// trim moves what is drawn to the top and returns the size it takes.
func (c *canvas) trim() Size {
	top, cols := 1<<30, 1
	see := func(x, y int) { top, cols = min(top, y), max(cols, x+1) }
	for _, b := range c.boxes {
		see(b.X+b.W-1, b.Y)
	}
	for _, w := range c.wires {
		for _, p := range w.Points {
			see(p.X, p.Y)
		}
	}
	if top == 1<<30 {
		return Size{Cols: 1, Rows: 1}
	}
	var moved canvas
	moved.add(*c, 0, -top)
	*c = moved
	return Size{Cols: cols, Rows: c.rows()}
}
