package websec

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
)

// maxAccessLine is how long a line of a list may be, in bytes.
const maxAccessLine = 4 << 10

// ParseAccessList reads rules, one a line:
//
//	# everything after a number sign is a comment
//	deny  203.0.113.0/24
//	allow 203.0.113.7        # an address is a prefix of full length
//	deny  0.0.0.0/0
//	deny  ::/0               # no family speaks for the other
//
// A text without a rule is none, and no error; [AccessList.Reload] refuses it.
// The error wraps [ErrAccessList] and names every line that is wrong, up to ten of
// them, or is that of the reader.
func ParseAccessList(from io.Reader) ([]AccessRule, error) {
	if from == nil {
		return nil, fmt.Errorf("%w: ParseAccessList without a reader", ErrAccessList)
	}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxAccessLine)
	var rules []AccessRule
	var wrong []error
	n := 0
	for lines.Scan() && len(wrong) < 10 {
		n++
		text, _, _ := strings.Cut(lines.Text(), "#")
		if n == 1 {
			text = strings.TrimPrefix(text, "\ufeff") // the mark that editors put before a text
		}
		fields := strings.Fields(text)
		if len(fields) == 0 {
			continue
		}
		rule, why := parseAccessRule(fields)
		if why != "" {
			wrong = append(wrong, fmt.Errorf("%w: line %d: %s", ErrAccessList, n, why))
			continue
		}
		rule.Line = n
		rules = append(rules, rule)
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		wrong = append(wrong, fmt.Errorf("%w: line %d: longer than %d bytes", ErrAccessList, n+1, maxAccessLine))
	} else if err != nil {
		return nil, fmt.Errorf("websec: read access list: line %d: %w", n+1, err)
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return rules, nil
}

func parseAccessRule(fields []string) (rule AccessRule, why string) {
	switch fields[0] {
	case "allow":
		rule.Verdict = Allowed
	case "deny":
		rule.Verdict = Denied
	default:
		return rule, fmt.Sprintf("%q is neither allow nor deny", fields[0])
	}
	if len(fields) != 2 {
		return rule, fmt.Sprintf("one prefix after %s, not %d", fields[0], len(fields)-1)
	}
	text := fields[1]
	var err error
	if strings.Contains(text, "/") {
		rule.Prefix, err = netip.ParsePrefix(text)
	} else {
		var a netip.Addr
		if a, err = netip.ParseAddr(text); err == nil {
			if a.Zone() != "" {
				return rule, fmt.Sprintf("%q has a zone, which means nothing on another machine", text)
			}
			rule.Prefix = netip.PrefixFrom(a, a.BitLen())
		}
	}
	if err != nil {
		return rule, whyNoPrefix(text)
	}
	if masked := rule.Prefix.Masked(); masked != rule.Prefix {
		return rule, fmt.Sprintf("%v has bits beyond its length; %v has not", rule.Prefix, masked)
	}
	return rule, ""
}

func whyNoPrefix(text string) string {
	addr, bits, _ := strings.Cut(text, "/")
	a, err := netip.ParseAddr(addr)
	switch {
	case err != nil:
		return fmt.Sprintf("%q is no address and no prefix", text)
	case a.Zone() != "":
		return fmt.Sprintf("%q has a zone, which means nothing on another machine", text)
	}
	return fmt.Sprintf("%q: the length of a prefix of %v is a number from 0 to %d, not %q", text, a, a.BitLen(), bits)
}
