package websec

// UnitsOf is how finely a limiter of this rate counts time: parts of an interval.
func UnitsOf(rate Rate) int64 { g := newGCRA(rate); return 1 << g.shift }
