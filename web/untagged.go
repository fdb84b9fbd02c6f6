package web

import (
	"fmt"
	"math"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A reader reads tagged JSON as Python's json.loads does: NaN and Infinity are
// numbers, integers have any size, the last of several equal keys counts.
type reader struct {
	s  string
	at int
}

// readTagged reads one value, and nothing behind it. The error is [ErrBadPayload].
func readTagged(s string) (any, error) {
	r := reader{s: s}
	v, err := r.value(0)
	if err == nil {
		r.space()
		if r.at < len(s) {
			err = r.wrong("something behind the value")
		}
	}
	return v, err
}

func (r *reader) wrong(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrBadPayload, what, r.at)
}

func (r *reader) space() {
	for r.at < len(r.s) {
		switch r.s[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return
		}
	}
}

// next reports whether c comes next, and takes it.
func (r *reader) next(c byte) bool {
	r.space()
	if r.at < len(r.s) && r.s[r.at] == c {
		r.at++
		return true
	}
	return false
}

func (r *reader) word(w string) bool {
	if strings.HasPrefix(r.s[r.at:], w) {
		r.at += len(w)
		return true
	}
	return false
}

func (r *reader) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, r.wrong("too deep")
	}
	r.space()
	if r.at == len(r.s) {
		return nil, r.wrong("no value")
	}
	switch c := r.s[r.at]; {
	case c == '"':
		r.at++
		return r.text()
	case c == '{':
		r.at++
		return r.object(depth)
	case c == '[':
		r.at++
		return r.list(depth)
	case r.word("true"):
		return true, nil
	case r.word("false"):
		return false, nil
	case r.word("null"):
		return nil, nil
	case r.word("NaN"):
		return math.NaN(), nil
	case r.word("Infinity"):
		return math.Inf(1), nil
	case r.word("-Infinity"):
		return math.Inf(-1), nil
	}
	return r.number()
}

// number is (-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)? of json/scanner.py.
func (r *reader) number() (any, error) {
	from := r.at
	if r.s[r.at] == '-' {
		r.at++
	}
	if !r.word("0") && r.digits() == 0 {
		return nil, r.wrong("no value")
	}
	whole := r.at
	if r.at < len(r.s) && r.s[r.at] == '.' {
		r.at++
		if r.digits() == 0 {
			r.at = whole
		}
	}
	if part := r.at; r.at < len(r.s) && (r.s[r.at] == 'e' || r.s[r.at] == 'E') {
		r.at++
		if r.at < len(r.s) && (r.s[r.at] == '+' || r.s[r.at] == '-') {
			r.at++
		}
		if r.digits() == 0 {
			r.at = part
		}
	}
	text := r.s[from:r.at]
	if r.at > whole {
		f, _ := strconv.ParseFloat(text, 64) // out of range is infinite, in Python too
		return f, nil
	}
	if n, err := strconv.Atoi(text); err == nil {
		return n, nil
	}
	if len(text) > 4300 {
		return nil, r.wrong("an integer of too many digits") // sys.int_info.default_max_str_digits
	}
	n, _ := new(big.Int).SetString(text, 10)
	return n, nil
}

func (r *reader) digits() int {
	from := r.at
	for r.at < len(r.s) && r.s[r.at] >= '0' && r.s[r.at] <= '9' {
		r.at++
	}
	return r.at - from
}

func (r *reader) list(depth int) (any, error) {
	list := []any{}
	if r.next(']') {
		return list, nil
	}
	for {
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if r.next(']') {
			return list, nil
		}
		if !r.next(',') {
			return nil, r.wrong("no comma")
		}
	}
}

// pairs reads an object's keys and values.
func (r *reader) pairs(depth int, put func(key string, v any)) error {
	if r.next('}') {
		return nil
	}
	for {
		if !r.next('"') {
			return r.wrong("no key")
		}
		key, err := r.text()
		if err != nil {
			return err
		}
		if !r.next(':') {
			return r.wrong("no colon")
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		put(key, v)
		if r.next('}') {
			return nil
		}
		if !r.next(',') {
			return r.wrong("no comma")
		}
	}
}

func (r *reader) object(depth int) (any, error) {
	dict := map[string]any{}
	if err := r.pairs(depth, func(key string, v any) { dict[key] = v }); err != nil {
		return nil, err
	}
	if len(dict) == 1 {
		for key, v := range dict {
			if isTag(key) {
				return r.untag(key, v)
			}
		}
	}
	return dict, nil
}

func (r *reader) untag(tag string, v any) (any, error) {
	if tag == tagDict {
		if dict, ok := v.(map[string]any); ok && len(dict) > 0 {
			for key, v := range dict {
				return map[string]any{key[:max(0, len(key)-2)]: v}, nil
			}
		}
	}
	if list, ok := v.([]any); ok && tag == tagTuple {
		return Tuple(list), nil
	}
	if s, ok := v.(string); ok {
		switch tag {
		case tagMarkup:
			return Markup(s), nil
		case tagBytes:
			if b, err := decodeBase64(s, false); err == nil {
				return b, nil
			}
		case tagUUID:
			if u, err := ParseUUID(s); err == nil {
				return u, nil
			}
		case tagDate:
			t, err := http.ParseTime(s)
			if err != nil {
				return nil, nil // as Flask has it
			}
			return t.UTC(), nil
		}
	}
	return nil, r.wrong("no value of tag " + strconv.Quote(tag))
}

// text reads a string, behind its opening quote.
func (r *reader) text() (string, error) {
	for i := r.at; i < len(r.s); i++ {
		switch c := r.s[i]; {
		case c == '"':
			s := r.s[r.at:i]
			r.at = i + 1
			return s, nil
		case c == '\\':
			return r.escaped(i)
		case c < ' ':
			r.at = i
			return "", r.wrong("a control character")
		}
	}
	return "", r.wrong("a string without end")
}

// escaped reads a string that has escapes from i on.
func (r *reader) escaped(i int) (string, error) {
	b := []byte(r.s[r.at:i])
	for i < len(r.s) {
		c := r.s[i]
		switch {
		case c == '"':
			r.at = i + 1
			return string(b), nil
		case c < ' ':
			r.at = i
			return "", r.wrong("a control character")
		case c != '\\':
			b = append(b, c)
			i++
			continue
		case i+1 == len(r.s):
			return "", r.wrong("a string without end")
		}
		if c = r.s[i+1]; c != 'u' {
			at := strings.IndexByte(`"\/bfnrt`, c)
			if at < 0 {
				r.at = i
				return "", r.wrong("an unknown escape")
			}
			b = append(b, "\"\\/\b\f\n\r\t"[at])
			i += 2
			continue
		}
		u, ok := hex4(r.s, i+2)
		if !ok {
			r.at = i
			return "", r.wrong("an unknown escape")
		}
		i += 6
		if 0xD800 <= u && u < 0xDC00 && strings.HasPrefix(r.s[i:], `\u`) {
			if low, ok := hex4(r.s, i+2); ok && 0xDC00 <= low && low < 0xE000 {
				u = 0x10000 + (u-0xD800)<<10 + (low - 0xDC00)
				i += 6
			}
		}
		if 0xD800 <= u && u < 0xE000 { // kept as appendString reads it
			b = append(b, 0xE0|byte(u>>12), 0x80|byte(u>>6&63), 0x80|byte(u&63))
		} else {
			b = utf8.AppendRune(b, u)
		}
	}
	return "", r.wrong("a string without end")
}

func hex4(s string, at int) (rune, bool) {
	if at+4 > len(s) {
		return 0, false
	}
	n, err := strconv.ParseUint(s[at:at+4], 16, 32)
	return rune(n), err == nil
}
