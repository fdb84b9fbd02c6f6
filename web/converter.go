package web

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A converter reads and writes one variable of a rule: werkzeug/routing/converters.py.
type converter struct {
	name     string
	pattern  string // of a variable that shares its segment with others, in RE2's syntax
	weight   int    // lighter is tried first
	isolated bool   // matches no slash

	matches func(segment string) bool // the same as pattern, alone in its segment
	read    func(text string) (value any, ok bool)
	write   func(value any) (string, bool)
}

// newConverter makes the converter of a variable; an error is [ErrBadConverter] or
// [ErrUnknownConverter].
func newConverter(name string, args []any, kwargs map[string]any) (*converter, error) {
	c := &converter{
		name: name, weight: 100, isolated: true,
		read:  func(s string) (any, bool) { return s, true },
		write: func(v any) (string, bool) { return quotePath.quote(text(v)), true },
	}
	var err error
	switch name {
	case "string", "default":
		err = c.text(args, kwargs)
	case "path":
		c.pattern, c.weight, c.isolated = `[^/].*?`, 200, false
		c.matches = func(s string) bool {
			_, first := utf8.DecodeRuneInString(s)
			return s != "" && s[0] != '/' && !strings.Contains(s[first:], "\n")
		}
	case "any":
		err = c.any(args, kwargs)
	case "int":
		err = c.int(args, kwargs)
	case "float":
		err = c.float(args, kwargs)
	case "uuid":
		hex := func(n int) string { return fmt.Sprintf("[A-Fa-f0-9]{%d}", n) }
		c.pattern = strings.Join([]string{hex(8), hex(4), hex(4), hex(4), hex(12)}, "-")
		c.matches = func(s string) bool { return len(s) == 36 && isUUID(s) }
		c.read = func(s string) (any, bool) {
			u, err := ParseUUID(s)
			return u, err == nil
		}
		c.write = func(v any) (string, bool) { return text(v), true }
	default:
		return nil, fmt.Errorf("%w: %s", ErrUnknownConverter, name)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrBadConverter, name, err)
	}
	return c, nil
}

func (c *converter) text(args []any, kwargs map[string]any) error {
	p, err := parameters(args, kwargs, "minlength", "maxlength", "length")
	if err != nil {
		return err
	}
	lo, hi := 1, -1
	for name, to := range map[string]*int{"minlength": &lo, "maxlength": &hi} {
		if v := p[name]; v != nil {
			if *to, err = whole(name, v); err != nil {
				return err
			}
		}
	}
	if v := p["length"]; v != nil {
		if lo, err = whole("length", v); err != nil {
			return err
		}
		hi = lo
	}
	if lo < 0 || hi >= 0 && hi < lo {
		return fmt.Errorf("no text is %d to %d characters long", lo, hi)
	}
	c.pattern = fmt.Sprintf(`[^/]{%d,}`, lo)
	if hi >= 0 {
		c.pattern = fmt.Sprintf(`[^/]{%d,%d}`, lo, hi)
	}
	c.matches = func(s string) bool { return s != "" || lo == 0 }
	if lo != 1 || hi >= 0 {
		c.matches = func(s string) bool {
			n := utf8.RuneCountInString(s)
			return lo <= n && (hi < 0 || n <= hi)
		}
	}
	return nil
}

func (c *converter) any(args []any, kwargs map[string]any) error {
	if len(kwargs) > 0 {
		return fmt.Errorf("takes only items")
	}
	var items, patterns []string
	for _, v := range args {
		item, ok := v.(string)
		if !ok {
			return fmt.Errorf("%v is no text", v)
		}
		items = append(items, item)
		patterns = append(patterns, regexp.QuoteMeta(item))
	}
	c.pattern = "(?:" + strings.Join(patterns, "|") + ")"
	c.matches = func(s string) bool { return slices.Contains(items, s) || len(items) == 0 && s == "" }
	c.write = func(v any) (string, bool) {
		s, ok := v.(string)
		return s, ok && slices.Contains(items, s)
	}
	return nil
}

func (c *converter) int(args []any, kwargs map[string]any) error {
	p, err := parameters(args, kwargs, "fixed_digits", "min", "max", "signed")
	if err != nil {
		return err
	}
	digits := 0
	if v := p["fixed_digits"]; v != nil {
		if digits, err = whole("fixed_digits", v); err != nil {
			return err
		}
	}
	lo, hi, err := limits(p)
	if err != nil {
		return err
	}
	signed := truth(p["signed"])
	c.weight, c.pattern = 50, `\p{Nd}+`
	if signed {
		c.pattern = `-?\p{Nd}+`
	}
	c.matches = func(s string) bool {
		if signed {
			s = strings.TrimPrefix(s, "-")
		}
		return s != "" && allDigits(s)
	}
	c.read = func(s string) (any, bool) {
		if digits != 0 && utf8.RuneCountInString(s) != digits {
			return nil, false
		}
		if lo == nil && hi == nil && len(s) < 10 {
			if n, err := strconv.Atoi(s); err == nil {
				return n, true
			}
		}
		n, ok := integer(s)
		if !ok || !within(n, lo, hi) {
			return nil, false
		}
		return small(n), true
	}
	c.write = func(v any) (string, bool) {
		n, ok := integer(v)
		if !ok {
			return "", false
		}
		s := n.String()
		for sign := len(s) - len(strings.TrimPrefix(s, "-")); len(s) < digits; {
			s = s[:sign] + "0" + s[sign:]
		}
		return s, true
	}
	return nil
}

func (c *converter) float(args []any, kwargs map[string]any) error {
	p, err := parameters(args, kwargs, "min", "max", "signed")
	if err != nil {
		return err
	}
	lo, hi, err := limits(p)
	if err != nil {
		return err
	}
	signed := truth(p["signed"])
	c.weight, c.pattern = 50, `\p{Nd}+\.\p{Nd}+`
	if signed {
		c.pattern = "-?" + c.pattern
	}
	c.matches = func(s string) bool {
		if signed {
			s = strings.TrimPrefix(s, "-")
		}
		whole, part, ok := strings.Cut(s, ".")
		return ok && whole != "" && part != "" && allDigits(whole) && allDigits(part)
	}
	c.read = func(s string) (any, bool) {
		f, ok := float(s)
		if !ok || lo != nil && below(f, lo) || hi != nil && above(f, hi) {
			return nil, false
		}
		return f, true
	}
	c.write = func(v any) (string, bool) {
		f, ok := float(v)
		return string(appendFloat(nil, f)), ok
	}
	return nil
}

// parameters sorts the arguments of a converter by name, as a Python call does.
func parameters(args []any, kwargs map[string]any, names ...string) (map[string]any, error) {
	if len(args) > len(names) {
		return nil, fmt.Errorf("takes at most %d arguments", len(names))
	}
	p := map[string]any{}
	for i, v := range args {
		p[names[i]] = v
	}
	for name, v := range kwargs {
		if _, twice := p[name]; twice || !slices.Contains(names, name) {
			return nil, fmt.Errorf("takes no %s", name)
		}
		p[name] = v
	}
	return p, nil
}

func whole(name string, v any) (int, error) {
	n, ok := integer(v)
	if !ok || !n.IsInt64() || n.Int64() > 1e6 || n.Int64() < -1e6 {
		return 0, fmt.Errorf("%s=%v: %w", name, v, strconv.ErrSyntax)
	}
	return int(n.Int64()), nil
}

func limits(p map[string]any) (lo, hi *big.Rat, err error) {
	for name, to := range map[string]**big.Rat{"min": &lo, "max": &hi} {
		if v := p[name]; v != nil {
			n, ok := number(v)
			if !ok {
				return nil, nil, fmt.Errorf("%s=%v: %w", name, v, strconv.ErrSyntax)
			}
			*to = n
		}
	}
	return lo, hi, nil
}

func within(n *big.Int, lo, hi *big.Rat) bool {
	r := new(big.Rat).SetInt(n)
	return (lo == nil || r.Cmp(lo) >= 0) && (hi == nil || r.Cmp(hi) <= 0)
}

func below(f float64, limit *big.Rat) bool {
	r, ok := number(f)
	return ok && r.Cmp(limit) < 0
}

func above(f float64, limit *big.Rat) bool {
	r, ok := number(f)
	return !ok || r.Cmp(limit) > 0 // what is read is never NaN nor -Inf
}

// truth is Python's bool(v).
func truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case Markup:
		return v != ""
	case []byte:
		return len(v) > 0
	case []any:
		return len(v) > 0
	case Tuple:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	n, ok := number(v)
	return !ok || n.Sign() != 0
}

func allDigits(s string) bool {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 0x80 || !unicode.Is(unicode.Nd, r)) {
			return false
		}
	}
	return true
}
