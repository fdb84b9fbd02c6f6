package show

import "strings"

// glyph is one character cell.
type glyph struct {
	text   string // what is written; "" for a line or nothing
	lines  uint8  // directions in which lines leave the cell, a bit each
	weight weight
	class  Class
	tone   Tone
	tail   bool // the right half of a wide character
}

// weight is how a line is drawn.
type weight uint8

const (
	light  weight = iota
	dotted        // an arrow of the second kind, see [Edge]
	dashed
	double
	heavy
)

// weightOf gives classes that matter a border that says so without colour.
func weightOf(c Class) weight {
	switch c {
	case Current:
		return heavy
	case Doomed:
		return double
	case Dead:
		return dashed
	}
	return light
}

// strokes are the line characters by directions: bit 0 right, 1 down, 2 left, 3 up.
var strokes = map[weight][]rune{
	light:  []rune(" ╶╷┌╴─┐┬╵└│├┘┴┤┼"),
	dotted: []rune(" ╶╷┌╴┄┐┬╵└┆├┘┴┤┼"),
	dashed: []rune(" ╶╷┌╴╌┐┬╵└╎├┘┴┤┼"),
	double: []rune(" ══╔══╗╦║╚║╠╝╩╣╬"),
	heavy:  []rune(" ╺╻┏╸━┓┳╹┗┃┣┛┻┫╋"),
}

// plainStrokes are strokes in ASCII.
const plainStrokes = " -|+--++|+|+++++"

// plainDotted are those of a dotted line.
const plainDotted = " .:+..++:+:+++++"

// heads are arrow heads by direction.
var heads = [4]string{">", "v", "<", "^"}

type glyphs struct {
	size  Size
	cells []glyph
}

func newGlyphs(size Size) *glyphs {
	return &glyphs{size: size, cells: make([]glyph, size.Cols*size.Rows)}
}

// at is a cell, nil outside.
func (g *glyphs) at(x, y int) *glyph {
	if x < 0 || y < 0 || x >= g.size.Cols || y >= g.size.Rows {
		return nil
	}
	return &g.cells[y*g.size.Cols+x]
}

// line adds directions to a cell.
func (g *glyphs) line(x, y int, dirs uint8, c Class, w weight) {
	if cell := g.at(x, y); cell != nil {
		if w >= cell.weight {
			cell.weight = w
		}
		cell.lines |= dirs
		cell.class, cell.text = c, ""
	}
}

// direction is the way from a to b, which lie on one row or column.
func direction(a, b Point) int {
	switch {
	case b.X > a.X:
		return right
	case b.X < a.X:
		return left
	case b.Y > a.Y:
		return down
	}
	return up
}

func (g *glyphs) wire(w Wire) {
	stroke := light
	if w.Dashed {
		stroke = dotted
	}
	for i := 1; i < len(w.Points); i++ {
		a, b := w.Points[i-1], w.Points[i]
		d := direction(a, b)
		out, in := uint8(1)<<d, uint8(1)<<(d^2)
		for p := a; p != b; {
			n := Point{p.X + stepX[d], p.Y + stepY[d]}
			g.line(p.X, p.Y, out, w.Class, stroke)
			if n == b && w.Arrow && i == len(w.Points)-1 {
				if cell := g.at(p.X, p.Y); cell != nil {
					cell.text, cell.class = heads[d], w.Class
				}
				break
			}
			g.line(n.X, n.Y, in, w.Class, stroke)
			p = n
		}
	}
	if !w.Arrow && len(w.Points) > 1 {
		// A rule is as long as its cells: its ends are full.
		for _, end := range []Point{w.Points[0], w.Points[len(w.Points)-1]} {
			if cell := g.at(end.X, end.Y); cell != nil {
				cell.lines |= cell.lines<<2 | cell.lines>>2
				cell.lines &= 15
			}
		}
	}
}

func (g *glyphs) box(b Box) {
	if b.Kind != Frame {
		for x := b.X; x < b.X+b.W; x++ {
			if cell := g.at(x, b.Y); cell != nil {
				*cell = glyph{text: " ", class: b.Class}
				if b.Kind == Bar {
					cell.text = "="
				}
			}
		}
		g.put(b.X, b.Y, "[", b.Class, Even)
		g.put(b.X+b.W-1, b.Y, "]", b.Class, Even)
		return
	}
	for y := b.Y + 1; y < b.Y+b.H-1; y++ {
		for x := b.X + 1; x < b.X+b.W-1; x++ {
			if cell := g.at(x, y); cell != nil {
				*cell = glyph{}
			}
		}
	}
	w := weightOf(b.Class)
	r, btm := b.X+b.W-1, b.Y+b.H-1
	for x := b.X; x < r; x++ {
		for _, y := range []int{b.Y, btm} {
			g.line(x, y, 1<<right, b.Class, w)
			g.line(x+1, y, 1<<left, b.Class, w)
		}
	}
	for y := b.Y; y < btm; y++ {
		for _, x := range []int{b.X, r} {
			g.line(x, y, 1<<down, b.Class, w)
			g.line(x, y+1, 1<<up, b.Class, w)
		}
	}
}

func (g *glyphs) put(x, y int, text string, c Class, t Tone) {
	if cell := g.at(x, y); cell != nil {
		*cell = glyph{text: text, class: c, tone: t}
	}
}

func (g *glyphs) words(w Words) {
	x := w.X
	for _, r := range w.Text {
		switch n := runeWidth(r); n {
		case 0:
			if cell := g.at(x-1, w.Y); cell != nil && x > w.X {
				cell.text += string(r)
			}
		default:
			g.put(x, w.Y, string(r), w.Class, w.Tone)
			if n == 2 {
				g.put(x+1, w.Y, "", w.Class, w.Tone)
				if cell := g.at(x+1, w.Y); cell != nil {
					cell.tail = true
				}
			}
			x += n
		}
	}
}

// char is what a cell shows.
func (c glyph) char(ascii bool) string {
	switch {
	case c.text != "" || c.tail:
		return c.text
	case ascii && c.weight == dotted:
		return plainDotted[c.lines : c.lines+1]
	case ascii:
		return plainStrokes[c.lines : c.lines+1]
	}
	return string(strokes[c.weight][c.lines])
}

// sgr is the ANSI parameters of a cell.
func (c glyph) sgr() string {
	s := c.class.sgr()
	switch {
	case c.tone == Strong && s == "":
		return "1"
	case c.tone == Strong:
		return "1;" + s
	case c.tone == Faint && s == "":
		return "2"
	}
	return s
}

// write adds row y as a line.
func (g *glyphs) write(b *strings.Builder, y int, style FrameStyle) {
	row := g.cells[y*g.size.Cols : (y+1)*g.size.Cols]
	end := len(row)
	for end > 0 && !row[end-1].tail && strings.TrimSpace(row[end-1].char(false)) == "" {
		end--
	}
	now := ""
	for _, c := range row[:end] {
		char := c.char(style.ASCII)
		if style.Color && strings.TrimSpace(char) != "" {
			if want := c.sgr(); want != now {
				b.WriteString("\x1b[0")
				if want != "" {
					b.WriteString(";" + want)
				}
				b.WriteString("m")
				now = want
			}
		}
		b.WriteString(char)
	}
	if now != "" {
		b.WriteString("\x1b[0m")
	}
	b.WriteByte('\n')
}
