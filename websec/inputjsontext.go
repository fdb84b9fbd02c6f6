package websec

import (
	"strconv"
	"strings"
)

// halfPair is why text is refused that encoding/json would give with U+FFFD in the place
// of what was sent, so that two different texts would become one.
const halfPair = "has half of a surrogate pair, which is no character"

// hasHalfPair looks for escapes of UTF-16 surrogates without their other half, in a text
// of valid JSON: RFC 8259, section 8.2.
func hasHalfPair(raw []byte) bool {
	high := false // the escape before is the first half of a pair
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			if high {
				return true
			}
			continue
		}
		i++
		unit := uint64(0)
		if raw[i] == 'u' {
			unit, _ = strconv.ParseUint(string(raw[i+1:i+5]), 16, 16)
			i += 4
		}
		low := 0xDC00 <= unit && unit < 0xE000
		if high != low {
			return true
		}
		high = 0xD800 <= unit && unit < 0xDC00
	}
	return high
}

// wholeText writes a JSON number without point and exponent if it is a whole number, and
// leaves it as it is if not. 1, 1.0 and 1e0 are one number (JSON Schema 2020-12, section
// 6.1.1 of its validation: an integer is a number with a zero fractional part), and
// writers differ in how they spell it. It is exact where a way through float64 is not.
func wholeText(number string) string {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	digits, minus := strings.CutPrefix(mantissa, "-")
	before, behind, _ := strings.Cut(digits, ".")
	digits = strings.TrimLeft(before+behind, "0")
	if digits == "" {
		return "0"
	}
	zeros := 0
	if exponent != "" {
		n, err := strconv.Atoi(exponent)
		if err != nil {
			return number // far out of every range
		}
		zeros = n
	}
	zeros -= len(behind)
	short := strings.TrimRight(digits, "0")
	zeros += len(digits) - len(short)
	const most = 20 // digits of the largest uint64
	if zeros < 0 || zeros > most || len(short) > most {
		return number
	}
	short += strings.Repeat("0", zeros)
	if minus {
		short = "-" + short
	}
	return short
}
