package harness

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// The chart is drawn by hand: bars from a line at 1, on a logarithmic scale,
// need no plotting library.
const (
	chartLeft  = 170 // for the names of the contestants
	chartWidth = 420 // of the scale
	chartRight = 90  // for the figures
	barHeight  = 14
	barGap     = 4
	caseGap    = 34
)

// Chart draws the results as an SVG: a bar for each contestant that Python's
// time can be divided into, grouped by case. Cases without Python are left out;
// "" when none is left.
func (t *Topic) Chart(results []Result) string {
	lowest := 0.0 // decades
	var shown []Result
	for _, r := range results {
		python := r.python()
		if python == 0 {
			continue
		}
		shown = append(shown, r)
		for _, row := range r.Rows {
			lowest = min(lowest, math.Floor(math.Log10(row.NS/python)))
		}
	}
	if len(shown) == 0 {
		return ""
	}
	c := chart{lowest: lowest, highest: 1, y: 44}
	for _, r := range shown {
		c.group(r)
	}
	return c.finish(t.Title + ": time as a multiple of Python's (shorter is faster)")
}

// chart is a drawing under way.
type chart struct {
	lowest, highest float64 // ends of the scale, decades
	y               int
	body            strings.Builder
}

func (c *chart) x(ratio float64) float64 {
	at := (math.Log10(ratio) - c.lowest) / (c.highest - c.lowest)
	return chartLeft + chartWidth*min(max(at, 0), 1)
}

// group draws the bars of one case.
func (c *chart) group(r Result) {
	c.y += caseGap - barHeight
	c.text(8, c.y, "case", r.Case.Name)
	c.y += 8
	for _, row := range r.Rows {
		if row.Role == RoleAgain {
			continue
		}
		ratio := row.NS / r.python()
		class := "other"
		if row.Role == RoleOurs || row.Role == RoleVariant {
			class = "ours"
		}
		from, to := c.x(math.Pow(10, c.lowest)), c.x(ratio)
		fmt.Fprintf(&c.body, `<rect class="%s" x="%.1f" y="%d" width="%.1f" height="%d"/>`+"\n", class, from, c.y, max(to-from, 1), barHeight)
		c.text(20, c.y+11, "name", row.Impl)
		c.text(int(to)+6, c.y+11, "figure", fmt.Sprintf("%.2g", ratio))
		c.y += barHeight + barGap
	}
}

func (c *chart) text(x, y int, class, s string) {
	fmt.Fprintf(&c.body, `<text class="%s" x="%d" y="%d">%s</text>`+"\n", class, x, y, html.EscapeString(s))
}

// finish puts scale, title and frame around the bars.
func (c *chart) finish(title string) string {
	var b strings.Builder
	width, height := chartLeft+chartWidth+chartRight, c.y+16
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n", html.EscapeString(title))
	b.WriteString(`<style>
text { font: 12px sans-serif; fill: #222 } .title { font-weight: bold } .case { font-weight: bold; font-size: 13px }
.tick { text-anchor: middle; fill: #555 } line { stroke: #ccc } line.one { stroke: #222 }
rect.ours { fill: #1f5fa8 } rect.other { fill: #b5bcc6 } .page { fill: #fff }
</style>
`)
	fmt.Fprintf(&b, `<rect class="page" width="%d" height="%d"/>`+"\n", width, height)
	fmt.Fprintf(&b, `<text class="title" x="8" y="18">%s</text>`+"\n", html.EscapeString(title))
	for d := c.lowest; d <= c.highest; d++ {
		x, class := c.x(math.Pow(10, d)), "grid"
		if d == 0 {
			class = "one"
		}
		fmt.Fprintf(&b, `<line class="%s" x1="%.1f" y1="46" x2="%.1f" y2="%d"/>`+"\n", class, x, x, height-8)
		fmt.Fprintf(&b, `<text class="tick" x="%.1f" y="40">%g</text>`+"\n", x, math.Pow(10, d))
	}
	b.WriteString(c.body.String())
	b.WriteString("</svg>\n")
	return b.String()
}

// python is the median of the Python twin, of the best where there are several, 0 when
// there is none.
func (r *Result) python() (best float64) {
	for _, row := range r.Rows {
		if row.Role == RolePython && (best == 0 || row.NS < best) {
			best = row.NS
		}
	}
	return best
}
