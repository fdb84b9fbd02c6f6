package websec

import (
	"fmt"
	"strconv"
	"strings"
	"text/template/parse"
)

// A way is one that leads behind a branch or a loop, and the place where it ends.
type way struct {
	name string // as the template's author knows it
	to   place
}

// branches walks the two ways of an if or with.
func (w *walker) branches(n parse.Node, b *parse.BranchNode, p place) place {
	if name := computesWithMark(b.Pipe, false); name != "" {
		return w.refuse(n, 0, name+" gives what stands for the text, and is never empty; ask the program's data instead")
	}
	other := way{"without it", p}
	if b.ElseList != nil {
		other = way{"{{else}}" + w.atLine(b.ElseList), w.list(p, b.ElseList)}
	}
	first := way{"{{" + keyword(n) + "}}" + w.atLine(b.List), w.list(p, b.List)}
	return w.join(n, first, other)
}

// loop walks a body that may run any number of times: it must end where it begins. An
// attribute's name at its end needs a blank at its beginning, so a body that ends
// behind an attribute is walked again from there.
func (w *walker) loop(p place, n *parse.RangeNode) place {
	before := way{"before {{range}}", p}
	body := way{"its body" + w.atLine(n.List), w.list(p, n.List)}
	end := w.join(n, before, body)
	if end != p && w.err == nil {
		body.to = w.list(end, n.List)
		end = w.join(n, way{before.name, end}, body)
	}
	if n.ElseList != nil {
		return w.join(n, way{"{{range}}", end}, way{"{{else}}" + w.atLine(n.ElseList), w.list(p, n.ElseList)})
	}
	return end
}

func (w *walker) join(n parse.Node, x, y way) place {
	a, b := x.to, y.to
	switch {
	case w.err != nil:
		return place{state: nowhere}
	case a == b, b.state == nowhere:
		return a
	case a.state == nowhere:
		return b
	}
	if a.form != b.form { // it may be open
		a.form, b.form = true, true
		if a == b {
			return a
		}
	}
	c, d := a, b
	c.state, d.state = inTag, inTag
	if c == d && (a.state == inTag || a.state == behind) && (b.state == inTag || b.state == behind) {
		a.state = behind
		return a
	}
	return w.refuse(n, 0, fmt.Sprintf("the branches end in different places: %s in %s; %s in %s; let each have whole tags or whole attributes",
		x.name, a.apart(b), y.name, b.apart(a)))
}

// keyword is how a branch or a loop begins.
func keyword(n parse.Node) string {
	switch n.(type) {
	case *parse.WithNode:
		return "with"
	case *parse.RangeNode:
		return "range"
	}
	return "if"
}

// opening is a node without what lies inside of it.
func opening(n parse.Node) string {
	var pipe *parse.PipeNode
	switch n := n.(type) {
	case *parse.IfNode:
		pipe = n.Pipe
	case *parse.WithNode:
		pipe = n.Pipe
	case *parse.RangeNode:
		pipe = n.Pipe
	default:
		return n.String()
	}
	return "{{" + keyword(n) + " " + pipe.String() + "}}"
}

// atLine says where a branch begins.
func (w *walker) atLine(l *parse.ListNode) string {
	if l == nil || len(l.Nodes) == 0 {
		return ""
	}
	location, _ := w.tree.ErrorContext(l.Nodes[0])
	parts := strings.Split(location, ":")
	if len(parts) < 3 {
		return ""
	}
	return " (line " + parts[len(parts)-2] + ")"
}

// apart says where a place is; when another one is there as well, also what differs.
func (p place) apart(q place) string {
	text := p.where()
	if p.state == nowhere || text != q.where() {
		return text
	}
	var more []string
	if p.foreign != q.foreign {
		inside := "outside of svg and math"
		if p.foreign != "" {
			inside = "inside of <" + strings.ReplaceAll(string(p.foreign), "/", "><") + ">"
		}
		more = append(more, inside)
	}
	for i, name := range facts {
		mine, other := p.tag.values()[i], q.tag.values()[i]
		switch {
		case p.tag.seen&fact(name) != q.tag.seen&fact(name):
			more = append(more, attributePresence(name, p.tag.seen&fact(name) != 0))
		case mine != other:
			more = append(more, name+" being "+strconv.Quote(mine))
		case p.tag.dynamic&fact(name) != q.tag.dynamic&fact(name) && p.tag.dynamic&fact(name) != 0:
			more = append(more, "with an action in "+name)
		}
	}
	switch {
	case p.attr.dynamic && !q.attr.dynamic:
		more = append(more, "behind an action")
	case p.attr.value != q.attr.value:
		more = append(more, "behind "+strconv.Quote(p.attr.value))
	case p.attr.loose != q.attr.loose || p.attr.tail != q.attr.tail:
		more = append(more, "behind an action and "+strconv.Quote(p.attr.tail))
	}
	if p.slash && !q.slash {
		more = append(more, "behind a slash")
	}
	if len(more) == 0 {
		return text
	}
	return text + " " + strings.Join(more, ", ")
}

func attributePresence(name string, there bool) string {
	if there {
		return "with " + name
	}
	return "without " + name
}

// where is the place in words, without what decides about the tag.
func (p place) where() string {
	switch p.state {
	case inTag, behind:
		return "the tag " + p.tagText()
	case inName, afterName, afterEqual:
		return "the tag " + p.tagText() + " at " + p.attr.name
	case inDouble, inSingle, inUnquoted:
		quotes := map[markupState]string{inDouble: "double quotes", inSingle: "single quotes", inUnquoted: "no quotes"}
		return "the value of " + p.attr.name + " of " + p.tagText() + ", in " + quotes[p.state]
	}
	return p.String()
}

func (p place) tagText() string {
	if p.closing {
		return "</" + p.element + ">"
	}
	return "<" + p.element + ">"
}
