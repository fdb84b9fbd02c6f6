package metaclass

import "sync/atomic"

// Stats counts what the caches of a world did. Hits are not counted: they cost a
// comparison, and counting would cost more.
type Stats struct {
	// Published is how many times a class changed, Renewed how many classes below
	// a changed one lost their cache with it.
	Published, Renewed uint64
	// SiteMisses is how many times a [Site] had to look and remember.
	SiteMisses uint64
}

type counters struct{ published, renewed, siteMisses atomic.Uint64 }

// Stats is the counts so far.
func (w *World) Stats() Stats {
	return Stats{w.stats.published.Load(), w.stats.renewed.Load(), w.stats.siteMisses.Load()}
}

// CacheStats is what a class remembers now: names that were looked up, how many of
// them it has, and how many of them sites use.
type CacheStats struct{ Names, Found, Sited int }

// CacheStats looks at the class's cache.
func (c *Class) CacheStats() CacheStats {
	var s CacheStats
	sn := c.snap.Load()
	if t := sn.table.Load(); t != nil {
		for i := range t.slots {
			if r := t.slots[i].Load(); r != nil {
				s.Names++
				if r.found {
					s.Found++
				}
			}
		}
	}
	if l := sn.sited.Load(); l != nil {
		s.Sited = len(*l)
	}
	return s
}
