package websec

import "net/netip"

// UnitsOf is how finely a limiter of this rate counts time: parts of an interval.
func UnitsOf(rate Rate) int64 { g := newGCRA(rate); return 1 << g.shift }

// LastOf is the last address of a prefix.
func LastOf(p netip.Prefix) netip.Addr { return lastOf(p) }

// UnmapPrefix makes an IPv4-mapped prefix an IPv4 one.
func UnmapPrefix(p netip.Prefix) netip.Prefix { return unmapPrefix(p) }
