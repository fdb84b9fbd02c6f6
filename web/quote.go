package web

import (
	"strings"
	"unicode/utf8"
)

// A quoter says which bytes of a URL stay as they are. The sets are those of
// werkzeug/urls.py 2.2.2: RFC 3986's unreserved characters and the sub-delimiters
// that do not part a query.
type quoter [256]bool

func newQuoter(safe, unsafe string) *quoter {
	q := new(quoter)
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~$!'()*+,;" + safe) {
		q[c] = true
	}
	for _, c := range []byte(unsafe) {
		q[c] = false
	}
	return q
}

var (
	quotePath   = newQuoter("/:", "")   // of values, and of anchors
	quoteStatic = newQuoter("/:|", "")  // of what a rule says itself, and of paths redirected to
	quoteQuery  = newQuoter(" ", "+/:") // spaces become + afterwards
)

const upperHex = "0123456789ABCDEF"

func (q *quoter) quote(s string) string {
	n := 0
	for i := range len(s) {
		if !q[s[i]] {
			n++
		}
	}
	if n == 0 {
		return s
	}
	b := make([]byte, 0, len(s)+2*n)
	for i := range len(s) {
		if c := s[i]; q[c] {
			b = append(b, c)
		} else {
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return string(b)
}

func queryEscape(s string) string {
	return strings.ReplaceAll(quoteQuery.quote(s), " ", "+")
}

// decodePath reads the path of a request as WSGI does, with U+FFFD for what is no
// UTF-8: one for each sequence that begins well, as Python's "replace" has it.
func decodePath(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			n = badPrefix(s[i:])
		}
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// badPrefix returns how long the ill-formed sequence at the beginning of s is:
// Unicode's "maximal subpart", chapter 3.9.
func badPrefix(s string) int {
	lo, hi, need := byte(0x80), byte(0xBF), 0
	switch c := s[0]; {
	case 0xC2 <= c && c <= 0xDF:
		need = 1
	case 0xE0 <= c && c <= 0xEF:
		need = 2
		if c == 0xE0 {
			lo = 0xA0
		}
		if c == 0xED {
			hi = 0x9F
		}
	case 0xF0 <= c && c <= 0xF4:
		need = 3
		if c == 0xF0 {
			lo = 0x90
		}
		if c == 0xF4 {
			hi = 0x8F
		}
	}
	n := 1
	for ; n <= need && n < len(s) && lo <= s[n] && s[n] <= hi; n++ {
		lo, hi = 0x80, 0xBF
	}
	return n
}

// escapeHTML is markupsafe.escape.
var escapeHTML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "'", "&#39;", `"`, "&#34;")
