package lesson

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"underhood/internal/show"
	"underhood/orm"
)

// A Graph is the plan of a flush: rows to be written, and which waits for which.
type Graph struct {
	Rows  []GraphRow  `json:"rows"`
	Needs []GraphNeed `json:"needs,omitempty"`
}

// A GraphRow is one row to be written.
type GraphRow struct {
	N      int    `json:"n"`
	What   string `json:"what"` // "insert ada"
	More   string `json:"more,omitempty"`
	Status string `json:"status"` // "waits", "now", "done" or "undone"
}

// A GraphNeed says that a row waits for another.
type GraphNeed struct {
	From   int    `json:"from"`
	To     int    `json:"to"`
	Reason string `json:"reason"`
}

// A progress is a flush under way: a plan and how far it has come.
type progress struct {
	graph Graph
	steps [][]int // the rows of each operation the hook will tell
}

// newProgress takes a plan over, with the names that the program has for its objects.
func (p *player) newProgress(plan *orm.FlushPlan) *progress {
	g := &progress{}
	for _, s := range plan.Steps {
		var rows []int
		for _, r := range s.Rows {
			row := GraphRow{N: r.N, What: s.Op + " " + p.nameOf(r.Object, s.Table), Status: "waits"}
			switch {
			case len(r.Held) > 0:
				row.More = strings.Join(r.Held, ", ") + " NULL"
			case len(r.Columns) > 0:
				row.More = strings.Join(r.Columns, ", ")
			}
			g.graph.Rows = append(g.graph.Rows, row)
			for _, need := range r.After {
				g.graph.Needs = append(g.graph.Needs, GraphNeed{r.N, need.N, need.Reason})
			}
			rows = append(rows, r.N)
		}
		if s.Op == "insert" {
			g.steps = append(g.steps, rows) // together
			continue
		}
		for _, n := range rows {
			g.steps = append(g.steps, []int{n})
		}
	}
	return g
}

// nameOf is the program's name of an object.
func (p *player) nameOf(v any, table string) string {
	i := slices.IndexFunc(p.objects, func(o named) bool { return o.value == v })
	if i < 0 {
		return "a " + table
	}
	return p.objects[i].name
}

// take moves on by an operation that the hook tells.
func (g *progress) take(e orm.Event) {
	for i, r := range g.graph.Rows {
		switch {
		case e.Op == "rollback" && r.Status != "waits":
			g.graph.Rows[i].Status = "undone"
		case r.Status == "now":
			g.graph.Rows[i].Status = "done"
		}
	}
	if e.Table == "" || len(g.steps) == 0 {
		return
	}
	for _, n := range g.steps[0] {
		g.graph.Rows[n-1].Status = "now"
		if e.Err != nil {
			g.graph.Rows[n-1].Status = "undone"
		}
	}
	g.steps = g.steps[1:]
}

// now is the graph as it is, which later steps leave alone.
func (g *progress) now() *Graph {
	return &Graph{slices.Clone(g.graph.Rows), g.graph.Needs}
}

// unit does a step of a session.
func (p *player) unit(ctx context.Context, s step) (result string, err error) {
	switch s[0] {
	case "session":
		p.session = orm.NewSession(p.db)
		return "", nil
	case "relate":
		return "", p.relate(s)
	case "meet":
		key, _ := strconv.ParseInt(s[3], 10, 64) // the plan's check has read it
		m := p.shop.models[s[2]]
		v, err := m.meet(ctx, p.session, key)
		if err == nil {
			p.keep(s[1], v, m.text)
		}
		return "", err
	case "add", "remove":
		return "", p.members(s)
	}
	return "", p.flush(ctx, s)
}

// members takes objects into the session, or out of the tables.
func (p *player) members(s step) error {
	all := make([]any, len(s)-1)
	for i, name := range s[1:] {
		var err error
		if all[i], err = p.object(name); err != nil {
			return err
		}
	}
	m := p.shop.models[p.kinds[s[1]]]
	if s[0] == "add" {
		return m.add(p.session, all)
	}
	return m.part(p.session, all)
}

func (p *player) relate(s step) error {
	v, err := p.object(s[1])
	if err != nil {
		return err
	}
	var to any
	if s[3] != "nil" {
		if to, err = p.object(s[3]); err != nil {
			return err
		}
	}
	p.shop.models[p.kinds[s[1]]].relate(v, s[2], to)
	return nil
}

// flush shows the plan, and does it. The tables are not looked at before the end, since
// what others see is there only then.
func (p *player) flush(ctx context.Context, s step) error {
	plan, err := p.session.Plan()
	if err != nil {
		return err
	}
	g := p.newProgress(plan)
	p.graph = g.now()
	if s[0] == "plan" {
		return nil
	}
	p.watch = func(e orm.Event) {
		g.take(e)
		p.beats = append(p.beats, Beat{Kind: beatPart, Step: s, Events: []Event{told(e)}, Depth: 1, Objects: p.shown(), Tables: p.tables, Graph: g.now()})
	}
	err = p.session.Flush(ctx)
	p.watch = nil
	p.graph = g.now()
	return err
}

// looks are how rows fare, in pictures.
var looks = map[string]show.Class{"waits": show.Waiting, "now": show.Current, "done": show.Good, "undone": show.Doomed}

// plan draws what waits for what.
func (g *Graph) plan() show.Graph {
	out := show.Graph{Title: "unit of work: each row after those it points at"}
	for _, r := range g.Rows {
		label := fmt.Sprintf("%d %s", r.N, r.What)
		out.Nodes = append(out.Nodes, show.Node{ID: strconv.Itoa(r.N), Label: label, Detail: r.More, Class: looks[r.Status]})
	}
	for _, n := range g.Needs {
		out.Edges = append(out.Edges, show.Edge{From: strconv.Itoa(n.From), To: strconv.Itoa(n.To), Label: n.Reason})
	}
	return out
}

// text says a plan in a line.
func (g *Graph) text() string {
	if len(g.Rows) == 0 {
		return "nothing to write"
	}
	var b strings.Builder
	for i, r := range g.Rows {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%d %s", r.N, r.What)
		if r.More != "" {
			fmt.Fprintf(&b, " (%s)", r.More)
		}
		for _, n := range g.Needs {
			if n.From == r.N {
				fmt.Fprintf(&b, " after %d, %s", n.To, n.Reason)
			}
		}
	}
	return b.String()
}
