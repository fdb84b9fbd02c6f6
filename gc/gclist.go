package gc

// ListID names a list of collectable objects. Every tracked object is on
// exactly one; the order on a list is the order the collector visits, finalizes
// and clears in, and therefore part of what programs can observe.
type ListID uint8

// The lists. Young, Middle and Old are CPython's generations 0, 1 and 2.
const (
	Untracked   ListID = iota // on no list
	Young                     // generation 0: new objects
	Middle                    // generation 1: survived one collection
	Old                       // generation 2: survived two
	Permanent                 // frozen: never looked at
	Unreachable               // the set a collection is about to free
	Seen                      // of those, the ones whose finalizers have had their turn
	Doomed                    // still unreachable after all finalizers: being cleared
	Calling                   // weak references whose callbacks are about to run
)

// late is where objects wait that a collection under way sends to an older
// generation one by one (line.go).
const late = Calling + 1

const listCount = int(late) + 1

// String is the name of the list.
func (l ListID) String() string {
	return [...]string{
		"untracked", "young", "middle", "old", "permanent", "unreachable", "seen", "doomed", "calling", "?",
	}[min(l, late)]
}

// generational says that l is one of the three generations, which share the line.
func (l ListID) generational() bool { return l-Young <= Old-Young }

// gcList is an ordered set of object indexes. CPython links its lists through
// the objects; here a list is a vector, and an object knows its place in it.
// A walk then reads memory in order and the processor can fetch the objects
// ahead of time, where a linked list gives each address away only after the
// visit before.
//
// Taking an object out leaves a hole (0), so the order of the others stays.
// Holes at the end go at once, the others when the vector would have to grow.
type gcList struct {
	items []uint32
	live  int
}

// push puts x, which is on no list, at the end of l, which is no generation but
// the youngest.
func (h *Heap) push(l ListID, x uint32) {
	if l == Young {
		h.pushYoung(x)
		return
	}
	q := &h.lists[l]
	if len(q.items) == cap(q.items) && q.live < len(q.items)-len(q.items)/4 {
		q.items = q.items[:h.closeHoles(q.items, 0)]
	}
	h.pos[x] = uint32(len(q.items))
	h.heads[x].setList(l)
	q.items = append(room(q.items, 1), x)
	q.live++
}

// remove takes x off the list it is on.
func (h *Heap) remove(x uint32) {
	hd := &h.heads[x]
	l := hd.list()
	if l == Young {
		h.removeFromLine(x)
		return
	}
	q := &h.lists[l]
	q.items[h.pos[x]] = 0
	q.live--
	hd.setList(Untracked)
	for n := len(q.items); n > 0 && q.items[n-1] == 0; n-- {
		q.items = q.items[:n-1]
	}
}

// closeHoles moves items, which have the places from base on, together and
// returns how many there are.
func (h *Heap) closeHoles(items []uint32, base int) int {
	w := 0
	for r, x := range items {
		if x == 0 {
			continue
		}
		if w != r {
			items[w] = x
			h.pos[x] = uint32(base + w)
		}
		w++
	}
	return w
}

// move takes x off its list and puts it at the end of l.
func (h *Heap) move(x uint32, l ListID) {
	from := h.listOf(x)
	h.remove(x)
	if l.generational() && l != Young {
		h.pushLate(x, l)
	} else {
		h.push(l, x)
	}
	if h.hook != nil {
		h.tellMove(x, from, l)
	}
}

// merge appends list from, which is no generation, to list to and empties it, in
// order.
func (h *Heap) merge(from, to ListID) {
	f := &h.lists[from]
	if f.live > 0 {
		t := &h.lists[to]
		switch {
		case to.generational():
			for _, x := range f.items {
				if x != 0 {
					h.pushLate(x, to)
				}
			}
		case t.live == 0: // take the vector whole
			f.items, t.items = t.items, f.items[:h.closeHoles(f.items, 0)]
			t.live = f.live
			for _, x := range t.items {
				h.heads[x].setList(to)
			}
		default:
			for _, x := range f.items {
				if x != 0 {
					h.push(to, x)
				}
			}
		}
		f.live = 0
		h.tellMerge(from, to)
	}
	f.items = f.items[:0]
}

// track puts a collectable object on the youngest list.
func (h *Heap) track(x uint32) {
	h.pushYoung(x)
	if h.hook != nil {
		h.tellMove(x, Untracked, Young)
	}
}

// untrack takes x off whatever list it is on, if any.
func (h *Heap) untrack(x uint32) {
	from := h.listOf(x)
	if from == Untracked {
		return
	}
	h.remove(x)
	if h.hook != nil {
		h.tellMove(x, from, Untracked)
	}
}
