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
	at     int // in items
	key    func(T) K
	target K // the key of the run given last
	value  T // the item taken ahead, and its key
	valKey K
	run    int  // which run is the live one: 0 is none
	runs   int  // how many have been given
	begun  bool // there is a target
	held   bool // there is an item taken ahead
}

// take asks for an item. It is small enough to be inlined.
func (g *grouping[T, K]) take() (v T, ok bool) {
	if g.next != nil {
		return g.next()
	}
	if ok = g.at < len(g.items); ok {
		v = g.items[g.at]
		g.at++
	}
	return v, ok
}

// step takes an item ahead.
func (g *grouping[T, K]) step() bool {
	v, ok := g.take()
	if ok {
		g.hold(v, g.key(v))
	}
	return ok
}

func (g *grouping[T, K]) hold(v T, k K) { g.value, g.valKey, g.held = v, k, true }

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
		switch {
		case g.run != run:
			return none, false
		case g.held:
			if g.valKey != target {
				return none, false
			}
			g.held = false
			return g.value, true
		}
		v, ok := g.take()
		if !ok {
			return none, false
		}
		if k := g.key(v); k != target {
			g.hold(v, k)
			return none, false
		}
		return v, true
	}
	return p, true
}
