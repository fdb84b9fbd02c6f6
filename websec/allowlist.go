package websec

import "strings"

// isAllowList reports whether text is the list of a feature in a Permissions-Policy:
// a star, or self, src and quoted origins in parentheses.
func isAllowList(text string) bool {
	if text == "*" {
		return true
	}
	inner, ok := strings.CutPrefix(text, "(")
	if ok {
		inner, ok = strings.CutSuffix(inner, ")")
	}
	if !ok {
		return false
	}
	for entry := range strings.FieldsSeq(inner) {
		if entry == "self" || entry == "src" {
			continue
		}
		origin, ok := strings.CutPrefix(entry, `"`)
		if ok {
			origin, ok = strings.CutSuffix(origin, `"`)
		}
		if !ok || !isOrigin(strings.Replace(origin, "://*.", "://", 1)) {
			return false
		}
	}
	return true
}

// isToken reports whether s is a key of a structured dictionary (RFC 9651, section
// 3.1.2), which is what names of endpoints are.
func isToken(s string) bool {
	return s != "" && only(s, func(c byte) bool { return 'a' <= c && c <= 'z' || isDigit(c) || c == '-' || c == '_' })
}
