package gc

import "strconv"

// Ref is a checked handle to an object of one [Heap]: a 32-bit index and the
// 32-bit generation that index had when the object was made. When the object
// dies the index moves on to its next generation, so a Ref kept too long is
// told apart from whatever lives there now and every method answers it with a
// [*StaleError], never with another object.
//
// A Ref is a plain value. Holding one does not keep the object alive; counted
// references do ([Heap.IncRef], a slot, a name in a [Frame]). The zero value is
// [Nil]. A Ref means nothing to another Heap.
type Ref uint64

// Nil is the reference to nothing: an empty slot, a weak reference whose target
// has died, the result of a failed call.
const Nil Ref = 0

func makeRef(index, generation uint32) Ref {
	return Ref(generation)<<32 | Ref(index)
}

// Index is the place of the object in the heap, from 1; 0 for [Nil]. Indexes of
// dead objects are used again.
func (r Ref) Index() int { return int(uint32(r)) }

// Reuse says how often the index had been used before, from 0.
func (r Ref) Reuse() int { return int(max(r>>32, 1)) - 1 }

// String is "#3" for the first object at index 3, "#3.1" for the first that
// used the index again, "nil" for [Nil].
func (r Ref) String() string {
	if r == Nil {
		return "nil"
	}
	s := "#" + strconv.Itoa(r.Index())
	if n := r.Reuse(); n > 0 {
		s += "." + strconv.Itoa(n)
	}
	return s
}

// check gives the index of the live object r stands for. An object whose count
// is zero is being torn down and is no longer to be had, although its storage
// is not back yet.
func (h *Heap) check(r Ref) (uint32, error) {
	x := uint32(r)
	if uint64(x) < uint64(len(h.heads)) {
		hd := &h.heads[x]
		if hd.gen == uint32(r>>32) && hd.count != 0 {
			return x, nil
		}
	}
	return 0, h.refError(r)
}

// checkTarget is check for an object about to gain a reference, or Nil.
func (h *Heap) checkTarget(r Ref) (uint32, error) {
	if r == Nil {
		return 0, nil
	}
	x, err := h.check(r)
	if err == nil && h.heads[x].count >= maxCount {
		err = ErrFull
	}
	return x, err
}

// ref gives the handle of the object at index x.
func (h *Heap) ref(x uint32) Ref {
	if x == 0 {
		return Nil
	}
	return makeRef(x, h.heads[x].gen)
}
