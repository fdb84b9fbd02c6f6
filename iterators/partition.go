package iterators

import "iter"

// Partition gives the items for which p does not hold and those for which it
// does (the recipe partition, in its order). The two share one reading of seq, p
// is called once an item, and what the one reads past is kept for the other. So
// they are one-shot: a range goes on where the one before it left off.
//
// They hold a coroutine from the first ask until seq is over or both are
// dropped, and are not safe for concurrent use.
//
// It panics when p is nil.
func Partition[T any](seq iter.Seq[T], p func(T) bool) (no, yes iter.Seq[T]) {
	if p == nil {
		panic("iterators.Partition: nil function")
	}
	source := Iter(seq)
	var kept [2]queue[T]
	side := func(mine int) iter.Seq[T] {
		return func(yield func(T) bool) {
			for {
				v, ok := kept[mine].pop()
				for !ok {
					if v, ok = source.Next(); !ok {
						return
					}
					of := 0
					if p(v) {
						of = 1
					}
					if ok = of == mine; !ok {
						kept[of].push(v)
					}
				}
				if !yield(v) {
					return
				}
			}
		}
	}
	return side(0), side(1)
}
