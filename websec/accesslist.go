package websec

import (
	"fmt"
	"net/netip"
	"sync/atomic"
)

// A Verdict is what an [AccessList] says of an address.
type Verdict uint8

// The verdicts. Unlisted is what no rule speaks of.
const (
	Unlisted Verdict = iota
	Allowed
	Denied
)

// String names the verdict as in a list.
func (v Verdict) String() string {
	switch v {
	case Unlisted:
		return "unlisted"
	case Allowed:
		return "allow"
	case Denied:
		return "deny"
	}
	return fmt.Sprintf("verdict %d", uint8(v))
}

// An AccessRule is the verdict on a prefix.
type AccessRule struct {
	Prefix  netip.Prefix
	Verdict Verdict
	Line    int // in the text it was read from, from 1; 0 if from none
}

// An AccessList says which addresses are allowed and which denied. Of all rules
// whose prefix holds an address, the one with the longest prefix counts. Safe for
// concurrent use; a reload swaps the whole list at once.
//
// Prefixes nest or are disjoint. So the list is flattened when it is made, into
// ranges that lie side by side, each with the one rule that counts in it; to look
// an address up is a binary search in a sorted slice, 18 steps for 100,000 rules,
// and allocates nothing.
//
// It cannot help against sources that change their address faster than the list,
// and denying is by the address that [Proxies] believes.
type AccessList struct{ table atomic.Pointer[accessTable] }

// NewAccessList makes a list of rules as in [AccessList.Reload], or of none yet.
func NewAccessList(rules ...AccessRule) (*AccessList, error) {
	l := &AccessList{}
	if err := l.replace(rules); err != nil {
		return nil, err
	}
	return l, nil
}

// Reload replaces all rules. An IPv4-mapped prefix is an IPv4 prefix. The error
// wraps [ErrAccessList] if a prefix is not valid, has bits beyond its length or
// two verdicts; the rules before are then kept. A rule may be there twice.
//
// No rules at all are an error as well: a file that is empty, because it is just being
// written, would else let everybody in who was denied. [AccessList.Clear] takes them
// away. A text that was cut at the end of a line cannot be told from a whole one: write
// another file, and rename it.
func (l *AccessList) Reload(rules ...AccessRule) error {
	if len(rules) == 0 {
		return fmt.Errorf("%w: Reload without a rule", ErrAccessList)
	}
	return l.replace(rules)
}

// Clear takes all rules away: nothing is allowed or denied.
func (l *AccessList) Clear() { l.table.Store(nil) }

func (l *AccessList) replace(rules []AccessRule) error {
	table, err := flatten(rules)
	if err == nil {
		l.table.Store(table)
	}
	return err
}

// Verdict looks an address up. An IPv4-mapped one counts as IPv4, and a zone does
// not count. What is not valid is Unlisted.
func (l *AccessList) Verdict(a netip.Addr) Verdict {
	rule, _ := l.Rule(a)
	return rule.Verdict
}

// Rule returns the rule that counts for an address, and false if there is none.
func (l *AccessList) Rule(a netip.Addr) (AccessRule, bool) {
	table := l.table.Load()
	if table == nil {
		return AccessRule{}, false
	}
	i := table.find(a)
	if i < 0 {
		return AccessRule{}, false
	}
	return table.rules[i], true
}

// Len is the number of rules.
func (l *AccessList) Len() int {
	if table := l.table.Load(); table != nil {
		return len(table.rules)
	}
	return 0
}
