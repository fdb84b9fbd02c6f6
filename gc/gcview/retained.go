package gcview

import "underhood/gc"

// mostRetained is how many objects the page of what holds most shows.
const mostRetained = 25

// retained is one of the objects that keep most others alive.
type retained struct {
	Object  object `json:"object"`
	Objects int    `json:"objects"` // that would die with it, itself included
	Bytes   int    `json:"bytes"`
}

// heaviest is the owner's answer for what holds most. It finds the dominators of the
// whole heap, the dearest of the questions: what bounds it is the size of the heap.
func heaviest(h *gc.Heap) ([]retained, error) {
	found, err := h.Retained(mostRetained)
	if err != nil {
		return nil, err
	}
	all := []retained{}
	for _, f := range found {
		all = append(all, retained{Object: describe(h, f.Ref), Objects: f.Objects, Bytes: f.Bytes})
	}
	return all, nil
}
