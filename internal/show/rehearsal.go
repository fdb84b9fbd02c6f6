package show

// A rehearsal looks through a stretch of a run before any of it is shown and
// notes every node and arrow a graph will have. Places are given to all of them
// at once, so that a box never moves while the run is played: an object that has
// lost its last name stays where the eye left it.

// rehearsed is how many steps one rehearsal covers; at the seam of two, boxes
// may move.
const rehearsed = 256

// biggestPlan is how many nodes a plan may have; more would not be drawn as boxes.
const biggestPlan = 160

// plans are the graphs of a stretch by panel, see planKey.
type plans map[string]*graphPlan

// graphPlan is the union of the graphs one panel shows.
type graphPlan struct {
	graph  Graph
	nodes  map[string]int
	edges  map[Edge]bool
	groups map[Group]bool
	tooBig bool
}

// planKey tells the panels of a scene apart: by number and title.
func planKey(i int, g Graph) string { return itoa(i) + " " + g.Title }

// note adds a scene's graphs to the plans and reports whether any plan is still
// of use.
func (ps plans) note(scene Scene) bool {
	open := false
	for i, panel := range scene.Panels {
		g, ok := panel.(Graph)
		if !ok {
			continue
		}
		key := planKey(i, g)
		if ps[key] == nil {
			ps[key] = &graphPlan{nodes: map[string]int{}, edges: map[Edge]bool{}, groups: map[Group]bool{}}
		}
		if p := ps[key]; !p.tooBig {
			p.add(g)
			p.tooBig = len(p.graph.Nodes) > biggestPlan
			open = open || !p.tooBig
		}
	}
	return open
}

// add joins a graph to the plan. A node keeps the widest of its titles and
// groups, because its box must hold them all.
func (p *graphPlan) add(g Graph) {
	for _, group := range g.Groups {
		if !p.groups[group] {
			p.groups[group] = true
			p.graph.Groups = append(p.graph.Groups, group)
		}
	}
	for _, n := range g.Nodes {
		at, known := p.nodes[n.ID]
		if !known {
			p.nodes[n.ID] = len(p.graph.Nodes)
			p.graph.Nodes = append(p.graph.Nodes, n)
			continue
		}
		old := &p.graph.Nodes[at]
		if textWidth(node{Node: n}.title()) > textWidth(node{Node: *old}.title()) {
			old.Label, old.Detail = n.Label, n.Detail
		}
		if textWidth(n.Group) > textWidth(old.Group) {
			old.Group = n.Group
		}
		old.Root = old.Root || n.Root
	}
	for _, l := range g.links() {
		e := Edge{From: l.edge.From, To: l.edge.To, Label: l.edge.Label, key: l.key}
		if !p.edges[e] {
			p.edges[e] = true
			p.graph.Edges = append(p.graph.Edges, e)
		}
	}
}

// apply hands the plans to a scene's graphs.
func (ps plans) apply(scene *Scene) {
	panels := make([]Panel, len(scene.Panels))
	copy(panels, scene.Panels)
	for i, panel := range panels {
		if g, ok := panel.(Graph); ok {
			if p := ps[planKey(i, g)]; p != nil && !p.tooBig {
				g.plan = &p.graph
				panels[i] = g
			}
		}
	}
	scene.Panels = panels
}

// still returns the scene without plans, for a picture that stands alone: no room
// is kept for what is not in it.
func still(scene Scene) Scene {
	panels := make([]Panel, len(scene.Panels))
	for i, panel := range scene.Panels {
		if g, ok := panel.(Graph); ok {
			g.plan = nil
			panel = g
		}
		panels[i] = panel
	}
	scene.Panels = panels
	return scene
}

// plan returns the plans for the stretch a step lies in. A view that panics is
// left out here: the panic belongs to the step that shows it.
func (t *tape[E, S]) plan(step int) plans {
	stretch := step / rehearsed
	if ps, ok := t.plans[stretch]; ok {
		return ps
	}
	ps := plans{}
	for k := stretch * rehearsed; k < (stretch+1)*rehearsed && k <= t.Len(); k++ {
		scene, ok := t.try(k)
		if !ok {
			continue
		}
		if !ps.note(scene) {
			break // no graphs here, or none that can be planned
		}
	}
	if t.plans == nil {
		t.plans = map[int]plans{}
	}
	t.plans[stretch] = ps
	return ps
}

// try views a step and reports whether the view came back.
func (t *tape[E, S]) try(step int) (scene Scene, ok bool) {
	defer func() { _ = recover() }()
	return t.story.View(t.seek(t.end(step))), true
}
