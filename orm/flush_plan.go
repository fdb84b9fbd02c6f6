package orm

import (
	"fmt"
	"strings"
)

// A FlushPlan is what a flush does, in its order. It is a value for people and tests to look
// at; changing it changes nothing.
type FlushPlan struct{ Steps []FlushStep }

// A FlushStep is one thing done to rows of one table: inserted in as few statements as
// [Table.Insert] would, updated and deleted one by one.
type FlushStep struct {
	Op    string // "insert", "update" or "delete"; softly deleting is a delete
	Table string
	Rows  []FlushRow
}

// A FlushRow is one row of a step.
type FlushRow struct {
	N       int      // of the rows of a plan, counted from 1
	Object  any      // the *T
	Key     []any    // nil while it is not known
	Columns []string // that an update writes
	// Held are the columns that an insert leaves NULL, since the row that they refer to
	// comes later; a later step updates them.
	Held  []string
	After []FlushNeed // the rows that have to be written before this one
}

// A FlushNeed is why a row is written after another.
type FlushNeed struct {
	N      int // the other row's
	Reason string
}

// plan tells steps.
func (w *work) plan(steps []flushed) *FlushPlan {
	p := &FlushPlan{}
	n := 0
	for _, s := range steps {
		for _, row := range s.rows {
			n++
			row.number = n
		}
	}
	for _, s := range steps {
		step := FlushStep{Op: s.op.String(), Table: s.m.name}
		for _, n := range s.rows {
			row := FlushRow{N: n.number, Object: n.e.v, Key: n.e.key()}
			for _, c := range n.cols {
				row.Columns = append(row.Columns, c.name)
			}
			for _, r := range n.held {
				for _, c := range r.loose() {
					row.Held = append(row.Held, c.name)
				}
			}
			for _, d := range n.needs {
				row.After = append(row.After, FlushNeed{d.on.number, d.reason()})
			}
			step.Rows = append(step.Rows, row)
		}
		p.Steps = append(p.Steps, step)
	}
	return p
}

// String tells a plan, a line for each step and each row:
//
//	insert user
//	  1: a new row
//	insert order
//	  2: a new row, after 1: refers to it by user_id
func (p *FlushPlan) String() string {
	var b strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%s %s\n", s.Op, s.Table)
		for _, r := range s.Rows {
			fmt.Fprintf(&b, "  %d: %s", r.N, r.name())
			if len(r.Columns) > 0 {
				fmt.Fprintf(&b, ", %s", strings.Join(r.Columns, " and "))
			}
			if len(r.Held) > 0 {
				fmt.Fprintf(&b, ", %s NULL for now", strings.Join(r.Held, " and "))
			}
			for _, a := range r.After {
				fmt.Fprintf(&b, ", after %d: %s", a.N, a.Reason)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func (r FlushRow) name() string {
	switch len(r.Key) {
	case 0:
		return "a new row"
	case 1:
		return fmt.Sprintf("row %v", r.Key[0])
	}
	return fmt.Sprintf("row %v", r.Key)
}
