package pool_test

import (
	"cmp"
	"slices"

	"underhood/gc/pool"
)

// A model is pymalloc's rules said as simply as they can be, with slices where
// the allocator has lists and counts: an arena is chosen by looking at all.
type model struct {
	first  int // bytes at the start of a pool that are not given
	pools  int // of an arena
	arenas []*modelArena
	usable []*modelArena        // in order
	vacant []int                // numbers of unmapped arenas, last first
	used   map[int][]*modelPool // by class, the first is next
	where  map[pool.Block]*modelPool
	gone   int // arenas unmapped
}

type modelArena struct {
	number int
	fresh  int          // pools taken at least once
	free   []*modelPool // emptied, last first
}

type modelPool struct {
	arena  *modelArena
	index  int
	class  int
	free   []pool.Block // last freed last
	virgin int          // offset of the next block never given
	inUse  int
}

func newModel(first, pools int) *model {
	return &model{first: first, pools: pools, used: map[int][]*modelPool{}, where: map[pool.Block]*modelPool{}}
}

func (m *model) freePools(r *modelArena) int { return m.pools - r.fresh + len(r.free) }

func (m *model) alloc(size int) pool.Block {
	class := (max(size, 1) - 1) / 16
	if len(m.used[class]) == 0 {
		m.take(class)
	}
	p := m.used[class][0]
	var b pool.Block
	if n := len(p.free); n > 0 {
		b, p.free = p.free[n-1], p.free[:n-1]
	} else {
		b = pool.Block(p.arena.number<<16 | p.index<<10 | p.virgin/16)
		p.virgin += pool.ClassSize(class)
	}
	p.inUse++
	m.where[b] = p
	if m.full(p) {
		m.used[class] = m.used[class][1:]
	}
	return b
}

func (m *model) full(p *modelPool) bool {
	return len(p.free) == 0 && p.virgin+pool.ClassSize(p.class) > pool.PoolSize
}

func (m *model) take(class int) {
	if len(m.usable) == 0 {
		number := len(m.arenas) + 1
		if n := len(m.vacant); n > 0 {
			number, m.vacant = m.vacant[n-1], m.vacant[:n-1]
		} else {
			m.arenas = append(m.arenas, nil)
		}
		r := &modelArena{number: number}
		m.arenas[number-1] = r
		m.usable = []*modelArena{r}
	}
	r := m.usable[0]
	var p *modelPool
	if n := len(r.free); n > 0 {
		p, r.free = r.free[n-1], r.free[:n-1]
	} else {
		p = &modelPool{arena: r, index: r.fresh, class: -1}
		r.fresh++
	}
	if p.class != class {
		*p = modelPool{arena: r, index: p.index, class: class, virgin: m.first}
	}
	if m.freePools(r) == 0 {
		m.usable = m.usable[1:]
	}
	m.used[class] = slices.Insert(m.used[class], 0, p)
}

func (m *model) release(b pool.Block) {
	p := m.where[b]
	delete(m.where, b)
	full := m.full(p)
	p.free = append(p.free, b)
	p.inUse--
	if full {
		m.used[p.class] = slices.Insert(m.used[p.class], 0, p)
	}
	if p.inUse > 0 {
		return
	}
	m.used[p.class] = slices.DeleteFunc(m.used[p.class], func(q *modelPool) bool { return p == q })
	r := p.arena
	at := slices.Index(m.usable, r)
	last := at == len(m.usable)-1
	if at >= 0 {
		m.usable = slices.Delete(m.usable, at, at+1)
	}
	r.free = append(r.free, p)
	if at >= 0 && !last && m.freePools(r) == m.pools {
		m.vacant = append(m.vacant, r.number)
		m.gone++
		return
	}
	// In front of those that have as many free pools as it has now, or more.
	to, _ := slices.BinarySearchFunc(m.usable, m.freePools(r), func(q *modelArena, n int) int {
		return cmp.Compare(m.freePools(q), n)
	})
	m.usable = slices.Insert(m.usable, to, r)
}
