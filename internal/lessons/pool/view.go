package lesson

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"underhood/gc/pool"
	"underhood/internal/show"
)

// State is what the events so far made of the arenas.
type State struct {
	Arenas map[int]*Arena
	Large  int
	Last   Beat
}

// Arena is one that is mapped.
type Arena struct {
	Pools [pool.PoolsPerArena]Pool
	Used  int // pools that were ever taken: the first so many
}

// Pool is one of an arena. Its class is -1 before it is taken.
type Pool struct {
	Class, InUse, Blocks int
	Returned             int // bytes of pages that went back and were not asked for since
}

// NewState is the state before anything was asked for.
func NewState() *State { return &State{Arenas: map[int]*Arena{}} }

// Clone copies the state.
func (s *State) Clone() *State {
	c := *s
	c.Arenas = make(map[int]*Arena, len(s.Arenas))
	for n, r := range s.Arenas {
		arena := *r
		c.Arenas[n] = &arena
	}
	return &c
}

// Apply is the state after b.
func (s *State) Apply(b Beat) *State {
	s.Last = b
	e := b.Event
	if b.Start {
		return s
	}
	switch e.Kind {
	case pool.ArenaMapped:
		r := &Arena{}
		for i := range r.Pools {
			r.Pools[i].Class = -1
		}
		s.Arenas[e.Block.Arena()] = r
		return s
	case pool.ArenaUnmapped:
		delete(s.Arenas, e.Block.Arena())
		return s
	case pool.LargeMapped:
		s.Large++
		return s
	case pool.LargeUnmapped:
		s.Large--
		return s
	}
	r := s.Arenas[e.Block.Arena()]
	if r == nil {
		return s // a large block, or one whose arena has just gone
	}
	p := &r.Pools[e.Block.Pool()]
	switch e.Kind {
	case pool.PoolTaken:
		*p = Pool{Class: e.Class, Blocks: e.N}
		r.Used = max(r.Used, e.Block.Pool()+1)
	case pool.BlockGiven:
		p.InUse++
	case pool.BlockFreed:
		p.InUse--
	case pool.PagesReturned:
		p.Returned = e.N
	}
	return s
}

// quiet: blocks are drawn with what happens to their pools next, and so are pools
// with their arenas when there are very many.
func quiet(b Beat) bool {
	switch b.Event.Kind {
	case pool.BlockGiven, pool.BlockFreed:
		return true
	case pool.PoolTaken, pool.PoolFull, pool.PoolUsed, pool.PoolEmpty:
		return b.Bulk
	}
	return false
}

// line tells a beat.
func line(program []Op, s *State, b Beat) string {
	e := b.Event
	where := fmt.Sprintf("arena %d, pool %d", e.Block.Arena(), e.Block.Pool())
	if b.Start {
		o := &program[b.Op]
		if o.Note != "" {
			return o.source() + "  # " + o.Note
		}
		return o.source()
	}
	switch e.Kind {
	case pool.ArenaMapped:
		return fmt.Sprintf("  arena %d: 1 MiB is asked of the system, 64 pools", e.Block.Arena())
	case pool.ArenaUnmapped:
		return fmt.Sprintf("  arena %d: all its pools are free and another has room, it goes back to the system", e.Block.Arena())
	case pool.PoolTaken:
		return fmt.Sprintf("  %s: cut into %d blocks of %d bytes", where, e.N, pool.ClassSize(e.Class))
	case pool.PoolFull:
		return fmt.Sprintf("  %s: full, it leaves the list of its class", where)
	case pool.PoolUsed:
		return fmt.Sprintf("  %s: has a free block again, it is the first of its class", where)
	case pool.PoolEmpty:
		return fmt.Sprintf("  %s: empty, any class may have it", where)
	case pool.PagesReturned:
		return fmt.Sprintf("  %s: %d in use, %d KiB in which none lies go back", where, s.Arenas[e.Block.Arena()].Pools[e.Block.Pool()].InUse, e.N>>10)
	case pool.LargeMapped:
		return fmt.Sprintf("  %d bytes are mapped for one large block", e.N)
	}
	return "  the large block is unmapped"
}

// View draws the program, a map of each arena's pools, and the classes.
func View(program []Op) func(*State) show.Scene {
	lines := make([]string, len(program))
	for i := range program {
		lines[i] = program[i].source()
	}
	return func(s *State) show.Scene {
		scene := show.Scene{Panels: []show.Panel{show.Code{Title: "program", Lines: lines, First: 1, Current: s.Last.Op + 1}}}
		for _, n := range slices.Sorted(maps.Keys(s.Arenas)) {
			scene.Panels = append(scene.Panels, s.arena(n))
		}
		return scene
	}
}

// arena draws its pools up to the last ever taken: what is in use, of how many.
func (s *State) arena(n int) show.Cells {
	r := s.Arenas[n]
	c := show.Cells{Title: fmt.Sprintf("arena %d: %d of 64 pools were taken (in use/blocks)", n, r.Used)}
	last := s.Last.Event.Block
	for i := range r.Used {
		p := r.Pools[i]
		cell := show.Cell{ID: fmt.Sprintf("%d.%d", n, i), Label: strconv.Itoa(p.InUse) + "/" + strconv.Itoa(p.Blocks)}
		switch {
		case !s.Last.Start && last.Arena() == n && last.Pool() == i:
			cell.Class = show.Current
		case p.InUse == p.Blocks:
			cell.Class = show.Good
		case p.InUse == 0:
			cell.Class, cell.Label = show.Muted, ""
		case p.Returned > 0:
			cell.Class = show.Waiting
		default:
			cell.Class = show.Active
		}
		c.Cells = append(c.Cells, cell)
	}
	return c
}
