package lesson

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"weak"

	mc "underhood/metaclass"
)

// picture is what has a name and what that leads to, by the engine's own graph; nil if
// it is what the last picture shows. Classes nobody can reach any more are left out:
// when they go is the garbage collector's affair.
func (r *recorder) picture() *Picture {
	var all []mc.Value
	labels := map[mc.Value][]string{}
	for _, name := range r.names {
		v, ok := r.m.env[name]
		if !ok {
			continue
		}
		switch v.(type) {
		case *mc.Class, *mc.Object:
			if labels[v] == nil {
				all = append(all, v)
			}
			labels[v] = append(labels[v], name)
		}
	}
	if r.made != nil && labels[r.made] == nil {
		all = append(all, r.made)
		labels[r.made] = []string{r.made.Name()}
	}
	g := r.m.world.Graph(all...)
	ids := map[string]string{} // the graph's to those of the picture
	p := new(Picture)
	for _, n := range g.Nodes {
		t := Thing{Kind: "class"}
		if n.Class == nil {
			i, _ := strconv.Atoi(strings.TrimPrefix(n.ID, "o"))
			t.Kind, t.Label = "object", strings.Join(labels[all[i]], ", ")
			t.ID = "=" + labels[all[i]][0]
		} else {
			t = r.classThing(n, labels[n.Class])
		}
		ids[n.ID] = t.ID
		p.Things = append(p.Things, t)
	}
	for _, e := range g.Edges {
		p.Ties = append(p.Ties, Tie{From: ids[e.From], To: ids[e.To], Of: e.InstanceOf})
	}
	p.keep(r.reached(p, all, labels))
	text, _ := json.Marshal(p) // strings and booleans
	if string(text) == r.last {
		return nil
	}
	r.last = string(text)
	return p
}

// classThing shows a class. Its name is what it says; the variables it has are added
// where they differ.
func (r *recorder) classThing(n mc.GraphNode, variables []string) Thing {
	t := Thing{ID: r.id(n.Class), Label: n.Name, Kind: "class", New: n.Class == r.made}
	if n.Meta {
		t.Kind = "meta"
	}
	if others := slices.DeleteFunc(slices.Clone(variables), func(v string) bool { return v == n.Name }); len(others) > 0 {
		t.Label += " = " + strings.Join(others, ", ")
	}
	if r.builtin(n.Class) {
		t.Kind += "+"
	}
	t.Order = namesOf(n.Class.MRO())
	return t
}

// builtin reports whether a class was there before the program.
func (r *recorder) builtin(c *mc.Class) bool {
	_, preset := r.m.preset[c]
	return preset
}

// id is a class's name, with a number if another has it already.
func (r *recorder) id(c *mc.Class) string {
	if id, ok := r.ids[weak.Make(c)]; ok {
		return id
	}
	id := c.Name()
	for n := 2; ; n++ {
		taken := false
		for _, other := range r.ids {
			taken = taken || other == id
		}
		if !taken {
			break
		}
		id = c.Name() + "#" + strconv.Itoa(n)
	}
	r.ids[weak.Make(c)] = id
	return id
}

// reached are the things a name leads to, and the two roots.
func (r *recorder) reached(p *Picture, all []mc.Value, labels map[mc.Value][]string) map[string]bool {
	seen := map[string]bool{}
	todo := []string{r.id(r.m.world.Object()), r.id(r.m.world.Type())}
	for _, v := range all {
		if c, ok := v.(*mc.Class); ok {
			todo = append(todo, r.id(c))
		} else {
			todo = append(todo, "="+labels[v][0])
		}
	}
	for len(todo) > 0 {
		id := todo[0]
		todo = todo[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		for _, t := range p.Ties {
			if t.From == id {
				todo = append(todo, t.To)
			}
		}
	}
	return seen
}

// keep drops what is not in seen.
func (p *Picture) keep(seen map[string]bool) {
	p.Things = slices.DeleteFunc(p.Things, func(t Thing) bool { return !seen[t.ID] })
	p.Ties = slices.DeleteFunc(p.Ties, func(t Tie) bool { return !seen[t.From] || !seen[t.To] })
}
