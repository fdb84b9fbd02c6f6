package gc

import (
	"fmt"
	"strings"
)

// Path is a chain of references from a root to an object.
type Path struct {
	// Root is what refers to the first object; for Named, Frame and Name are the
	// function and the name.
	Root        Root
	Frame, Name string
	// First is the object the root refers to.
	First Ref
	// Steps lead on from First; none when First is the object asked about.
	Steps []Step
}

// Step is one reference: slot Slot of From refers to To.
type Step struct {
	From Ref
	Slot int
	To   Ref
}

// String shows the path: "x in <globals> -> #1[0] -> #2".
func (p Path) String() string {
	var b strings.Builder
	if p.Root == Named {
		fmt.Fprintf(&b, "%s in %s", p.Name, p.Frame)
	} else {
		b.WriteString(p.Root.String())
	}
	fmt.Fprintf(&b, " -> %s", p.First)
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "[%d] -> %s", s.Slot, s.To)
	}
	return b.String()
}

// Why says what keeps r alive: a shortest path from a root, names before the
// other kinds of [Root] where several are equally near. When no root leads to r
// it only waits for the collector, and the error is an [*UnreachableError] with
// the cycle that keeps its count above zero. When r is dead the error is a
// [*StaleError] that tells what killed it. The cost is proportional to the heap,
// in memory 8 bytes an object beside the path: a million objects take a
// tenth of a second or two (BenchmarkWhy).
func (h *Heap) Why(r Ref) (Path, error) {
	if err := h.enter(); err != nil {
		return Path{}, err
	}
	defer h.leave()
	x, err := h.check(r)
	if err != nil {
		return Path{}, err
	}
	// from[t] is the object t was reached from plus one; 1 stands for a root.
	from := make([]uint32, len(h.heads))
	queue := h.queue[:0]
	reach := func(t, by uint32) {
		if t != 0 && from[t] == 0 {
			from[t] = by + 1
			queue = append(room(queue, 1), t)
		}
	}
	h.eachRoot(func(t uint32, _ Root) { reach(t, 0) })
	for i := 0; i < len(queue) && from[x] == 0; i++ {
		for _, t := range h.edges(queue[i]) {
			reach(t, queue[i])
		}
	}
	h.queue = queue[:0]
	if from[x] == 0 {
		return Path{}, &UnreachableError{Ref: r, Cycle: h.cycleBehind(x, from)}
	}
	return h.pathTo(x, from), nil
}

// pathTo reads the path to x backwards from the search.
func (h *Heap) pathTo(x uint32, from []uint32) Path {
	n := 0
	for y := x; from[y] != 1; y = from[y] - 1 {
		n++
	}
	var p Path
	if n > 0 {
		p.Steps = make([]Step, n)
	}
	for ; n > 0; n-- {
		by := from[x] - 1
		p.Steps[n-1] = h.step(by, x)
		x = by
	}
	p.First = h.ref(x)
	p.Root = h.rootOf(x)
	if p.Root == Named {
		p.Frame, p.Name = h.nameOf(x)
	}
	return p
}

// rootOf is the first kind of root that refers to x.
func (h *Heap) rootOf(x uint32) (first Root) {
	h.eachRoot(func(t uint32, kind Root) {
		if t == x && first == 0 {
			first = kind
		}
	})
	return first
}

// nameOf is the first name that refers to x.
func (h *Heap) nameOf(x uint32) (frame, name string) {
	for _, f := range h.frames {
		for _, v := range f.vars {
			if v.x == x {
				return f.name, v.name
			}
		}
	}
	return "", ""
}

// step is the first reference from by to x.
func (h *Heap) step(by, x uint32) Step {
	for i, t := range h.edges(by) {
		if t == x {
			return Step{From: h.ref(by), Slot: i, To: h.ref(x)}
		}
	}
	return Step{}
}

// cycleBehind follows the references to x, which no root reaches, backwards: each
// object on the way has a count above zero and so is referred to by another one
// that no root reaches, until one comes twice. The result leads forwards, round
// that cycle and on to x. It writes over pred.
func (h *Heap) cycleBehind(x uint32, pred []uint32) []Step {
	clear(pred)
	for y := range h.heads {
		for _, t := range h.edges(uint32(y)) {
			if pred[t] == 0 {
				pred[t] = uint32(y)
			}
		}
	}
	seen := make(bitmap, (len(h.heads)+63)/64)
	n := 0
	for y := x; !seen.has(y) && pred[y] != 0; y = pred[y] {
		seen.set(y)
		n++
	}
	steps := make([]Step, n)
	for ; n > 0; n-- {
		steps[n-1] = h.step(pred[x], x)
		x = pred[x]
	}
	return steps
}
