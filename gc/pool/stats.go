package pool

// Stats is a count of everything an [Allocator] has. Numbers of blocks and pools
// are exact: they are counted when asked for.
type Stats struct {
	Classes [Classes]ClassStats

	ArenasMapped    int // so far
	ArenasReclaimed int // so far: unmapped before Close
	ArenasHighwater int // most at a time
	Arenas          int // now
	FreePools       int // in arenas, given to no class
	PoolsPerArena   int
	BytesGiven      int // in small blocks in use
	BytesAvailable  int // in free blocks of pools that have some in use
	BytesHeaders    int // unused at the start of pools: 0 but for WithCPythonLayout
	BytesLost       int // at the end of pools, too short for a block
	BytesReturned   int // that went back from inside pools, so far
	Large           int // large blocks in use
	LargeBytes      int // mapped for them
	RegionBytes     int // mapped for regions; what is only reserved for them is no memory
	Mapped          int // bytes of arenas, large blocks and regions
	Peak            int // most of it at a time
	Limit           int // see WithLimit; 0 for none
	Quarantined     int // blocks freed but held, see WithChecks; they count as in use
}

// ClassStats is what one class of blocks has.
type ClassStats struct {
	Size      int // of its blocks, in bytes
	Pools     int // with at least one block in use
	InUse     int // blocks
	Available int // free blocks in these pools
}

// counts are kept where things rarely happen; the rest is counted by Stats.
type counts struct {
	taken       [Classes]int // pools
	mapped, top int          // arenas
	reclaimed   int
	discarded   int // bytes
	large       int
	largeBytes  int
	regionBytes int
	peak        int
}

func (c *counts) arena() {
	c.mapped++
	c.top = max(c.top, c.mapped-c.reclaimed)
}

// Stats counts what there is; it looks at the header of every pool. After Close
// everything that is now is 0.
func (a *Allocator) Stats() Stats {
	c := &a.counts
	s := Stats{
		ArenasMapped: c.mapped, ArenasReclaimed: c.reclaimed, ArenasHighwater: c.top,
		PoolsPerArena: a.pools, BytesReturned: c.discarded,
		Peak: c.peak, Limit: max(0, a.limit),
	}
	if !a.shut() {
		s.Mapped = a.ledger.bytes
	}
	for i := range s.Classes {
		s.Classes[i].Size = ClassSize(i)
	}
	for _, r := range a.arenas {
		if r == nil || r.mem == nil {
			continue
		}
		s.Arenas++
		s.FreePools += r.freePools
		for i := range r.fresh {
			h := &r.pools[i]
			if h.inUse == 0 {
				continue
			}
			k := &s.Classes[h.class]
			k.Pools++
			k.InUse += int(h.inUse)
			k.Available += h.capacity() - int(h.inUse)
			s.BytesHeaders += int(h.first) * Alignment
			s.BytesLost += (poolUnits - int(h.end)) * Alignment
		}
	}
	for _, k := range s.Classes {
		s.BytesGiven += k.InUse * k.Size
		s.BytesAvailable += k.Available * k.Size
	}
	if !a.closed {
		s.Large, s.LargeBytes, s.RegionBytes = c.large, c.largeBytes, c.regionBytes
	}
	if a.guard != nil {
		s.Quarantined = len(a.guard.queue)
	}
	return s
}
