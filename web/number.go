package web

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// appendFloat writes a float as Python's repr does: the shortest digits that read
// back, with an exponent below 1e-4 and from 1e16 on.
func appendFloat(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "nan"...)
	case math.IsInf(f, 1):
		return append(b, "inf"...)
	case math.IsInf(f, -1):
		return append(b, "-inf"...)
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.AppendFloat(b, f, 'e', -1, 64) // at least two digits of exponent, as Python's
	}
	n := len(b)
	b = strconv.AppendFloat(b, f, 'f', -1, 64)
	if slices.Contains(b[n:], '.') {
		return b
	}
	return append(b, ".0"...)
}

// text writes a value into a URL as Python's str would.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case bool:
		if v {
			return "True"
		}
		return "False"
	case int:
		return strconv.Itoa(v)
	case float64:
		return string(appendFloat(nil, v))
	case float32:
		return string(appendFloat(nil, float64(v)))
	}
	if list, ok := v.([]any); ok {
		return repr(list)
	}
	return fmt.Sprint(v)
}

// repr writes a list as Python does.
func repr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case string:
		if strings.Contains(v, "'") && !strings.Contains(v, `"`) {
			return `"` + v + `"`
		}
		return "'" + strings.ReplaceAll(v, "'", `\'`) + "'"
	case []any:
		items := make([]string, len(v))
		for i := range v {
			items[i] = repr(v[i])
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return text(v)
}

// integer is Python's int(v): the exact value, or false where that raises.
func integer(v any) (*big.Int, bool) {
	switch v := v.(type) {
	case int:
		return big.NewInt(int64(v)), true
	case int64:
		return big.NewInt(v), true
	case uint64:
		return new(big.Int).SetUint64(v), true
	case int8, int16, int32, uint, uint8, uint16, uint32, uintptr:
		return new(big.Int).SetString(fmt.Sprint(v), 10)
	case *big.Int:
		return v, v != nil
	case bool:
		if v {
			return big.NewInt(1), true
		}
		return new(big.Int), true
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		n, _ := big.NewFloat(v).Int(nil)
		return n, true
	case float32:
		return integer(float64(v))
	case string:
		s := asciiDigits(strings.TrimFunc(v, unicode.IsSpace))
		if strings.HasPrefix(s, "_") || strings.HasSuffix(s, "_") || strings.Contains(s, "__") {
			return nil, false
		}
		return new(big.Int).SetString(strings.ReplaceAll(s, "_", ""), 10)
	}
	return nil, false
}

// float is Python's float(v).
func float(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case float32:
		return float64(v), true
	case string:
		s := asciiDigits(strings.TrimFunc(v, unicode.IsSpace))
		if strings.ContainsAny(s, "xXpP_") { // what Go reads and Python does not
			return 0, false
		}
		f, err := strconv.ParseFloat(s, 64)
		if err != nil && !math.IsInf(f, 0) {
			return 0, false
		}
		return f, true
	}
	n, ok := integer(v)
	if !ok {
		return 0, false
	}
	f, _ := new(big.Float).SetInt(n).Float64()
	return f, !math.IsInf(f, 0)
}

// asciiDigits turns the decimal digits of all scripts, which \d matches and int()
// reads, into those of ASCII.
func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x80 && unicode.Is(unicode.Nd, r) {
			for zero := r; ; zero-- { // each script has its ten in a row
				if !unicode.Is(unicode.Nd, zero-1) || r-zero == 9 {
					return '0' + (r-zero)%10
				}
			}
		}
		return r
	}, s)
}

// small returns an int where the number fits one, and the number where not.
func small(n *big.Int) any {
	if n.IsInt64() && int64(int(n.Int64())) == n.Int64() {
		return int(n.Int64())
	}
	return n
}

// equal is Python's == of the values URLs are made of: numbers by value, whatever
// their type.
func equal(a, b any) bool {
	if x, ok := number(a); ok {
		y, ok := number(b)
		return ok && x.Cmp(y) == 0
	}
	if _, ok := number(b); ok {
		return false
	}
	x, ok := a.(string)
	y, also := b.(string)
	if ok || also {
		return ok && also && x == y
	}
	return fmt.Sprintf("%T%v", a, a) == fmt.Sprintf("%T%v", b, b)
}

func number(v any) (*big.Rat, bool) {
	switch v := v.(type) {
	case string, nil:
		return nil, false
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		return new(big.Rat).SetFloat64(v), true
	case float32:
		return number(float64(v))
	}
	n, ok := integer(v)
	if !ok {
		return nil, false
	}
	return new(big.Rat).SetInt(n), true
}
