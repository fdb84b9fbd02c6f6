package pool

import "unsafe"

// A pool with one block in use holds 16 KiB, and an arena with one such pool
// 1 MiB: CPython's memory stays where it is when a few blocks survive here and
// there. Here the pages of a pool on which no block is in use go back.
//
// A page that goes back and is wanted again costs a system call and a fault, so
// that is not done at once. A pool is queued when it becomes sparse (an eighth of
// its blocks in use; and again at each half of that) or empty. Those over the
// reserve leave the queue, the longest there first, and give back what they can.

// sparse is the number of blocks in use at which a pool counts as sparse.
func (h *header) sparse() uint16 { return uint16(h.capacity() / 8) }

// regretUnit is how many pools whose pages go back outweigh one that was taken
// again.
const regretUnit = 8

// coldQueue is a ring of pools. Each is there at most once (header.queued).
type coldQueue struct {
	ring []*header // its length is a power of two, or 0
	head int
	n    int
}

func (q *coldQueue) push(h *header) {
	if q.n == len(q.ring) {
		ring := make([]*header, max(64, 2*q.n))
		for i := range q.n {
			ring[i] = q.ring[(q.head+i)&(len(q.ring)-1)]
		}
		q.ring, q.head = ring, 0
	}
	q.ring[(q.head+q.n)&(len(q.ring)-1)] = h
	q.n++
	h.queued = true
}

func (q *coldQueue) pop() *header {
	h := q.ring[q.head]
	q.ring[q.head] = nil
	q.head = (q.head + 1) & (len(q.ring) - 1)
	q.n--
	h.queued = false
	return h
}

// cool queues a pool that has become sparse, and lets go of those over the
// reserve. What the system refuses to take back stays and is still usable, so
// that is no error.
func (a *Allocator) cool(h *header) {
	if !h.queued {
		a.cold.push(h)
	}
	for a.cold.n > a.reserve+a.regret/regretUnit {
		a.discard(a.cold.pop())
	}
}

// Trim gives back the pages of all sparse and empty pools now, whatever the
// reserve, which starts anew, and returns how many bytes were in them; some may have gone before.
func (a *Allocator) Trim() int {
	before := a.counts.discarded
	for a.cold.n > 0 {
		a.cold.pop()
	}
	a.regret = 0
	for _, r := range a.arenas {
		if r == nil || r.mem == nil {
			continue
		}
		for i := range r.fresh {
			r.pools[i].queued = false
			a.discard(&r.pools[i])
		}
	}
	return a.counts.discarded - before
}

// pageUnits is the length of a page in units, or 0 when a pool has no more than
// eight pages' bits can say or not even one page.
func (a *Allocator) pageUnits() uint32 {
	size := a.source.PageSize()
	if size < PoolSize/8 || size > PoolSize || PoolSize%size != 0 {
		return 0
	}
	return uint32(size / Alignment)
}

// discard gives back the pages of h on which no block is in use. A pool that is
// empty becomes as it was when the arena was mapped.
func (a *Allocator) discard(h *header) {
	page := a.pageUnits()
	if page == 0 || h.arena.mem == nil || h.inUse > h.sparse() {
		return
	}
	if h.inUse == 0 && h.class == unclassed {
		return // nothing was touched since the last time
	}
	idle := ^h.occupied(page) & (1<<(poolUnits/page) - 1)
	if idle == 0 {
		return
	}
	h.forget(uint8(idle), page) // before their links are lost
	returned := 0
	for p := uint32(0); p < poolUnits/page; {
		from := p
		for p < poolUnits/page && idle>>p&1 == 1 {
			p++
		}
		if p == from {
			p++
			continue
		}
		part := unsafe.Slice((*byte)(h.unit(from*page)), (p-from)*page*Alignment)
		if a.source.Discard(part) == nil {
			returned += int(p-from) * int(page) * Alignment
		}
	}
	if returned > 0 {
		a.regret = max(0, a.regret-1)
		a.counts.discarded += returned
		a.tell(PagesReturned, h.base, h.class, returned)
	}
}

// occupied are the pages that blocks in use lie on, one bit each.
func (h *header) occupied(page uint32) uint32 {
	pages := uint32(0)
	if h.inUse == 0 {
		return 0
	}
	for unit := uint32(h.first); unit < uint32(h.virgin); unit += uint32(h.length) {
		if h.marked(unit) {
			pages |= 1<<(unit/page) | 1<<((unit+uint32(h.length)-1)/page)
		}
	}
	return pages
}

// forget takes free blocks that begin on these pages out of the list, as their
// links go with the pages. The order of the others stays. An empty pool becomes
// one that was never cut.
func (h *header) forget(pages uint8, page uint32) {
	if h.inUse == 0 {
		h.cut(unclassed, 0)
		h.length, h.recip = 1, reciprocal(1)
		h.gone = allGone
		return
	}
	last := uint32(0)
	from := h.free
	h.free = 0
	for from != 0 {
		unit := uint32(from - 1)
		from = h.nextFree(unit)
		if pages>>(unit/page)&1 == 1 {
			continue
		}
		if h.free == 0 {
			h.free = uint16(unit + 1)
		} else {
			h.setNextFree(last, uint16(unit+1))
		}
		h.setNextFree(unit, 0)
		last = unit
	}
	for p := int(poolUnits/page) - 1; p >= 0; p-- {
		if pages>>p&1 == 0 {
			continue
		}
		start := h.startFrom(uint32(p) * page)
		if end := h.startFrom(uint32(p+1) * page); start < uint32(h.virgin) && uint32(h.virgin) <= end {
			h.virgin = uint16(start) // all behind is virgin, so this is too
			h.gone &^= 1 << p
		} else if start < uint32(h.virgin) {
			h.gone |= 1 << p
		}
	}
}

// startFrom is the first unit, not before from, at which a block begins.
func (h *header) startFrom(from uint32) uint32 {
	first := uint32(h.first)
	if from <= first {
		return first
	}
	length := uint32(h.length)
	return first + (from-first+length-1)/length*length
}

// allGone marks an empty pool whose pages went back, until it is cut.
const allGone = 0xff

// refill finds free blocks for an empty list of a pool that has some: a virgin
// one, else all of a page that went back.
func (h *header) refill(page uint32) {
	if h.virgin < h.end {
		h.carve()
		return
	}
	for p := uint32(0); p*page < poolUnits; p++ {
		if h.gone>>p&1 == 0 {
			continue
		}
		h.gone &^= 1 << p
		if h.recall(p*page, (p+1)*page); h.free != 0 {
			return
		}
	}
}

// recall lists the blocks that begin in [from, to), in order.
func (h *header) recall(from, to uint32) {
	unit := h.startFrom(from)
	to = min(to, uint32(h.virgin))
	last := unit
	for ; unit < to; unit += uint32(h.length) {
		h.setNextFree(unit, 0)
		if h.free == 0 {
			h.free = uint16(unit + 1)
		} else {
			h.setNextFree(last, uint16(unit+1))
		}
		last = unit
	}
}
