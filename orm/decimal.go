package orm

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// canonicalDecimal writes a decimal with exactly scale digits behind the point, one
// before it at least, and no zeros or sign that say nothing. It never rounds.
func canonicalDecimal(s string, precision, scale int) (string, error) {
	rest, negative := strings.CutPrefix(s, "-")
	if !negative {
		rest, _ = strings.CutPrefix(rest, "+")
	}
	whole, frac, _ := strings.Cut(rest, ".")
	if whole+frac == "" || strings.Trim(whole+frac, "0123456789") != "" {
		return "", fmt.Errorf("%w: %q is no decimal number", ErrValue, s)
	}
	whole = strings.TrimLeft(whole, "0")
	if cut := strings.TrimRight(frac, "0"); len(cut) > scale {
		return "", fmt.Errorf("%w: %s has more than %d decimals", ErrRange, s, scale)
	}
	if len(frac) > scale {
		frac = frac[:scale]
	}
	frac += strings.Repeat("0", scale-len(frac))
	if len(whole) > precision-scale {
		return "", fmt.Errorf("%w: %s has more than %d digits before the point", ErrRange, s, precision-scale)
	}
	if whole == "" {
		whole = "0"
	}
	out := whole
	if scale > 0 {
		out += "." + frac
	}
	if negative && strings.Trim(out, "0.") != "" {
		out = "-" + out
	}
	return out, nil
}

// formatUUID writes the form of RFC 9562, 4.
func formatUUID(u [16]byte) string {
	var b [36]byte
	hex.Encode(b[0:], u[0:4])
	hex.Encode(b[9:], u[4:6])
	hex.Encode(b[14:], u[6:8])
	hex.Encode(b[19:], u[8:10])
	hex.Encode(b[24:], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

func parseUUID(s string) (u [16]byte, err error) {
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		raw, err := hex.DecodeString(s[0:8] + s[9:13] + s[14:18] + s[19:23] + s[24:])
		if err == nil {
			return [16]byte(raw), nil
		}
	}
	return u, fmt.Errorf("%w: %q is no UUID", ErrValue, s)
}
