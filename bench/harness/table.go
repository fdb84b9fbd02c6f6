package harness

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// WriteTable writes r for people: a line for each contestant with its median,
// the spread, and our time divided by its time.
func WriteTable(w io.Writer, r Result) error {
	head := fmt.Sprintf("\n%s: %s\n", r.Case.Name, r.Case.What)
	if r.Note != "" {
		head += "(" + r.Note + ")\n"
	}
	if _, err := io.WriteString(w, head); err != nil {
		return err
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "  contestant\ttime a %s\tspread\tsamples\tours/theirs\tby CPU\t\n", r.Case.Unit)
	for _, row := range r.Rows {
		fmt.Fprintf(out, "  %s\t%s\t%.0f %%\t%d\t%s\t%s\t%s\n",
			row.Impl, duration(row.NS), 100*row.Spread, row.Samples, r.ratio(row), r.cpuRatio(row), r.remark(row))
	}
	return out.Flush()
}

// ratio is our median divided by the row's, "" for our own.
func (r *Result) ratio(row Row) string {
	ours := r.ours()
	if row.Role == RoleOurs || ours == nil {
		return ""
	}
	ratio := ours.NS / row.NS
	switch {
	case row.Role == RoleAgain:
		ratio = r.AA
	case r.Case.Paired && row.Impl == r.Case.Limit:
		ratio = ours.VsLimit
	}
	return fmt.Sprintf("%.3g", ratio)
}

// cpuRatio is the same of the time the processes had a processor: it counts every
// core a contestant uses, and suffers less from what else the machine does.
func (r *Result) cpuRatio(row Row) string {
	ours := r.ours()
	if row.Role == RoleOurs || ours == nil || row.CPUNS == 0 || ours.CPUNS == 0 {
		return ""
	}
	return fmt.Sprintf("%.3g", ours.CPUNS/row.CPUNS)
}

// remark is what else there is to say of a row.
func (r *Result) remark(row Row) string {
	switch {
	case row.Role == RoleAgain:
		return "the noise (A/A)"
	case row.Impl == r.Case.Limit:
		return "the limit"
	case row.PauseNS > 0 && (row.Role == RoleRival || row.Role == RoleOther):
		return "world stopped for " + duration(row.PauseNS)
	case row.Objects > 0:
		return fmt.Sprintf("%d objects visited", row.Objects)
	}
	return ""
}

// duration writes nanoseconds with three digits.
func duration(ns float64) string {
	switch {
	case ns >= 1e9:
		return fmt.Sprintf("%.3g s", ns/1e9)
	case ns >= 1e6:
		return fmt.Sprintf("%.3g ms", ns/1e6)
	case ns >= 1e3:
		return fmt.Sprintf("%.3g µs", ns/1e3)
	}
	return fmt.Sprintf("%.3g ns", ns)
}
