package gc

// The common death. Most objects are instances of one or two slots that nobody has
// given a finalizer, a label or anything else, and they die together: a chain, a
// tree. No code can run at their end and nobody looks on, so the steps need only
// come to the same in the end:
//
//   - the record of deaths is in the order of their beginnings;
//   - the free list of indexes is in the order of their ends, the last in front.
//
// So the header of an object is what it will be in the end as soon as its death
// begins. An object that goes on to its last edge ends right after the object this
// leads to, so the index of that is what the free list needs there. Such objects,
// one leading to the next, are a run: when its last has ended all have, and the
// first is the head of the free list. An object with another edge to come back to
// is a fork, and what it leads to begins a run of its own.
//
// Should something not be common, the objects under way get back what a death
// half-way has (giveUp), and drainPlain goes on.

const (
	// common of header.bits must be as in an instance that is small and has
	// nothing special,
	common = kindMask | hasFinalizer | hasCallback | hasValue | hasLabel | hasWeak | isLarge
	// which is small.
	small = uint32(Instance) << kindShift
)

// way is how a cascade came where it is. The lists are packed: what a death costs
// is above all what it writes. And what is only needed at a fork stands here, not
// in variables, of which the loop has as many as the processor has registers.
type way struct {
	path  [64]uint64 // the objects under way, at most trashLimit: bits << 32 | index
	forks [64]uint64 // their places on the path << 32 | the first of the run
	n     int        // of forks
	run   uint32     // the first of the run the path ends with
	older int        // of the dead, those that were not young
}

// cascade goes on with the teardown of the object on top of the stack above base,
// as drainPlain would, for as long as only small instances die. With outermost, it
// then takes up what the trashcan put aside.
func (h *Heap) cascade(base int, outermost bool) {
	if h.disposal.on {
		cascadeOn[doomed](h, base, outermost)
	} else {
		cascadeOn[generational](h, base, outermost)
	}
}

// The cascade is compiled twice, as the walks of a trial are: for objects of the
// generations, and for those of a collection's trash. A variable for the list they
// must be on cost a tenth.
type (
	generational [0]struct{}
	doomed       [1]struct{}
)

func cascadeOn[L generational | doomed](h *Heap, base int, outermost bool) {
	var l L
	x := h.stack[len(h.stack)-1].x
	if !h.canSetOut(x) {
		return
	}
	h.stack = h.stack[:len(h.stack)-1]
	heads, way := h.heads, &h.way
	extents, places := h.extents[:len(heads)], h.pos[:len(heads)]
	list, line, young := Young, h.line.items, uint32(h.line.young)
	if len(l) != 0 {
		list, line = Doomed, h.lists[Doomed].items
	}
	want := small | uint32(Young) + uint32(len(l))*uint32(Doomed-Young) // constant, like l
	ring, deaths := (*[remembered]death)(h.deaths.ring), h.deaths.n
	op := h.ops<<16 | uint64(Instance)<<8 | uint64(Container)

	by, depth := h.setOut(x), 0     // the object the path ends with, and its place
	limit := trashLimit - h.nesting // of depth
	e, free := &extents[x], h.free  // its edges; the free list
	roots, own := 1, len(h.stack) == base && outermost
	way.n, way.older = 0, 0
	since := deaths // less those that are recorded elsewhere
	for {
		var t uint32
		for { // as long as what the path leads to dies a common death
			if t = e[0]; t == 0 {
				if t = e[1]; t == 0 {
					break
				}
				e[0], e[1] = t, 0
			}
			hd := &heads[t]
			bits := hd.bits
			if hd.count != 1 || bits&(common|listMask) != want || depth >= limit {
				break
			}
			gen := hd.gen
			if gen == lastGen {
				break
			}
			if e[1] != 0 {
				e[0] = 0
				way.forks[way.n&63] = uint64(depth)<<32 | uint64(way.run)
				way.n++
				way.run = t
			}
			depth++
			way.path[depth&63] = uint64(bits)<<32 | uint64(t)
			*hd = header{gen: gen + 1}
			p := places[t]
			line[p] = 0
			if len(l) == 0 && p < young {
				way.older++
				h.line.live[h.line.at(p)]--
			}
			d := &ring[deaths%remembered]
			deaths++
			d.by, d.op = by, op
			by = makeRef(t, gen)
			d.ref = by
			e = &extents[t]
		}
		switch {
		case t == 0 && way.n > 0: // the end of a run: back to the fork
			e[0], free = free, way.run
			way.n--
			f := way.forks[way.n&63]
			depth, way.run = int(f>>32), uint32(f)
			x := uint32(way.path[depth&63])
			e, by = &extents[x], makeRef(x, heads[x].gen-1)
			continue
		case t == 0: // the end of all
			e[0], free = free, way.run
			depth = -1
			if d, found := h.takeUp(own); found {
				by, depth, limit = h.setOut(d.x), 0, trashLimit-2
				e = &extents[d.x]
				ring[deaths%remembered] = death{by, d.why.by, op}
				deaths++
				since++
				roots++
				continue
			}
			if !own || list != Doomed {
				break
			}
			h.free, h.deaths.n = free, deaths
			x := h.nextDoomed()
			since += h.deaths.n - deaths
			free, deaths = h.free, h.deaths.n
			if x != 0 {
				by, depth, limit = h.setOut(x), 0, trashLimit-1
				e = &extents[x]
				roots++
				continue
			}
		case heads[t].count != 1:
			e[0] = 0
			heads[t].count--
			h.suspect(t)
			continue
		case depth >= limit && h.isCommon(t, list):
			e[0] = 0
			h.putAside(t, by)
			continue
		}
		break
	}
	begun := int(deaths - since)
	if list == Young {
		h.line.live[Young] -= begun - way.older
	} else {
		h.lists[Doomed].live -= begun
	}
	ended := begun + roots - (depth + 1)
	h.live -= ended
	h.gens[0].count = max(h.gens[0].count-ended, 0)
	h.free, h.deaths.n = free, deaths
	h.nesting = trashLimit - limit + depth
	h.giveUp(depth + 1)
}

// lastGen is the last generation of an index.
const lastGen = 1<<32 - 1

// isCommon says whether x, which is on list l, can die a common death.
func (h *Heap) isCommon(x uint32, l ListID) bool {
	hd := &h.heads[x]
	return hd.bits&(common|listMask) == small|uint32(l) && hd.gen != lastGen
}

// canSetOut says whether the death of x, which has begun, is a common one.
func (h *Heap) canSetOut(x uint32) bool {
	return h.isCommon(x, Untracked) && h.deaths.known == 0 && h.deaths.ring != nil
}

// setOut begins the path with x and makes its header what it will be.
func (h *Heap) setOut(x uint32) Ref {
	hd := &h.heads[x]
	r := makeRef(x, hd.gen)
	h.way.path[0], h.way.run = uint64(hd.bits)<<32|uint64(x), x
	hd.gen, hd.bits = hd.gen+1, 0
	return r
}

// putAside gives x, whose last reference was by's, to the trashcan.
func (h *Heap) putAside(x uint32, by Ref) {
	h.remove(x)
	hd := &h.heads[x]
	hd.count, hd.bits = 0, hd.bits&^isCandidate
	h.trash = append(h.trash, deferred{x, reason{cause: Container, by: by}})
}

// takeUp takes the newest death out of the trashcan if it may and if it is a common
// one.
func (h *Heap) takeUp(may bool) (d deferred, found bool) {
	if n := len(h.trash); may && n > 0 {
		if d = h.trash[n-1]; d.why.cause == Container && h.canSetOut(d.x) {
			h.trash = h.trash[:n-1]
			return d, true
		}
	}
	return d, false
}

// giveUp puts the first n objects of the path back on the stack.
func (h *Heap) giveUp(n int) {
	for i, was := range h.way.path[:n] {
		x, bits := uint32(was), uint32(was>>32)
		hd := &h.heads[x]
		hd.gen, hd.bits = hd.gen-1, bits&^(listMask|isCandidate)
		if i < n-1 {
			h.extents[x][0] = 0 // of a run, where the death of the next has begun
		}
		h.stack = append(h.stack, teardown{x: x})
	}
}
