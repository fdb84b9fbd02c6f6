package pull

import "underhood/iterators"

// GroupBy is the runs of consecutive items that have the same key, each with that
// key (itertools.groupby). Nothing is collected: a run is a one-shot source that
// takes its items from s as it is asked, so it must be used before the next run is
// asked for, and is empty after that. One item is taken ahead, to know its key.
// The whole starts afresh if s does.
//
// It panics if key is nil.
//
//	s      A A A B B C
//	runs   A······ B···· C··
func GroupBy[T any, K comparable](s Source[T], key func(T) K) Source[iterators.Pair[K, Source[T]]] {
	if key == nil {
		panic("pull.GroupBy: nil function")
	}
	begin := func() (g *grouping[T, K], stop func()) {
		if s.slice {
			return &grouping[T, K]{items: s.items, key: key}, nil
		}
		a := s.start()
		return &grouping[T, K]{next: a.next, key: key}, a.stop
	}
	return Source[iterators.Pair[K, Source[T]]]{
		ask: func() asker[iterators.Pair[K, Source[T]]] {
			g, stop := begin()
			return asker[iterators.Pair[K, Source[T]]]{next: g.nextGroup, stop: stop}
		},
		push: func(yield func(iterators.Pair[K, Source[T]]) bool) {
			g, stop := begin()
			if stop != nil {
				defer stop()
			}
			for {
				p, ok := g.nextGroup()
				if !ok || !yield(p) {
					return
				}
			}
		},
	}
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

// item takes the next one of a slice. It makes no call, and so is inlined.
func (g *grouping[T, K]) item() (v T, ok bool) {
	if ok = g.at < len(g.items); ok {
		v = g.items[g.at]
		g.at++
	}
	return v, ok
}

// step takes an item ahead.
func (g *grouping[T, K]) step() bool {
	v, ok := g.item()
	if !ok && g.next != nil {
		v, ok = g.next()
	}
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
	run := g.run
	p.First = g.target
	p.Second.next = func() (none T, ok bool) {
		if g.run != run {
			return none, false
		}
		target := g.target // key may call for the next run
		if g.held {
			if g.valKey != target {
				return none, false
			}
			g.held = false
			return g.value, true
		}
		v, ok := g.item()
		if !ok && g.next != nil {
			v, ok = g.next()
		}
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
