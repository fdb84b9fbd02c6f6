package gc

import (
	"cmp"
	"runtime"
	"slices"
)

// Group is the objects of one kind and label.
type Group struct {
	Kind    Kind
	Label   string
	Objects int
	Edges   int // slots and items, empty ones included
}

// Census counts the live objects by kind and label, the largest group first. The
// cost is proportional to the heap.
func (h *Heap) Census() []Group {
	groups := map[Group]*Group{}
	var plain [Weak + 1]Group // without a label
	for x := range h.heads {
		hd := &h.heads[x]
		if hd.count == 0 {
			continue
		}
		g := &plain[hd.kind()]
		if hd.bits&hasLabel != 0 {
			key := Group{Kind: hd.kind(), Label: h.labels[uint32(x)]}
			if g = groups[key]; g == nil {
				g = &Group{}
				groups[key] = g
				*g = key
			}
		}
		g.Kind = hd.kind()
		g.Objects++
		g.Edges += h.sizeOf(uint32(x))
	}
	runtime.KeepAlive(h)
	var all []Group
	for _, g := range groups {
		all = append(all, *g)
	}
	for _, g := range plain {
		if g.Objects > 0 {
			all = append(all, g)
		}
	}
	slices.SortFunc(all, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Objects, a.Objects), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Label, b.Label))
	})
	return all
}
