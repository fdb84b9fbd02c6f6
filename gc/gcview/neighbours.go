package gcview

import (
	"errors"

	"underhood/gc"
)

// Bounds of the graph around an object. A graph of show is boxes and arrows while it
// is small; these numbers keep it readable.
const (
	mostNodes     = 20 // in all
	mostReferrers = 6  // objects that refer to it
	mostReferents = 6  // followed from each object
	depth         = 2  // how far references are followed
	mostSteps     = 5  // of the path from a root, at each of its ends
)

// neighbourhood is an object, what it refers to, what refers to it, and why it lives.
type neighbourhood struct {
	Object    object   `json:"object"`
	Finalized bool     `json:"finalized"`
	Why       why      `json:"why"`
	Referrers []object `json:"referrers"` // some of those the collector tracks
	Referents []object `json:"referents"` // what its first slots refer to
	Cut       bool     `json:"cut"`       // there is more than is shown
	Nodes     []object `json:"nodes"`
	Edges     []edge   `json:"edges"`

	at map[gc.Ref]bool
}

type edge struct {
	From ref  `json:"from"`
	To   ref  `json:"to"`
	Slot int  `json:"slot"`
	Weak bool `json:"weak,omitempty"` // does not keep To alive
}

// why is a shortest path from a root to the object.
type why struct {
	Root        string `json:"root"` // "" when none leads to it
	Steps       []edge `json:"steps"`
	Left        int    `json:"left_out"` // steps in the middle
	Unreachable string `json:"unreachable,omitempty"`
	first       gc.Ref
}

// around is the owner's answer for an object.
func around(h *gc.Heap, r gc.Ref) (*neighbourhood, error) {
	if _, err := h.KindOf(r); err != nil {
		return nil, err
	}
	n := &neighbourhood{Object: describe(h, r), at: map[gc.Ref]bool{}}
	n.Finalized, _ = h.Finalized(r) // r is alive
	if err := n.explain(h, r); err != nil {
		return nil, err
	}
	n.add(h, r)
	for y := range h.Referrers(r) {
		if len(n.Referrers) == mostReferrers {
			n.Cut = true
			break
		}
		n.Referrers = append(n.Referrers, describe(h, y))
		n.add(h, y)
	}
	n.follow(h, r)
	n.connect(h)
	return n, nil
}

// explain finds what keeps r alive, and puts both ends of the path on the graph.
func (n *neighbourhood) explain(h *gc.Heap, r gc.Ref) error {
	path, err := h.Why(r)
	var unreachable *gc.UnreachableError
	switch {
	case errors.As(err, &unreachable):
		n.Why.Unreachable = "no root leads to it: it waits for the collector"
		n.Why.keep(unreachable.Cycle)
		for _, s := range n.Why.Steps {
			n.add(h, gc.Ref(s.From))
		}
		return nil
	case err != nil:
		return err
	}
	n.Why.Root = path.Root.String()
	if path.Root == gc.Named {
		n.Why.Root = short(path.Name) + " in " + short(path.Frame)
	}
	n.Why.first = path.First
	n.add(h, path.First)
	n.Why.keep(path.Steps)
	for _, s := range n.Why.Steps {
		n.add(h, gc.Ref(s.From))
		n.add(h, gc.Ref(s.To))
	}
	return nil
}

// keep takes both ends of a path.
func (w *why) keep(steps []gc.Step) {
	for i, s := range steps {
		if i >= mostSteps && i < len(steps)-mostSteps {
			w.Left++
			continue
		}
		w.Steps = append(w.Steps, edge{From: ref(s.From), To: ref(s.To), Slot: s.Slot})
	}
}

// follow adds what r refers to, and what that refers to.
func (n *neighbourhood) follow(h *gc.Heap, r gc.Ref) {
	level := []gc.Ref{r}
	for d := range depth {
		var next []gc.Ref
		for _, x := range level {
			for e := range n.slots(h, x) {
				t := gc.Ref(e.To)
				if d == 0 {
					n.Referents = append(n.Referents, describe(h, t))
				}
				if !n.at[t] && n.add(h, t) {
					next = append(next, t)
				}
			}
		}
		level = next
	}
}

// slots are the first references of x, and the weak one of a weak reference.
func (n *neighbourhood) slots(h *gc.Heap, x gc.Ref) func(yield func(edge) bool) {
	return func(yield func(edge) bool) {
		if kind, err := h.KindOf(x); err == nil && kind == gc.Weak {
			if t, err := h.Deref(x); err == nil && t != gc.Nil {
				yield(edge{From: ref(x), To: ref(t), Weak: true})
			}
			return
		}
		size, err := h.Size(x)
		if err != nil {
			return // a leaf
		}
		shown := 0
		for i := range min(size, 16*mostReferents) { // empty slots are passed over, not for ever
			t, err := h.Get(x, i)
			if err != nil || t == gc.Nil {
				continue
			}
			if shown == mostReferents {
				n.Cut = true
				return
			}
			shown++
			if !yield(edge{From: ref(x), To: ref(t), Slot: i}) {
				return
			}
		}
		n.Cut = n.Cut || size > 16*mostReferents
	}
}

// add puts r on the graph and says whether there was room.
func (n *neighbourhood) add(h *gc.Heap, r gc.Ref) bool {
	if n.at[r] {
		return true
	}
	if len(n.Nodes) == mostNodes {
		n.Cut = true
		return false
	}
	n.at[r] = true
	n.Nodes = append(n.Nodes, describe(h, r))
	return true
}

// connect finds the references between the nodes, in the order of the nodes. Those of
// a path are drawn even where they start at a late slot.
func (n *neighbourhood) connect(h *gc.Heap) {
	drawn := map[edge]bool{}
	draw := func(e edge) {
		if n.at[gc.Ref(e.From)] && n.at[gc.Ref(e.To)] && !drawn[e] {
			drawn[e] = true
			n.Edges = append(n.Edges, e)
		}
	}
	for _, e := range n.Why.Steps {
		draw(e)
	}
	for _, o := range n.Nodes {
		for e := range n.slots(h, gc.Ref(o.Ref)) {
			draw(e)
		}
	}
	for _, o := range n.Referrers { // one that refers to it from a late slot
		if slot := slotOf(h, gc.Ref(o.Ref), gc.Ref(n.Object.Ref)); slot >= 0 {
			draw(edge{From: o.Ref, To: n.Object.Ref, Slot: slot})
		}
	}
}

// slotOf is the first slot or item of x that is t, or -1.
func slotOf(h *gc.Heap, x, t gc.Ref) int {
	size, _ := h.Size(x) // 0 of what is dead by now
	for i := range size {
		if at, err := h.Get(x, i); err == nil && at == t {
			return i
		}
	}
	return -1
}
