package lesson

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A plan is what can be said of a case before it is played: its stages, and its
// text as Python writes it.
type plan struct {
	stages   []planned // inputs before what is made of them
	ids      map[*node]string
	code     []string
	consumer int    // the line that begins to ask
	who      string // who asks last: list, sum
	parts    int    // of a tee
}

// planned is a stage.
type planned struct {
	id, label, op string
	inputs        []string
	line          int
	late          bool // it is there only when it is first asked: a group
}

// consumerID is the consumer, which is a stage to the picture only.
const consumerID = "consumer"

// newPlan plans a case. The header are lines of text to begin with.
func newPlan(c *Case, header []string) *plan {
	p := &plan{ids: map[*node]string{}, code: slices.Clone(header), who: "consumer", parts: c.parts}
	for _, s := range c.sources {
		if c.expr.uses(s.name) {
			text := s.name + " = iter(" + literal(s.items) + ")"
			if s.fail >= 0 {
				text += fmt.Sprintf("  # raises %s after %d", s.exc, s.fail)
			}
			p.code = append(p.code, text)
			p.stages = append(p.stages, planned{id: s.name, label: s.name, op: "src", line: len(p.code)})
		}
	}
	last := p.node(c.expr)
	in := []string{p.ids[c.expr]}
	switch c.Kind {
	case "tee":
		names := make([]string, c.parts)
		for i := range names {
			names[i] = partID(i)
			p.stages = append(p.stages, planned{id: names[i], label: names[i], op: "tee", inputs: in, line: len(p.code) + 1})
		}
		p.say("%s = tee(%s, %d)", strings.Join(names, ", "), last, c.parts)
		for _, i := range c.plan {
			p.say("next(%s)", partID(i))
		}
		p.consumer = len(p.code) - len(c.plan) + 1
	case "groupby":
		p.say("groups = groupby(%s, key=%s)", last, c.key)
		p.stages = append(p.stages, planned{id: keysID, label: "groupby(" + c.key + ")", op: "groupby", inputs: in, line: len(p.code)})
		p.consumer = len(p.code) + 1
		p.groups(c, in)
	default:
		p.consumer = len(p.code) + 1
		p.sink(c, last)
	}
	return p
}

func (p *plan) say(format string, a ...any) { p.code = append(p.code, fmt.Sprintf(format, a...)) }

func (n *node) uses(name string) bool {
	return n.op == "src" && n.name == name || slices.ContainsFunc(n.in, func(e *node) bool { return e.uses(name) })
}

// node plans a stage and says what it is called in the text.
func (p *plan) node(n *node) (name string) {
	switch n.op {
	case "src":
		p.ids[n] = n.name
		return n.name
	case "lit":
		name = literal(n.lit)
		p.ids[n] = p.fresh("list")
		p.stages = append(p.stages, planned{id: p.ids[n], label: name, op: "lit", line: len(p.code) + 1})
		return name
	}
	names, inputs := make([]string, len(n.in)), make([]string, len(n.in))
	for i, in := range n.in {
		names[i] = p.node(in)
		inputs[i] = p.ids[in]
	}
	base := variables[n.op]
	if base == "" {
		base = strings.TrimPrefix(strings.TrimPrefix(n.op, "r_"), "m_") + "_"
	}
	id := p.fresh(base)
	p.ids[n] = id
	p.say("%s = %s", id, call(n, names))
	label := call(n, nil)
	for i := 2; p.labelled(label); i++ {
		label = call(n, nil) + " " + strconv.Itoa(i)
	}
	p.stages = append(p.stages, planned{id: id, label: label, op: n.op, inputs: inputs, line: len(p.code)})
	return id
}

// fresh is a name that no stage has.
func (p *plan) fresh(base string) string {
	name := base
	for i := 2; slices.ContainsFunc(p.stages, func(s planned) bool { return s.id == name }); i++ {
		name = base + strconv.Itoa(i)
	}
	return name
}

func (p *plan) labelled(label string) bool {
	return slices.ContainsFunc(p.stages, func(s planned) bool { return s.label == label })
}

// groups writes a plan over groups.
func (p *plan) groups(c *Case, in []string) {
	made := 0
	for _, s := range c.steps {
		g := groupID(s.group)
		switch {
		case s.do == "next":
			g = groupID(made)
			made++
			p.say("k, %s = next(groups)", g)
			p.stages = append(p.stages, planned{id: g, label: g, op: "group", inputs: in, late: true, line: len(p.code)})
		case s.do == "drain":
			p.say("list(%s)", g)
		default:
			p.say("next(%s)", g)
		}
	}
}

// sink writes who consumes the last stage.
func (p *plan) sink(c *Case, last string) {
	switch {
	case c.sink == "":
		p.who = "list"
		if c.take < 0 {
			p.say("list(%s)", last)
			return
		}
		p.who = "consumer"
		p.say("[next(%s) for _ in range(%d)]", last, c.take)
	case (c.sink == "any" || c.sink == "all") && len(c.args) == 1:
		p.who = c.sink
		p.say("%s(map(%v, %s))", c.sink, c.args[0], last)
	default:
		p.who = c.sink
		var args strings.Builder
		for _, a := range c.args {
			args.WriteString(", " + literal(a))
		}
		p.say("%s(%s%s)", c.sink, last, args.String())
	}
}

// stage finds a stage by its id.
func (p *plan) stage(id string) *planned {
	for i := range p.stages {
		if p.stages[i].id == id {
			return &p.stages[i]
		}
	}
	return &planned{id: consumerID, label: p.who, line: p.consumer}
}
