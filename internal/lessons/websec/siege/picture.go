package siege

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"underhood/internal/show"
)

// A picture is what is known of a duel at one moment: a fold of the moments up to it.
type picture struct {
	last   Moment
	sends  string
	now    map[string]Counts   // of each site
	curves map[string][]Moment // looks at the gauges
	fates  []Moment            // what became of the sites, of all duels
}

func newPicture() *picture {
	return &picture{now: map[string]Counts{}, curves: map[string][]Moment{}}
}

func (p *picture) clone() *picture {
	c := *p
	c.now, c.curves, c.fates = maps.Clone(p.now), maps.Clone(p.curves), slices.Clip(p.fates)
	for site, curve := range c.curves {
		c.curves[site] = slices.Clip(curve)
	}
	return &c
}

func (p *picture) apply(m Moment) *picture {
	p.last = m
	switch m.Kind {
	case momentBegin:
		p.sends, p.now, p.curves = m.Text, map[string]Counts{}, map[string][]Moment{}
	case momentGauges:
		p.now[m.Site] = m.Counts
		p.curves[m.Site] = append(p.curves[m.Site], m)
	case momentOutcome:
		p.now[m.Site] = m.Counts
		p.fates = append(p.fates, m)
	}
	return p
}

// line says a moment in one line.
func (m Moment) line() string {
	switch m.Kind {
	case momentBegin:
		return m.Duel + ": " + m.Text
	case momentGauges:
		return fmt.Sprintf("  %-9s  %5.2f s: %s", m.Site, float64(m.At)/1000, m.Counts)
	case momentOutcome:
		return fmt.Sprintf("  %-9s  %s: %s", m.Site, became(m.Fell), m.Text)
	}
	if m.Otherwise {
		return m.Text + "; " + ErrDuel.Error()
	}
	return m.Text
}

func became(fell bool) string {
	if fell {
		return "fell"
	}
	return "held"
}

// String says what a site is at.
func (c Counts) String() string {
	var text strings.Builder
	text.WriteString(fmt.Sprintf("%d in flight, %d connections, %d admitted", c.InFlight, c.Conns, c.Admitted))
	for _, layer := range slices.Sorted(maps.Keys(c.Refused)) {
		text.WriteString(fmt.Sprintf(", %d refused by %s", c.Refused[layer], layer))
	}
	return text.String()
}

// view draws the gauges of both sites beside each other, how busy they have been, and what
// became of them.
func (p *picture) view() show.Scene {
	panels := []show.Panel{show.Caption{Title: "what the attackers send", Text: p.sends}}
	if p.last.Kind != momentEnd {
		panels = append(panels, p.gauges(), p.curve())
	}
	if len(p.fates) > 0 {
		panels = append(panels, p.outcomes())
	}
	return show.Scene{Panels: panels}
}

func (p *picture) gauges() show.Table {
	t := show.Table{Title: "now", Columns: []string{"", "bare", "protected"}}
	bare, protected := p.now["bare"], p.now["protected"]
	add := func(name string, of func(Counts) int) {
		t.Rows = append(t.Rows, show.Row{ID: name, Cells: []string{name, strconv.Itoa(of(bare)), strconv.Itoa(of(protected))}})
	}
	add("in flight", func(c Counts) int { return c.InFlight })
	add("connections", func(c Counts) int { return c.Conns })
	add("admitted", func(c Counts) int { return c.Admitted })
	layers := maps.Clone(bare.Refused)
	if layers == nil {
		layers = map[string]int{}
	}
	maps.Copy(layers, protected.Refused)
	if len(layers) > 0 {
		t.Rows = append(t.Rows, show.Row{ID: "refused", Cells: []string{"refused by"}})
	}
	for _, layer := range slices.Sorted(maps.Keys(layers)) {
		add(" "+layer, func(c Counts) int { return c.Refused[layer] })
	}
	return t
}

// curve is how many requests each site has worked on, look by look since its attack began.
func (p *picture) curve() show.Table {
	t := show.Table{Title: "requests in flight", Columns: []string{"s", "bare", "protected"}}
	const most = 6
	longest, top := 0, 1
	for _, curve := range p.curves {
		longest = max(longest, len(curve))
		for _, m := range curve {
			top = max(top, m.Counts.InFlight)
		}
	}
	from, to := max(0, longest-most), longest
	if now := len(p.curves[p.last.Site]); now > 0 && now < from+most {
		to = max(now, min(longest, most))
		from = max(0, to-most)
	}
	for i := from; i < to; i++ {
		row := show.Row{ID: strconv.Itoa(i), Cells: []string{"", "", ""}}
		for j, site := range []string{"bare", "protected"} {
			if i >= len(p.curves[site]) {
				continue
			}
			m := p.curves[site][i]
			row.Cells[0], row.Cells[j+1] = fmt.Sprintf("%.2f", float64(m.At)/1000), bar(m.Counts.InFlight, top)
			if site == p.last.Site && i == len(p.curves[site])-1 {
				row.Class = show.Current
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// bar is a number as long as it is, of ten for the largest.
func bar(n, top int) string {
	return strings.Repeat("#", (n*10+top-1)/top) + " " + strconv.Itoa(n)
}

func (p *picture) outcomes() show.Table {
	t := show.Table{Title: "what became of them", Columns: []string{"site", "outcome", "what was counted"}}
	for i, m := range p.fates {
		class := show.Good
		if m.Fell {
			class = show.Doomed
		}
		counted, _, _ := strings.Cut(m.Text, "; ")
		t.Rows = append(t.Rows, show.Row{ID: strconv.Itoa(i), Cells: []string{m.Site, became(m.Fell), counted}, Class: class})
	}
	return t
}
