package pull

import "underhood/iterators"

// Pairwise is each item with the one after it (itertools.pairwise). When an ask
// panics the pass is over. It starts afresh if s does.
func Pairwise[T any](s Source[T]) Source[iterators.Pair[T, T]] {
	return Source[iterators.Pair[T, T]]{ask: func() asker[iterators.Pair[T, T]] {
		a := s.start()
		var old T
		begun, over := false, false
		return asker[iterators.Pair[T, T]]{stop: a.stop, next: func() (p iterators.Pair[T, T], ok bool) {
			if over {
				return p, false
			}
			over = true // until both are there
			if !begun {
				if old, ok = a.next(); !ok {
					return p, false
				}
				begun = true
			}
			v, ok := a.next()
			if !ok {
				return p, false
			}
			p.First, p.Second = old, v
			old, over = v, false
			return p, true
		}}
	}}
}
