package metaclass

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Graph is classes and objects with what connects them: whom they are derived from
// and what they are instances of. It always ends in type and object, which are
// connected both ways.
type Graph struct {
	Nodes []GraphNode
	Edges []GraphEdge
}

// A GraphNode is a class, or an object.
type GraphNode struct {
	// ID is unique in the graph, and stays the same for a class.
	ID string
	// Name is the class's name, or "a C" for an instance of C.
	Name string
	// Class is the class; nil for an object.
	Class *Class
	// Meta tells that the class is a metaclass: derived from type.
	Meta bool
}

// A GraphEdge leads from a class to a base, or from an instance to its class.
type GraphEdge struct {
	From, To string
	// InstanceOf tells the second kind.
	InstanceOf bool
	// Order is the place among the bases, from 0.
	Order int
}

// Graph draws what the values lead to: their classes, the classes' bases and
// metaclasses, and all subclasses of the given classes. object and type are always there,
// so Graph() draws these two; of object it draws the world. The subclasses of what a value
// leads to are not drawn, but for values that are classes. It is a moment's picture, and
// safe while classes change. A nil value panics.
func (w *World) Graph(values ...Value) Graph {
	var g Graph
	seen := map[*Class]bool{}
	var todo []*Class
	add := func(c *Class) {
		if !seen[c] {
			seen[c] = true
			todo = append(todo, c)
		}
	}
	add(w.object)
	add(w.typ)
	for i, v := range values {
		if c, ok := v.(*Class); ok {
			w.mu.Lock()
			all := below(c, nil, map[*Class]bool{})
			w.mu.Unlock()
			for _, s := range all {
				add(s)
			}
			continue
		}
		c := w.TypeOf(v)
		add(c)
		id := fmt.Sprintf("o%d", i)
		g.Nodes = append(g.Nodes, GraphNode{ID: id, Name: "a " + c.Name()})
		g.Edges = append(g.Edges, GraphEdge{From: id, To: nodeID(c), InstanceOf: true})
	}
	for i := 0; i < len(todo); i++ {
		for _, b := range todo[i].snap.Load().bases {
			add(b)
		}
		add(todo[i].meta.Load())
	}
	slices.SortFunc(todo, func(a, b *Class) int { return cmp.Compare(a.id, b.id) })
	for _, c := range todo {
		g.Nodes = append(g.Nodes, GraphNode{ID: nodeID(c), Name: c.Name(), Class: c, Meta: c.IsSubclassOf(w.typ)})
		for i, b := range c.snap.Load().bases {
			g.Edges = append(g.Edges, GraphEdge{From: nodeID(c), To: nodeID(b), Order: i})
		}
		g.Edges = append(g.Edges, GraphEdge{From: nodeID(c), To: nodeID(c.meta.Load()), InstanceOf: true})
	}
	return g
}

func nodeID(c *Class) string { return fmt.Sprintf("c%d", c.id) }

// WriteDOT writes the graph in Graphviz's language: bases by full arrows, instances by
// dashed ones.
func (g Graph) WriteDOT(out io.Writer) error {
	// Nodes are numbered by their place, so that the same classes give the same text.
	number := make(map[string]int, len(g.Nodes))
	var b strings.Builder
	b.WriteString("digraph classes {\n\trankdir=BT\n")
	for i, n := range g.Nodes {
		number[n.ID] = i
		shape := "ellipse"
		switch {
		case n.Meta:
			shape = "doubleoctagon"
		case n.Class != nil:
			shape = "box"
		}
		fmt.Fprintf(&b, "\tn%d [label=%q shape=%s]\n", i, n.Name, shape)
	}
	for _, e := range g.Edges {
		style := ""
		if e.InstanceOf {
			style = " [style=dashed]"
		}
		fmt.Fprintf(&b, "\tn%d -> n%d%s\n", number[e.From], number[e.To], style)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(out, b.String())
	return err
}
