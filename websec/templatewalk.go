package websec

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// A walker goes through the parse trees with the place in the markup at hand. A
// template is walked once for each place it is called in.
type walker struct {
	trees  map[string]*parse.Tree
	calls  map[call]*outcome
	stamps map[*parse.TextNode][]stamp
	tree   *parse.Tree // being walked
	depth  int         // calls inside of calls
	err    error       // the first refusal; all that follows is ignored
}

type call struct {
	name string
	from place
}

// An outcome is where a call ends; until that is known, it is assumed to end where it
// began, which holds for a recursive template or it is refused.
type outcome struct {
	to            place
	done, assumed bool
}

// These bound the work on templates that call each other from many places.
const (
	maxCalls = 10_000
	maxDepth = 200
)

func newWalker(trees map[string]*parse.Tree) *walker {
	return &walker{trees: trees, calls: map[call]*outcome{}, stamps: map[*parse.TextNode][]stamp{}}
}

// walkAll walks each template as a page. One that others call may be good only there,
// such as a list of attributes; it is returned with why it is no page.
func (w *walker) walkAll() (refused map[string]error, err error) {
	called := map[string]bool{}
	for _, tree := range w.trees {
		callees(tree.Root, called)
	}
	names := slices.Sorted(maps.Keys(w.trees))
	for _, name := range names {
		if !called[name] {
			if err := w.page(name); err != nil {
				return nil, err
			}
		}
	}
	refused = map[string]error{}
	for _, name := range names {
		if !called[name] {
			continue
		}
		stamps, calls := maps.Clone(w.stamps), maps.Clone(w.calls)
		if err := w.page(name); err != nil {
			refused[name] = err
			w.stamps, w.calls, w.err = stamps, calls, nil
		}
	}
	// What is neither a page nor called by one was never judged whole.
	reached := map[string]bool{}
	for c := range w.calls {
		reached[c.name] = true
	}
	for _, name := range names {
		if refused[name] != nil && !reached[name] {
			return nil, refused[name]
		}
	}
	return refused, nil
}

func (w *walker) page(name string) error {
	to := w.call(w.trees[name].Root, name, place{})
	if w.err == nil && to.state != inText && to.state != nowhere {
		w.tree = w.trees[name]
		w.refuse(w.trees[name].Root, 0, "the template ends inside of "+to.state.String())
	}
	return w.err
}

// callees notes the names of all templates that a tree calls.
func callees(n parse.Node, into map[string]bool) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				callees(child, into)
			}
		}
	case *parse.IfNode:
		callees(n.List, into)
		callees(n.ElseList, into)
	case *parse.RangeNode:
		callees(n.List, into)
		callees(n.ElseList, into)
	case *parse.WithNode:
		callees(n.List, into)
		callees(n.ElseList, into)
	case *parse.TemplateNode:
		into[n.Name] = true
	}
}

// refuse notes the first error, and returns the place of code that is never reached.
func (w *walker) refuse(n parse.Node, offset int, why string) place {
	if w.err != nil {
		return place{state: nowhere}
	}
	e := &TemplateError{Why: why}
	if text, ok := n.(*parse.TextNode); ok {
		at := *text
		at.Pos += parse.Pos(offset)
		n = &at
		e.Text = excerpt(text.Text[min(offset, len(text.Text)):])
	} else if _, list := n.(*parse.ListNode); !list {
		e.Text = excerpt([]byte(opening(n)))
	}
	location, _ := w.tree.ErrorContext(n)
	e.Template = location
	if parts := strings.Split(location, ":"); len(parts) >= 3 {
		e.Template = strings.Join(parts[:len(parts)-2], ":")
		e.Line, _ = strconv.Atoi(parts[len(parts)-2])
	}
	if w.tree.Name != e.Template && w.tree.Name != "" {
		e.Template += " (" + w.tree.Name + ")"
	}
	w.err = e
	return place{state: nowhere}
}

func excerpt(text []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(text[:min(len(text), 40)])), "\n")
	return strconv.Quote(line)
}

func (w *walker) call(n parse.Node, name string, from place) place {
	tree := w.trees[name]
	if tree == nil {
		return w.refuse(n, 0, fmt.Sprintf("there is no template %q", name))
	}
	key := call{name, from}
	if known := w.calls[key]; known != nil {
		if !known.done {
			known.assumed = true
			return from
		}
		return known.to
	}
	if len(w.calls) >= maxCalls || w.depth >= maxDepth {
		return w.refuse(n, 0, "the templates call each other from too many places")
	}
	o := &outcome{}
	w.calls[key] = o
	outer := w.tree
	w.tree = tree
	w.depth++
	o.to = w.list(from, tree.Root)
	w.depth--
	w.tree = outer
	o.done = true
	if o.assumed && o.to != from && w.err == nil {
		if w.tree == nil {
			w.tree = tree
		}
		return w.refuse(n, 0, "a recursive template must end where it begins in the markup")
	}
	return o.to
}

func (w *walker) list(p place, l *parse.ListNode) place {
	if l == nil {
		return p
	}
	for _, n := range l.Nodes {
		if w.err != nil || p.state == nowhere {
			return place{state: nowhere}
		}
		p = w.node(p, n)
	}
	return p
}

func (w *walker) node(p place, n parse.Node) place {
	switch n := n.(type) {
	case *parse.TextNode:
		return w.text(p, n)
	case *parse.ActionNode:
		if name := computesWithMark(n.Pipe, true); name != "" {
			return w.refuse(n, 0, name+" gives what stands for the text, which cannot be computed with; write it alone")
		}
		if len(n.Pipe.Decl) > 0 {
			return p // an assignment writes nothing
		}
		return w.action(p, n)
	case *parse.IfNode:
		return w.branches(n, &n.BranchNode, p)
	case *parse.WithNode:
		return w.branches(n, &n.BranchNode, p)
	case *parse.RangeNode:
		if name := computesWithMark(n.Pipe, false); name != "" {
			return w.refuse(n, 0, name+" is no list")
		}
		return w.loop(p, n)
	case *parse.TemplateNode:
		if name := computesWithMark(n.Pipe, true); name != "" {
			return w.refuse(n, 0, name+" gives what stands for the text, which cannot be computed with; hand it on alone")
		}
		return w.call(n, n.Name, p)
	case *parse.BreakNode, *parse.ContinueNode:
		// A loop is in plain text, or ends its body where it began: see loop.
		if p.state != inText {
			return w.refuse(n, 0, "a loop is left inside of "+p.state.String())
		}
		return place{state: nowhere}
	case *parse.CommentNode:
		return p
	}
	return w.refuse(n, 0, "it is not known what this writes")
}
