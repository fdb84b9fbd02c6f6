package pull

// Chain is the items of the first source, then those of the second, and so on
// (itertools.chain). A source is begun when the one before it is over. It starts
// afresh if its sources do.
func Chain[T any](sources ...Source[T]) Source[T] { return ChainFrom(Slice(sources)) }

// ChainFrom is Chain of sources that are themselves items: the next one is asked for
// when the one before is over (itertools.chain.from_iterable). When that ask panics
// the pass is over. It starts afresh if its sources do.
func ChainFrom[T any](sources Source[Source[T]]) Source[T] {
	return Source[T]{ask: func() asker[T] {
		outer := sources.start()
		var inner asker[T]
		over := false
		next := func() (none T, ok bool) {
			for !over {
				if inner.next == nil {
					over = true // also when asking panics
					s, ok := outer.next()
					if !ok {
						break
					}
					inner, over = s.start(), false
				}
				if v, ok := inner.next(); ok {
					return v, true
				}
				inner = asker[T]{}
			}
			return none, false
		}
		stop := func() {
			if inner.stop != nil {
				defer inner.stop()
			}
			if outer.stop != nil {
				outer.stop()
			}
			over = true
		}
		return asker[T]{next: next, stop: stop}
	}}
}
