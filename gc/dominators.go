package gc

// Dominators: x dominates t when every path from a root to t leads through x. The
// nearest such x, t's immediate dominator, makes them a tree, whose subtrees are
// what each object keeps alive by itself.
//
// The algorithm is that of T. Lengauer and R. E. Tarjan, "A fast algorithm for
// finding dominators in a flowgraph" (TOPLAS 1, 1979), with simple path
// compression, in the form L. Georgiadis, R. E. Tarjan and R. F. Werneck give it in
// "Finding dominators in practice" (JGAA 10, 2006). Iterative methods and Semi-NCA
// are simpler and as fast on many graphs, but quadratic on some, the former on a
// list that is linked both ways and has a name at either end. This one takes at
// most a logarithm of steps an edge, whatever the shape
// (TestRetainedIsNearlyLinear).
//
// Objects go by their numbers, in which a depth-first search meets them; 0 stands
// for the roots together. It all rests on one property of such numbers: a path from
// one object to another with a greater number leads through an object that is above
// both, or either, in the tree of the search.
type dominators struct {
	number []uint32 // of each index; 0 for what no root reaches
	object []uint32 // its index
	parent []uint32 // in the tree of the search; of what is linked, an ancestor
	semi   []uint32 // semidominator: where the highest path that leaves the tree begins
	least  []uint32 // of what is linked, the one with the least semi up to parent
	// by is the immediate dominator. Until the turn of v has come, by[v] is the first
	// of those whose semidominator is v; of each of these, by is the next.
	by    []uint32
	steps int // visits of an edge or an object
}

func (h *Heap) findDominators() *dominators {
	n := h.live + 1
	all := make([]uint32, 5*n)
	d := &dominators{
		number: make([]uint32, len(h.heads)),
		object: all[0:1:n], parent: all[n : 2*n], semi: all[2*n : 3*n], least: all[3*n : 4*n], by: all[4*n : 5*n],
	}
	d.search(h)
	first, froms := d.backEdges(h)
	last := uint32(len(d.object) - 1)
	for v := range last + 1 {
		d.least[v] = v
	}
	for w := last; w > 0; w-- { // those above w are linked to their parents
		d.settle(w)
		for _, v := range froms[first[w]:first[w+1]] {
			d.semi[w] = min(d.semi[w], d.semi[d.eval(v, w)])
		}
		s := d.semi[w]
		d.by[w], d.by[s] = d.by[s], w
	}
	d.settle(0)
	for v := uint32(1); v <= last; v++ {
		if d.by[v] != d.semi[v] {
			d.by[v] = d.by[d.by[v]]
		}
	}
	return d
}

// search numbers what roots reach. Each one's semidominator is its parent to begin
// with, that of what a root refers to is 0.
func (d *dominators) search(h *Heap) {
	done := d.least // how many edges of each are; the way back is by parents
	h.eachRoot(func(x uint32, _ Root) {
		if x == 0 {
			return
		}
		if d.number[x] == 0 {
			d.meet(x, 0)
			for v := d.number[x]; v != 0; {
				d.steps++
				edges := h.edges(d.object[v])
				if int(done[v]) == len(edges) {
					v = d.parent[v]
					continue
				}
				t := edges[done[v]]
				done[v]++
				if t != 0 && d.number[t] == 0 {
					d.meet(t, v)
					v = d.number[t]
				}
			}
		}
		d.semi[d.number[x]] = 0
	})
}

func (d *dominators) meet(x, parent uint32) {
	v := uint32(len(d.object))
	d.number[x], d.parent[v], d.semi[v] = v, parent, parent
	d.object = append(d.object, x)
}

// backEdges are the edges that lead to a smaller number: those to v come from
// froms[first[v]:first[v+1]]. The others, which come from the smaller one, can tell
// at once what they have to say of the semidominator: where they begin.
func (d *dominators) backEdges(h *Heap) (first, froms []uint32) {
	first = make([]uint32, len(d.object)+1)
	for v := 1; v < len(d.object); v++ {
		for _, t := range h.edges(d.object[v]) {
			d.steps++
			if w := d.number[t]; w < uint32(v) {
				first[w]++
			} else {
				d.semi[w] = min(d.semi[w], uint32(v))
			}
		}
	}
	first[0] = 0 // empty slots
	for w := 1; w < len(first); w++ {
		first[w] += first[w-1]
	}
	froms = make([]uint32, first[len(first)-1])
	for v := 1; v < len(d.object); v++ {
		for _, t := range h.edges(d.object[v]) {
			d.steps++
			if w := d.number[t]; w != 0 && w < uint32(v) {
				first[w]--
				froms[first[w]] = uint32(v)
			}
		}
	}
	return first, froms
}

// settle says of those whose semidominator is w, all of them below it and linked,
// what dominates them: w, if no path passes it by, else what dominates the one
// between at which the highest such path arrives, which is looked up in the end.
func (d *dominators) settle(w uint32) {
	for v := d.by[w]; v != 0; {
		next := d.by[v]
		d.by[v] = w
		if u := d.eval(v, w); d.semi[u] < w {
			d.by[v] = u
		}
		v = next
	}
	d.by[w] = 0
}

// eval is the one with the least semidominator on the path in the tree from v up to
// the first that is not linked, which is w or smaller, and not itself among them.
// It has all on the path refer to the end of it, so that none goes that way again.
// On the way up the references are turned round: that is the way back.
func (d *dominators) eval(v, w uint32) uint32 {
	below, u := uint32(0), v
	for up := d.parent[u]; up > w; up = d.parent[u] {
		d.parent[u], below, u = below, u, up
		d.steps++
	}
	end, best := d.parent[u], d.least[u]
	for below != 0 {
		u, below = below, d.parent[below]
		if d.semi[best] < d.semi[d.least[u]] {
			d.least[u] = best
		}
		best, d.parent[u] = d.least[u], end
		d.steps++
	}
	return best
}
