package show

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A character cell of a picture in pixels, for 14 px type: a monospaced font is
// 0.6 em wide, some a little less.
const (
	cellWidth  = 8.4
	cellHeight = 20.0
	padding    = 16.0
)

// SVG writes a scene as a picture of its own: no script, no font or file from
// elsewhere, colours for light and for dark surroundings, the scene in words as
// its description. A size without rows gets as many as it takes. It returns the
// first error of w.
func SVG(w io.Writer, scene Scene, size Size) error {
	p := Layout(scene, size)
	d := drawing{w: bufio.NewWriter(w)}
	width := float64(p.Size.Cols)*cellWidth + 2*padding
	height := float64(p.Size.Rows)*cellHeight + 2*padding
	d.printf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="t d" xml:space="preserve">`+"\n",
		px(width), px(height), px(width), px(height))
	d.printf("<title id=\"t\">%s</title>\n<desc id=\"d\">%s</desc>\n", escape(or(p.Title, "picture")), escape(Text(scene)))
	d.printf("<style>\n%s</style>\n", styleSheet())
	d.printf(`<rect class="page" width="%s" height="%s" rx="8"/>`+"\n", px(width), px(height))
	d.printf(`<g transform="translate(%s %s)">`+"\n", px(padding), px(padding))
	for _, box := range p.Boxes {
		d.box(box)
	}
	for _, wire := range p.Wires {
		d.wire(wire)
	}
	for _, words := range p.Words {
		d.words(words)
	}
	d.printf("</g>\n</svg>\n")
	return d.w.Flush()
}

// drawing writes the elements of an SVG. Errors of the writer are kept by it
// until it is flushed.
type drawing struct{ w *bufio.Writer }

func (d drawing) printf(format string, args ...any) { fmt.Fprintf(d.w, format, args...) }

// px is a length without needless digits.
func px(f float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", f), "0"), ".")
}

// escape makes text safe inside an element or an attribute.
func escape(s string) string {
	var b strings.Builder
	// Writing to a strings.Builder cannot fail.
	_ = xml.EscapeText(&b, []byte(clean(s)))
	return strings.ReplaceAll(b.String(), "&#xA;", "\n")
}

func (d drawing) box(b Box) {
	x, y := (float64(b.X)+0.5)*cellWidth, float64(b.Y)*cellHeight
	w, h := float64(b.W-1)*cellWidth, float64(b.H)*cellHeight
	shape, round := "frame", 5.0
	if b.Kind != Frame {
		// One row high, so that neighbours above and below need a little air; the
		// brackets of the text form lie outside the words, so does this border.
		x, y, w, h = x-0.35*cellWidth, y+0.1*cellHeight, w+0.7*cellWidth, h-0.2*cellHeight
		if round = h / 2; b.Kind == Bar {
			shape, round = "bar", 4
		}
	}
	d.printf(`<rect class="%s %s" x="%s" y="%s" width="%s" height="%s" rx="%s"/>`+"\n",
		shape, b.Class, px(x), px(y), px(w), px(h), px(round))
	if b.Headed {
		line := y + 1.15*cellHeight
		d.printf(`<path class="rule %s" d="M%s %sH%s"/>`+"\n", b.Class, px(x), px(line), px(x+w))
	}
}

func (d drawing) words(w Words) {
	tone := [...]string{"", " strong", " faint"}[w.Tone]
	d.printf(`<text class="%s%s" x="%s" y="%s" textLength="%s">%s</text>`+"\n", w.Class, tone,
		px(float64(w.X)*cellWidth), px((float64(w.Y)+0.5)*cellHeight+4.8), px(float64(textWidth(w.Text))*cellWidth), escape(w.Text))
}

// wire draws a line with round bends and, for an arrow, a head that touches the
// box it points at.
func (d drawing) wire(w Wire) {
	type spot struct{ x, y float64 }
	at := make([]spot, len(w.Points))
	for i, p := range w.Points {
		at[i] = spot{(float64(p.X) + 0.5) * cellWidth, (float64(p.Y) + 0.5) * cellHeight}
	}
	last := len(at) - 1
	first := direction(w.Points[0], w.Points[1])
	if w.Arrow {
		at[0].y += float64(stepY[first]) * 0.5 * cellHeight // the box's edge is not in the middle of its row
	}
	dir := direction(w.Points[last-1], w.Points[last])
	dx, dy := float64(stepX[dir]), float64(stepY[dir])
	if w.Arrow && dy != 0 {
		at[last].y -= dy * 0.5 * cellHeight
	}
	tip := at[last]
	if w.Arrow {
		at[last].x -= dx * 7
		at[last].y -= dy * 7
	}
	line := at
	if w.Dashed { // from its tip, so that the dashes of wires that join lie on each other
		line = slices.Clone(at)
		slices.Reverse(line)
	}
	var path strings.Builder
	fmt.Fprintf(&path, "M%s %s", px(line[0].x), px(line[0].y))
	for i := 1; i < last; i++ {
		a, b, c := line[i-1], line[i], line[i+1]
		in := min(7, span(a.x, a.y, b.x, b.y)/2)
		out := min(7, span(b.x, b.y, c.x, c.y)/2)
		fmt.Fprintf(&path, "L%s %sQ%s %s %s %s",
			px(b.x+toward(b.x, a.x, in)), px(b.y+toward(b.y, a.y, in)), px(b.x), px(b.y),
			px(b.x+toward(b.x, c.x, out)), px(b.y+toward(b.y, c.y, out)))
	}
	fmt.Fprintf(&path, "L%s %s", px(line[last].x), px(line[last].y))
	shape := "rule"
	switch {
	case w.Arrow:
		shape = "wire"
	case w.Class == Current:
		shape = "rule now"
	}
	broken := ""
	if w.Dashed {
		broken = ` stroke-dasharray="5 4"`
	}
	d.printf(`<path class="%s %s" d="%s"%s/>`+"\n", shape, w.Class, path.String(), broken)
	if w.Arrow {
		d.printf(`<circle class="head %s" cx="%s" cy="%s" r="2.6"/>`+"\n", w.Class, px(at[0].x), px(at[0].y))
		d.printf(`<path class="head %s" d="M%s %sL%s %sL%s %sZ"/>`+"\n", w.Class, px(tip.x), px(tip.y),
			px(tip.x-9*dx-4.5*dy), px(tip.y-9*dy-4.5*dx), px(tip.x-9*dx+4.5*dy), px(tip.y-9*dy+4.5*dx))
	}
}

// span is the length of a horizontal or vertical line.
func span(x1, y1, x2, y2 float64) float64 { return max(x1-x2, x2-x1) + max(y1-y2, y2-y1) }

// toward is a step of length n from a in the direction of b, 0 when they are equal.
func toward(a, b, n float64) float64 {
	switch {
	case b > a:
		return n
	case b < a:
		return -n
	}
	return 0
}
