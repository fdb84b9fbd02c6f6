package gc

// Root says what kind of reference from outside the objects keeps one alive.
type Root uint8

// The kinds of root, in the order [Heap.Why] prefers them.
const (
	Named  Root = iota + 1 // a name in a frame
	Held                   // the Go program owns a reference
	Lent                   // the heap's own, while a finalizer, a callback or the collector works on it
	Saved                  // on the garbage list; see [Heap.SetSaveAll]
	Frozen                 // on the permanent list, which no collection looks at
)

// String is the kind in words.
func (r Root) String() string {
	if r < Named || r > Frozen {
		return "?"
	}
	return [...]string{"a name", "held by the program", "held by the heap", "saved as garbage", "frozen"}[r-Named]
}

// eachRoot visits every object that a root refers to, kind by kind; more than
// once when it has several. Index 0 may come too.
func (h *Heap) eachRoot(visit func(x uint32, kind Root)) {
	for _, f := range h.frames {
		for _, v := range f.vars {
			visit(v.x, Named)
		}
	}
	for x := range h.heads {
		if h.heads[x].held > 0 {
			visit(uint32(x), Held)
		}
	}
	for _, x := range h.pins {
		visit(x, Lent)
	}
	for _, x := range h.garbage {
		visit(x, Saved)
	}
	for _, x := range h.lists[Permanent].items {
		visit(x, Frozen)
	}
}
