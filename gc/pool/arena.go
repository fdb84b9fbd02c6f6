package pool

import "unsafe"

// An arena is what is asked of the system at a time. Usable ones, with free
// pools, are in a list in the order of how many, fewest first, so that those
// that are nearly empty get a chance to become so.
type arena struct {
	mem        []byte // nil when it is not mapped
	number     int
	free       *header // pools that were emptied, last first
	fresh      int     // the first pool that was never taken
	freePools  int     // both
	next, prev *arena  // in the list of usable arenas; of spare ones only next
	pools      [PoolsPerArena]header
	bits       [poolUnits / 64]*bitRow // see header.number
}

// takePool gives an empty pool to a class: from the arena with the fewest free
// pools, there the last that was emptied, else the next that was never taken.
func (a *Allocator) takePool(class uint8) (*header, error) {
	if a.usable == nil {
		if err := a.mapArena(); err != nil {
			return nil, err
		}
	}
	r := a.usable
	// The arena moves from those with so many free pools to those with one
	// less. As it is the first of all, there are none of those yet.
	if a.last[r.freePools] == r {
		a.last[r.freePools] = nil
	}
	r.freePools--
	if r.freePools > 0 {
		a.last[r.freePools] = r
	} else {
		a.usable, r.next = r.next, nil
		if a.usable != nil {
			a.usable.prev = nil
		}
	}
	h := r.free
	if h != nil {
		r.free = h.next
	} else {
		h = &r.pools[r.fresh]
		r.fresh++
	}
	if h.class != class {
		if h.gone == allGone {
			a.regret += regretUnit
		}
		h.cut(class, a.first)
		r.rowsFor(h.capacity())
	}
	h.low = h.sparse()
	a.link(h)
	a.counts.taken[class]++
	a.tell(PoolTaken, h.base, class, h.capacity())
	return h, nil
}

// emptied gives a pool back to its arena, and the arena to the system when all
// its pools are free and it is not the last with a free one (bpo-37257: else a
// program that needs one more block, and frees it, asks the system each time).
func (a *Allocator) emptied(h *header) error {
	a.unlink(h)
	a.counts.taken[h.class]--
	a.tell(PoolEmpty, h.base, h.class, 0)
	r := h.arena
	h.next, r.free = r.free, h
	was := r.freePools
	after := a.last[was] // r's place is behind those with as many as it had
	if after == r {
		a.last[was] = nil
		if r.prev != nil && r.prev.freePools == was {
			a.last[was] = r.prev
		}
	}
	r.freePools++
	switch {
	case r.freePools == a.pools && r.next != nil:
		a.drop(r)
		return a.unmapArena(r)
	case r.freePools == 1:
		r.prev, r.next = nil, a.usable
		if r.next != nil {
			r.next.prev = r
		}
		a.usable = r
		if a.last[1] == nil {
			a.last[1] = r
		}
		return nil
	}
	if a.last[r.freePools] == nil {
		a.last[r.freePools] = r
	}
	if after != r && after != nil {
		a.drop(r)
		r.prev, r.next = after, after.next
		if r.next != nil {
			r.next.prev = r
		}
		after.next = r
	}
	return nil
}

// drop takes r out of the list of usable arenas.
func (a *Allocator) drop(r *arena) {
	if r.prev != nil {
		r.prev.next = r.next
	} else {
		a.usable = r.next
	}
	if r.next != nil {
		r.next.prev = r.prev
	}
	r.prev, r.next = nil, nil
}

// mapArena asks the system for an arena and makes it the only usable one.
func (a *Allocator) mapArena() error {
	if a.spare == nil && len(a.arenas) == maxArenas {
		return ErrFull
	}
	mem, err := a.ask(ArenaSize)
	if err != nil {
		return err
	}
	r := a.spare
	if r != nil {
		a.spare = r.next
		r.next = nil
	} else {
		r = &arena{number: len(a.arenas)}
		for i := range r.bits {
			r.bits[i] = &noBits
		}
		a.arenas = append(a.arenas, r)
	}
	a.ledger.arenas[r.number] = mem
	r.mem, r.free, r.fresh, r.freePools = mem, nil, 0, a.pools
	for i := range r.pools {
		h := &r.pools[i]
		*h = header{
			mem: unsafe.Pointer(&mem[i*PoolSize]), arena: r, base: Block(r.number<<arenaShift | i<<poolShift),
			class: unclassed, length: 1, recip: reciprocal(1), queued: h.queued,
		}
	}
	a.usable = r
	a.last[r.freePools] = r
	a.counts.arena()
	a.tell(ArenaMapped, r.pools[0].base, unclassed, ArenaSize)
	return nil
}

// unmapArena gives r's memory back and keeps the rest of it for a next arena. If
// the system will not take it, it is lost, and the error says so.
func (a *Allocator) unmapArena(r *arena) error {
	mem := r.mem
	for i := range r.pools {
		r.pools[i].cut(unclassed, 0)
		r.pools[i].length, r.pools[i].recip = 1, reciprocal(1)
		r.pools[i].mem = nil
	}
	r.mem, r.free, r.freePools = nil, nil, 0
	r.next, a.spare = a.spare, r
	delete(a.ledger.arenas, r.number)
	a.counts.reclaimed++
	a.tell(ArenaUnmapped, r.pools[0].base, unclassed, ArenaSize)
	return a.giveBack(mem)
}
