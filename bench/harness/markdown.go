package harness

import (
	"fmt"
	"strings"
	"time"
)

// Head is what stands above the figures of a topic.
type Head struct {
	Machine string
	Date    time.Time
	Quick   bool
	Command string // what makes these figures again
	Chart   string // file name of the chart, "" for none
}

// Markdown is the topic's part of RESULTS.md.
func (t *Topic) Markdown(h Head, out Outcome) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s\n\n", t.Title, t.About)
	mode := "thorough run"
	if h.Quick {
		mode = "quick run"
	}
	fmt.Fprintf(&b, "%s; %s; %s. To measure again: `%s`\n\n", h.Date.Format(time.DateOnly), h.Machine, mode, h.Command)
	if h.Chart != "" {
		fmt.Fprintf(&b, "![Time of every contestant as a multiple of Python's, by case](%s)\n\n", h.Chart)
	}
	t.contestants(&b, out)
	for _, r := range out.Results {
		r.markdown(&b)
	}
	for _, err := range out.Failed {
		fmt.Fprintf(&b, "%s\n\n", err)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// contestants writes who took part, in which version, and who did not.
func (t *Topic) contestants(b *strings.Builder, out Outcome) {
	versions := map[string]string{}
	for _, r := range out.Results {
		for _, row := range r.Rows {
			versions[row.Impl] = row.Version
		}
	}
	b.WriteString("| contestant | version | what it is |\n|---|---|---|\n")
	for _, c := range t.Contestants {
		if v, ok := versions[c.Name]; ok {
			fmt.Fprintf(b, "| %s | %s | %s |\n", c.Name, v, c.What)
		}
	}
	for _, s := range out.Skipped {
		fmt.Fprintf(b, "| %s | took no part | %s |\n", s.Contestant, s.Reason)
	}
	b.WriteString("\n")
}

// markdown writes one case.
func (r *Result) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "### %s\n\n%s", r.Case.Name, r.Case.What)
	if r.Note != "" {
		fmt.Fprintf(b, " (%s)", r.Note)
	}
	fmt.Fprintf(b, "\n\n| contestant | time a %s | spread | samples | ours / theirs | by CPU time | |\n|---|--:|--:|--:|--:|--:|---|\n", r.Case.Unit)
	for _, row := range r.Rows {
		fmt.Fprintf(b, "| %s | %s | %.0f %% | %d | %s | %s | %s |\n",
			row.Impl, duration(row.NS), 100*row.Spread, row.Samples, r.ratio(row), r.cpuRatio(row), r.remark(row))
	}
	b.WriteString("\n")
}

// resultsHead stands at the top of RESULTS.md.
const resultsHead = `# Results

Written by ` + "`go run . -topic TOPIC -write`" + `; read the ratios, not the times. A ratio is
the library's median divided by the contestant's, so below 1 the library is faster. All
contestants of a case took turns in one run. "Spread" is the distance of the quartiles as
a part of the median; the ratio of the row "again", the library against itself, would be
1 on a quiet machine: no other ratio is worth more than that one is near 1.
`

// InResults puts a topic's part into the text of RESULTS.md, in the place of the
// one that was there.
func InResults(old, topic, part string) string {
	if old == "" {
		old = resultsHead
	}
	begin, end := "<!-- begin "+topic+" -->\n", "<!-- end "+topic+" -->\n"
	part = begin + "\n" + part + "\n" + end
	before, rest, found := strings.Cut(old, begin)
	if !found {
		return strings.TrimRight(old, "\n") + "\n\n" + part
	}
	_, after, _ := strings.Cut(rest, end)
	return before + part + after
}
