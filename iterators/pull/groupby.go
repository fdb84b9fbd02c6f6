package pull

import "underhood/iterators"

// GroupBy is the runs of consecutive items that have the same key, each with that
// key (itertools.groupby). Nothing is collected: a run is a one-shot source that
// takes its items from s as it is asked, so it must be used before the next run is
// asked for, and is empty after that. One item is taken ahead, to know its key. A
// nil key panics.
//
//	s      A A A B B C
//	runs   A······ B···· C··
func GroupBy[T any, K comparable](s Source[T], key func(T) K) Source[iterators.Pair[K, Source[T]]] {
	if key == nil {
		panic("pull.GroupBy: nil function")
	}
	return Source[iterators.Pair[K, Source[T]]]{ask: func() asker[iterators.Pair[K, Source[T]]] {
		if s.slice {
			g := &grouping[T, K]{items: s.items, key: key}
			return asker[iterators.Pair[K, Source[T]]]{next: g.nextGroup}
		}
		a := s.start()
		g := &grouping[T, K]{next: a.next, key: key}
		return asker[iterators.Pair[K, Source[T]]]{next: g.nextGroup, stop: a.stop}
	}}
}

// grouping is what the runs share (Modules/itertoolsmodule.c, groupbyobject).
type grouping[T any, K comparable] struct {
	next   func() (T, bool) // nil: the rest is in items
	items  []T
	key    func(T) K
	target K // the key of the run given last
	value  T // the item taken ahead, and its key
	valKey K
	run    int  // which run is the live one: 0 is none
	runs   int  // how many have been given
	begun  bool // there is a target
	held   bool // there is an item taken ahead
}

// step takes an item ahead.
func (g *grouping[T, K]) step() bool {
	var v T
	if g.next == nil {
		if len(g.items) == 0 {
			return false
		}
		v, g.items = g.items[0], g.items[1:]
	} else {
		var ok bool
		if v, ok = g.next(); !ok {
			return false
		}
	}
	k := g.key(v)
	g.value, g.valKey, g.held = v, k, true
	return true
}

// nextGroup skips what is left of the last run and begins another.
func (g *grouping[T, K]) nextGroup() (p iterators.Pair[K, Source[T]], ok bool) {
	g.run = 0
	for !g.held || g.begun && g.target == g.valKey {
		if !g.step() {
			return p, false
		}
	}
	g.target, g.begun = g.valKey, true
	g.runs++
	g.run = g.runs
	run, target := g.run, g.target
	p.First = target
	p.Second.next = func() (none T, ok bool) {
		if g.run != run || !g.held && !g.step() || g.valKey != target {
			return none, false
		}
		g.held = false
		return g.value, true
	}
	return p, true
}
