package websec

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
)

// A point is an address as a number.
type point struct{ hi, lo uint64 }

func (p point) less(q point) bool { return p.hi < q.hi || p.hi == q.hi && p.lo < q.lo }

// accessTable is an immutable list of rules, flattened: from starts[i] up to
// starts[i+1] the rule at[i] counts, or none if that is -1.
type accessTable struct {
	rules []AccessRule
	four  ranges[uint32]
	six   ranges[point]
}

type ranges[P any] struct {
	starts []P
	at     []int32
}

// find returns the index of the rule that counts for an address, or -1.
func (t *accessTable) find(a netip.Addr) int {
	switch a = a.Unmap(); {
	case a.Is4():
		bytes := a.As4()
		return find(t.four, binary.BigEndian.Uint32(bytes[:]), func(p, q uint32) bool { return p < q })
	case a.Is6():
		return find(t.six, pointOf(a), point.less)
	}
	return -1
}

// covers reports whether rules hold all addresses of a prefix.
func (t *accessTable) covers(p netip.Prefix) bool {
	for a, last := p.Masked().Addr(), lastOf(p); ; {
		i := t.find(a)
		if i < 0 {
			return false
		}
		end := lastOf(t.rules[i].Prefix)
		if !end.Less(last) {
			return true
		}
		a = end.Next()
	}
}

func pointOf(a netip.Addr) point {
	bytes := a.As16()
	return point{binary.BigEndian.Uint64(bytes[:8]), binary.BigEndian.Uint64(bytes[8:])}
}

// find searches for the last range that starts at p or before.
func find[P any](r ranges[P], p P, less func(P, P) bool) int {
	low, high := 0, len(r.starts)
	for low < high {
		mid := int(uint(low+high) >> 1)
		if less(p, r.starts[mid]) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	if low == 0 {
		return -1
	}
	return int(r.at[low-1])
}

// flatten checks the rules, sorts them so that each prefix comes right before
// those inside it, and walks along the addresses with a stack of the prefixes that
// are open.
func flatten(rules []AccessRule) (*accessTable, error) {
	t := &accessTable{rules: slices.Clone(rules)}
	for i := range t.rules {
		rule := &t.rules[i]
		where := rule.where(i)
		switch {
		case !rule.Prefix.IsValid():
			return nil, fmt.Errorf("%w: %s: the prefix is not valid", ErrAccessList, where)
		case rule.Verdict != Allowed && rule.Verdict != Denied:
			return nil, fmt.Errorf("%w: %s: neither allow nor deny", ErrAccessList, where)
		case rule.Prefix != rule.Prefix.Masked():
			return nil, fmt.Errorf("%w: %s: %v has bits beyond its length; %v has not", ErrAccessList, where, rule.Prefix, rule.Prefix.Masked())
		}
		rule.Prefix = unmapPrefix(rule.Prefix)
	}
	slices.SortStableFunc(t.rules, func(a, b AccessRule) int {
		if c := a.Prefix.Addr().Compare(b.Prefix.Addr()); c != 0 {
			return c // IPv4 before IPv6
		}
		return a.Prefix.Bits() - b.Prefix.Bits()
	})
	for i := 1; i < len(t.rules); i++ {
		a, b := t.rules[i-1], t.rules[i]
		if a.Prefix == b.Prefix && a.Verdict != b.Verdict {
			return nil, fmt.Errorf("%w: %v is both %v (%s) and %v (%s)", ErrAccessList, a.Prefix, a.Verdict, a.whereIn(rules), b.Verdict, b.whereIn(rules))
		}
	}
	t.rules = slices.CompactFunc(t.rules, func(a, b AccessRule) bool { return a.Prefix == b.Prefix })

	var four sweep
	var six sweep
	for i, rule := range t.rules {
		if rule.Prefix.Addr().Is4() {
			four.open(rule.Prefix, int32(i))
		} else {
			six.open(rule.Prefix, int32(i))
		}
	}
	for i, a := range four.finish() {
		bytes := a.As4()
		t.four.starts = append(t.four.starts, binary.BigEndian.Uint32(bytes[:]))
		t.four.at = append(t.four.at, four.at[i])
	}
	for i, a := range six.finish() {
		t.six.starts = append(t.six.starts, pointOf(a))
		t.six.at = append(t.six.at, six.at[i])
	}
	return t, nil
}

// tableOf is a table of prefixes that are all alike. Bits beyond a prefix's length are
// more likely a wrong length than a wrong address: 10.1.2.3/8 trusts 16 million machines.
func tableOf(option string, prefixes []netip.Prefix) (*accessTable, error) {
	var rules []AccessRule
	for i, p := range prefixes {
		if !p.IsValid() {
			return nil, fmt.Errorf("%w: %s: prefix %d is not valid", ErrFlood, option, i)
		}
		if p != p.Masked() {
			return nil, fmt.Errorf("%w: %s: %v has bits beyond its length; write %v, or %v/%d for the one address",
				ErrFlood, option, p, p.Masked(), p.Addr(), p.Addr().BitLen())
		}
		rules = append(rules, AccessRule{Prefix: p, Verdict: Allowed})
	}
	return flatten(rules)
}

// A sweep moves along the addresses of one family.
type sweep struct {
	starts []netip.Addr
	at     []int32
	stack  []opened
}

type opened struct {
	after netip.Addr // the first address behind the prefix; not valid at the end of all
	rule  int32
}

// open begins the range of a prefix, once those that end before it are closed.
func (s *sweep) open(p netip.Prefix, rule int32) {
	s.closeUpTo(p.Addr())
	s.add(p.Addr(), rule)
	s.stack = append(s.stack, opened{lastOf(p).Next(), rule})
}

// closeUpTo closes the prefixes that end at an address or before: behind each the
// one around it counts again.
func (s *sweep) closeUpTo(a netip.Addr) {
	for len(s.stack) > 0 {
		top := s.stack[len(s.stack)-1]
		if !top.after.IsValid() || a.IsValid() && a.Less(top.after) {
			return
		}
		s.stack = s.stack[:len(s.stack)-1]
		around := int32(-1)
		if len(s.stack) > 0 {
			around = s.stack[len(s.stack)-1].rule
		}
		s.add(top.after, around)
	}
}

func (s *sweep) finish() []netip.Addr {
	s.closeUpTo(netip.Addr{})
	return s.starts
}

// add begins a range. One of no length gives way to the next.
func (s *sweep) add(start netip.Addr, rule int32) {
	if n := len(s.starts); n > 0 && s.starts[n-1] == start {
		s.at[n-1] = rule
		return
	}
	s.starts, s.at = append(s.starts, start), append(s.at, rule)
}

// lastOf returns the last address of a prefix.
func lastOf(p netip.Prefix) netip.Addr {
	bytes := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 0x80 >> (bit % 8)
	}
	last, _ := netip.AddrFromSlice(bytes) // of 4 or 16 bytes
	return last
}

func (r AccessRule) where(i int) string {
	if r.Line > 0 {
		return fmt.Sprintf("line %d", r.Line)
	}
	return fmt.Sprintf("rule %d", i)
}

// whereIn finds a rule again in what was given, before it was sorted.
func (r AccessRule) whereIn(rules []AccessRule) string {
	return r.where(slices.IndexFunc(rules, func(other AccessRule) bool {
		other.Prefix = unmapPrefix(other.Prefix)
		return other == r
	}))
}
