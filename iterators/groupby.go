package iterators

import "iter"

// GroupBy gives each run of items with equal keys, and its key (Python's
// itertools.groupby). Items are not sorted: a key that comes back makes a new
// group. A group and the whole share one pass over seq: a group can be ranged once,
// a break leaves its rest for later, and once the loop over the groups goes on or
// ends, the group is over. Only the first item of the next group is ever taken
// ahead.
//
// A key that is not equal to itself, a NaN, makes a group of one item. seq needs a
// coroutine ([iter.Pull]), which ends with the range; [GroupSlices] does without.
// It can be ranged again if seq can.
//
// It panics if key is nil.
func GroupBy[T any, K comparable](seq iter.Seq[T], key func(T) K) iter.Seq2[K, iter.Seq[T]] {
	if key == nil {
		panic("iterators.GroupBy: nil function")
	}
	return func(yield func(K, iter.Seq[T]) bool) {
		next, stop := iter.Pull(seq)
		defer stop()
		g := &grouping[T, K]{next: next, key: key}
		g.step()
		for g.taken {
			g.number++
			g.current, g.same = g.ahead, true
			number := g.number
			group := func(yield func(T) bool) {
				for g.number == number && g.has() {
					g.taken = false
					if !yield(g.item) {
						return
					}
				}
			}
			if !yield(g.current, group) {
				break
			}
			for g.has() { // what the body left of the group
				g.taken = false
			}
		}
		g.number++ // a group that was kept is over
	}
}

// grouping is the pass that groups share.
type grouping[T any, K comparable] struct {
	next    func() (T, bool)
	key     func(T) K
	number  int  // of the current group
	current K    // its key
	item    T    // the item ahead,
	ahead   K    // its key,
	taken   bool // whether there is one,
	same    bool // and whether it belongs to the current group
	over    bool
}

// has reports whether the current group has an item ahead, taking one if need be.
func (g *grouping[T, K]) has() bool {
	if !g.taken && !g.over {
		g.step()
	}
	return g.taken && g.same
}

func (g *grouping[T, K]) step() {
	v, ok := g.next()
	if !ok {
		g.over = true
		return
	}
	k := g.key(v)
	g.item, g.ahead, g.taken, g.same = v, k, true, k == g.current
}

// GroupSlices gives each run of items with equal keys as a slice of its own, and
// its key: [GroupBy] without a coroutine, for groups that fit in memory. A group is
// known to be complete when the first item of the next was taken, or seq is over.
// It can be ranged again if seq can.
//
// It panics if key is nil.
func GroupSlices[T any, K comparable](seq iter.Seq[T], key func(T) K) iter.Seq2[K, []T] {
	if key == nil {
		panic("iterators.GroupSlices: nil function")
	}
	return func(yield func(K, []T) bool) {
		var current K
		var group []T
		for v := range seq {
			k := key(v)
			if group != nil && k != current {
				full := group
				group = nil
				if !yield(current, full) {
					return
				}
			}
			current, group = k, append(group, v)
		}
		if group != nil {
			yield(current, group)
		}
	}
}
