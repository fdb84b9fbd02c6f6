package web

import (
	"encoding/base64"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// A Tuple is Python's tuple: in a session it stays apart from a list.
type Tuple []any

// A Markup is text that is HTML already: markupsafe.Markup.
type Markup string

// The values of a session are what Flask's TaggedJSONSerializer (flask/json/tag.py)
// knows: nil, bool, the integers, *big.Int, float64, string, []any,
// map[string]any, [Tuple], []byte, [Markup], [UUID] and [time.Time], the latter in
// whole seconds. What JSON has no place for is an object with one key, its tag.
const (
	tagDict   = " di"
	tagTuple  = " t"
	tagBytes  = " b"
	tagMarkup = " m"
	tagUUID   = " u"
	tagDate   = " d"
)

func isTag(key string) bool {
	switch key {
	case tagDict, tagTuple, tagBytes, tagMarkup, tagUUID, tagDate:
		return true
	}
	return false
}

// maxDepth is how deep values may nest; CPython's own limit is near a thousand.
const maxDepth = 500

// appendTagged writes a value as Flask does: compact, keys sorted, nothing but
// ASCII.
func appendTagged(b []byte, v any, depth int) ([]byte, error) {
	if depth > maxDepth {
		return b, &misfit{what: fmt.Sprintf("nested deeper than %d", maxDepth)}
	}
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case string:
		return appendString(b, v), nil
	case float64:
		return appendJSONFloat(b, v), nil
	case float32:
		return appendJSONFloat(b, float64(v)), nil
	case int64, int32, int16, int8, uint, uint64, uint32, uint16, uint8:
		return fmt.Append(b, v), nil
	case *big.Int:
		return v.Append(b, 10), nil
	case []any:
		return appendList(b, v, depth)
	case []string:
		return appendList(b, several(v), depth)
	case Tuple:
		return tagged(b, tagTuple, func(b []byte) ([]byte, error) { return appendList(b, v, depth) })
	case map[string]any:
		return appendDict(b, v, depth)
	case []byte:
		return tagged(b, tagBytes, func(b []byte) ([]byte, error) {
			b = append(b, '"')
			b = base64.StdEncoding.AppendEncode(b, v)
			return append(b, '"'), nil
		})
	case Markup:
		return tagged(b, tagMarkup, func(b []byte) ([]byte, error) { return appendString(b, string(v)), nil })
	case UUID:
		return tagged(b, tagUUID, func(b []byte) ([]byte, error) { return fmt.Appendf(b, `"%x"`, v[:]), nil })
	case time.Time:
		return tagged(b, tagDate, func(b []byte) ([]byte, error) {
			b = append(b, '"')
			b = v.UTC().AppendFormat(b, http.TimeFormat)
			return append(b, '"'), nil
		})
	}
	return b, &misfit{what: fmt.Sprintf("%T", v)}
}

func tagged(b []byte, tag string, value func([]byte) ([]byte, error)) ([]byte, error) {
	b = append(append(append(b, '{', '"'), tag...), '"', ':')
	b, err := value(b)
	return append(b, '}'), err
}

func appendList(b []byte, list []any, depth int) ([]byte, error) {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendTagged(b, v, depth+1); err != nil {
			return b, inside(err, i)
		}
	}
	return append(b, ']'), nil
}

func appendDict(b []byte, dict map[string]any, depth int) ([]byte, error) {
	if len(dict) == 1 {
		for key, v := range dict {
			if isTag(key) { // would be taken for the tag it looks like
				return tagged(b, tagDict, func(b []byte) ([]byte, error) {
					return appendPairs(b, []string{key}, "__", func(string) any { return v }, depth)
				})
			}
		}
	}
	return appendPairs(b, slices.Sorted(maps.Keys(dict)), "", func(key string) any { return dict[key] }, depth)
}

func appendPairs(b []byte, keys []string, suffix string, get func(string) any, depth int) ([]byte, error) {
	b = append(b, '{')
	for i, key := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, key+suffix), ':')
		var err error
		if b, err = appendTagged(b, get(key), depth+1); err != nil {
			return b, inside(err, strconv.Quote(key))
		}
	}
	return append(b, '}'), nil
}

// appendJSONFloat writes a float as json.dumps does.
func appendJSONFloat(b []byte, f float64) []byte {
	n := len(b)
	b = appendFloat(b, f)
	switch string(b[n:]) {
	case "nan":
		return append(b[:n], "NaN"...)
	case "inf":
		return append(b[:n], "Infinity"...)
	case "-inf":
		return append(b[:n], "-Infinity"...)
	}
	return b
}

const lowerHex = "0123456789abcdef"

// appendString writes a string as json.dumps does with ensure_ascii. Three bytes
// that would be a lone surrogate, which UTF-8 has not and Python's strings may, are
// written as one; other bytes that are no UTF-8 as U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c <= '~' {
			if c == '"' || c == '\\' {
				b = append(b, '\\')
			}
			b = append(b, c)
			i++
			continue
		}
		if c < utf8.RuneSelf {
			b = appendControl(b, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 && isSurrogate(s[i:]) {
			r, n = rune(s[i]&15)<<12|rune(s[i+1]&63)<<6|rune(s[i+2]&63), 3
		}
		if r > 0xFFFF {
			r -= 0x10000
			b = appendUnicode(b, 0xD800+r>>10)
			r = 0xDC00 + r&0x3FF
		}
		b = appendUnicode(b, r)
		i += n
	}
	return append(b, '"')
}

func appendControl(b []byte, c byte) []byte {
	switch c {
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	}
	return appendUnicode(b, rune(c))
}

func appendUnicode(b []byte, r rune) []byte {
	return append(b, '\\', 'u', lowerHex[r>>12&15], lowerHex[r>>8&15], lowerHex[r>>4&15], lowerHex[r&15])
}

func isSurrogate(s string) bool {
	return len(s) >= 3 && s[0] == 0xED && s[1] >= 0xA0 && s[1] <= 0xBF && s[2] >= 0x80 && s[2] <= 0xBF
}
