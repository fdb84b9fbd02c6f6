package pull

// ZipAllLongest is [ZipAll] that goes on until all sources are over, with fill in
// the place of items that are missing (itertools.zip_longest). A source that is over
// is not asked again. When an ask panics the pass is over. It starts afresh if its
// sources do.
func ZipAllLongest[T any](fill T, sources ...Source[T]) Source[[]T] {
	return Source[[]T]{ask: func() asker[[]T] {
		nexts, stop := startAll(sources)
		active := len(nexts)
		return asker[[]T]{stop: stop, next: func() ([]T, bool) {
			if active == 0 {
				return nil, false
			}
			row := make([]T, len(nexts))
			left := active
			active = 0 // until all have answered
			for i, next := range nexts {
				row[i] = fill
				if next == nil {
					continue
				}
				if v, ok := next(); ok {
					row[i] = v
					continue
				}
				nexts[i] = nil
				if left--; left == 0 {
					return nil, false
				}
			}
			active = left
			return row, true
		}}
	}}
}
