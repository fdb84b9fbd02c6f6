package show

import "strings"

// FrameStyle says how a picture is made text.
type FrameStyle struct {
	Color bool // with ANSI colours
	ASCII bool // lines of + - | instead of box-drawing characters
}

// Frame draws the picture as text: Size.Rows lines, each ended by a line break,
// without blanks at their ends, none wider than Size.Cols.
func (p Picture) Frame(style FrameStyle) string {
	g := newGlyphs(p.Size)
	for _, w := range p.Wires {
		g.wire(w)
	}
	for _, b := range p.Boxes {
		g.box(b)
	}
	for _, w := range p.Words {
		g.words(w)
	}
	var b strings.Builder
	for y := range p.Size.Rows {
		g.write(&b, y, style)
	}
	return b.String()
}
