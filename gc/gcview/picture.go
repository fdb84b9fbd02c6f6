package gcview

import (
	"html/template"
	"strconv"
	"strings"

	"underhood/gc"
	"underhood/internal/show"
)

// picture draws a neighbourhood. show escapes every text in it, so the one <style is
// its own; the nonce makes the page's policy accept it.
func (n *neighbourhood) picture(nonce string) (template.HTML, error) {
	var b strings.Builder
	if err := show.SVG(&b, show.Scene{Panels: []show.Panel{n.graph()}}, show.WideSize); err != nil {
		return "", err
	}
	return template.HTML(strings.Replace(b.String(), "<style>", `<style nonce="`+nonce+`">`, 1)), nil
}

func (n *neighbourhood) graph() show.Graph {
	var g show.Graph
	onPath := map[edge]bool{}
	inPath := map[gc.Ref]bool{}
	for _, e := range n.Why.Steps {
		onPath[e], inPath[gc.Ref(e.From)], inPath[gc.Ref(e.To)] = true, true, true
	}
	alive, kept := show.Good, n.Why.Unreachable == ""
	if !kept {
		alive = show.Doomed
	}
	if kept {
		g.Nodes = append(g.Nodes, show.Node{ID: "root", Label: n.Why.Root, Class: show.Good, Root: true})
		g.Edges = append(g.Edges, show.Edge{From: "root", To: gc.Ref(n.Why.first).String(), Class: show.Good})
	}
	for _, o := range n.Nodes {
		node := show.Node{ID: o.Ref.String(), Label: o.title(), Detail: strconv.Itoa(o.Count), Class: show.Normal}
		switch {
		case o.Ref == n.Object.Ref:
			node.Class = show.Current
		case inPath[gc.Ref(o.Ref)]:
			node.Class = alive
		case o.Kind == gc.Leaf.String():
			node.Class = show.Muted
		}
		g.Nodes = append(g.Nodes, node)
	}
	for _, e := range n.Edges {
		arrow := show.Edge{From: e.From.String(), To: e.To.String(), Dashed: e.Weak}
		if onPath[e] {
			arrow.Class = alive
		}
		g.Edges = append(g.Edges, arrow)
	}
	return g
}

// title is what a box says: the label, cut, or the number.
func (o object) title() string {
	if o.Label == "" {
		return o.Ref.String()
	}
	const most = 18
	if r := []rune(o.Label); len(r) > most {
		return string(r[:most]) + "…"
	}
	return o.Label
}

// Label is what r is called, if it is on the graph and has a label.
func (n *neighbourhood) Label(r ref) string {
	for _, o := range n.Nodes {
		if o.Ref == r && o.Label != "" {
			return o.title()
		}
	}
	return ""
}
