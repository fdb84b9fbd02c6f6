package show

import (
	"cmp"
	"slices"
)

// link is an edge as indices of nodes. Its key names it among the arrows of its
// node: two arrows with one key in different scenes are the same variable or slot.
type link struct {
	from, to int
	key      string
	edge     Edge
}

// links are a graph's edges; edges without both ends are left out.
func (g Graph) links() []link {
	index := make(map[string]int, len(g.Nodes))
	for i, n := range g.Nodes {
		index[n.ID] = i
	}
	type slot struct {
		from  int
		label string
	}
	count := map[slot]int{}
	var out []link
	for _, e := range g.Edges {
		from, ok1 := index[e.From]
		to, ok2 := index[e.To]
		if !ok1 || !ok2 {
			continue
		}
		s := slot{from, e.Label}
		key := e.key
		if key == "" {
			key = e.Label + "#" + itoa(count[s])
		}
		count[s]++
		out = append(out, link{from, to, key, e})
	}
	return out
}

// components splits the graph where no arrow joins: parts with roots first, then
// in the order of their first nodes.
func (g Graph) components() []Graph {
	n := len(g.Nodes)
	leader := make([]int, n)
	for i := range leader {
		leader[i] = i
	}
	find := func(i int) int {
		for leader[i] != i {
			leader[i] = leader[leader[i]]
			i = leader[i]
		}
		return i
	}
	for _, l := range g.links() {
		a, b := find(l.from), find(l.to)
		leader[max(a, b)] = min(a, b)
	}
	var parts []Graph
	at := map[int]int{}
	for i := range g.Nodes {
		l := find(i)
		if _, ok := at[l]; !ok {
			at[l] = len(parts)
			parts = append(parts, Graph{Groups: g.Groups})
		}
		p := &parts[at[l]]
		p.Nodes = append(p.Nodes, g.Nodes[i])
	}
	rooted := func(p Graph) int {
		if slices.ContainsFunc(p.Nodes, func(n Node) bool { return n.Root }) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(parts, func(a, b Graph) int { return cmp.Compare(rooted(a), rooted(b)) })
	for i, mine := range g.sorted(parts) {
		parts[i].Edges = mine.Edges
	}
	return parts
}

// sorted deals the graph's nodes and edges to the parts they belong to. An edge
// goes with the node it leaves.
func (g Graph) sorted(parts []Graph) []Graph {
	home := map[string]int{}
	out := make([]Graph, len(parts))
	for i, p := range parts {
		out[i].Groups, out[i].plan = g.Groups, g.plan
		for _, n := range p.Nodes {
			home[n.ID] = i
		}
	}
	for _, n := range g.Nodes {
		out[home[n.ID]].Nodes = append(out[home[n.ID]].Nodes, n)
	}
	for _, e := range g.Edges {
		if i, ok := home[e.From]; ok {
			out[i].Edges = append(out[i].Edges, e)
		}
	}
	return out
}

// layers sorts the nodes into columns so that most arrows point to the right.
// Column 0 holds the roots. Every other node stands right of all that point at
// it, arrows that close a cycle not counted. In a graph that names its roots,
// nodes that no root leads to start in column 1: an object that has just lost
// its last name stays where it was.
func (g Graph) layers(links []link) [][]int {
	n := len(g.Nodes)
	outs := make([][]int, n)
	indegree := make([]int, n)
	for _, l := range links {
		if l.from != l.to {
			outs[l.from] = append(outs[l.from], l.to)
			indegree[l.to]++
		}
	}
	order := g.finishOrder(outs, indegree)
	rank := make([]int, n)
	place := make([]int, n)
	for i, v := range order {
		place[v] = i
	}
	rooted := slices.ContainsFunc(g.Nodes, func(n Node) bool { return n.Root })
	for _, v := range order {
		if rooted && !g.Nodes[v].Root {
			rank[v] = max(rank[v], 1)
		}
		for _, to := range outs[v] {
			if place[to] > place[v] && !g.Nodes[to].Root {
				rank[to] = max(rank[to], rank[v]+1)
			}
		}
	}
	var columns [][]int
	for v := range g.Nodes {
		for rank[v] >= len(columns) {
			columns = append(columns, nil)
		}
		columns[rank[v]] = append(columns[rank[v]], v)
	}
	return slices.DeleteFunc(columns, func(c []int) bool { return len(c) == 0 })
}

// finishOrder is a topological order of the graph without the arrows that close
// cycles: depth-first finishing times, reversed. Roots come first, then nodes
// that nothing points at, then the rest, each in the order of Nodes.
func (g Graph) finishOrder(outs [][]int, indegree []int) []int {
	n := len(g.Nodes)
	seen := make([]bool, n)
	var order []int
	// The walk keeps its own stack: a list of a million nodes is no reason to
	// overflow anything.
	type visit struct{ node, next int }
	walk := func(start int) {
		if seen[start] {
			return
		}
		seen[start] = true
		stack := []visit{{start, 0}}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next == len(outs[top.node]) {
				order = append(order, top.node)
				stack = stack[:len(stack)-1]
				continue
			}
			// The oldest arrow first: of a cycle, the arrow that came last points back.
			to := outs[top.node][top.next]
			top.next++
			if !seen[to] {
				seen[to] = true
				stack = append(stack, visit{to, 0})
			}
		}
	}
	starts := make([]int, n)
	for i := range starts {
		starts[i] = i
	}
	urgency := func(v int) int {
		switch {
		case g.Nodes[v].Root:
			return 0
		case indegree[v] == 0:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(starts, func(a, b int) int { return cmp.Compare(urgency(a), urgency(b)) })
	for _, v := range starts {
		walk(v)
	}
	slices.Reverse(order)
	return order
}
