package websec

import "strings"

// lastUnquoted finds the last of a separator outside of quoted strings, or -1,
// reading from the right. Whatever the client wrote on the left, the right part was
// written by a proxy, and its quotes are in pairs.
func lastUnquoted(s string, separator byte) int {
	quoted := false
	for i := len(s) - 1; i >= 0; i-- {
		switch {
		case s[i] == '"' && (!quoted || !escaped(s, i)):
			quoted = !quoted
		case s[i] == separator && !quoted:
			return i
		}
	}
	return -1
}

// escaped reports whether an odd number of backslashes stands before i.
func escaped(s string, i int) bool {
	n := 0
	for i--; i >= 0 && s[i] == '\\'; i-- {
		n++
	}
	return n%2 == 1
}

// forwardedFor returns the node that one element of a Forwarded header names in
// its for parameter (RFC 7239, section 4): ErrBadEntry if the element is malformed,
// ErrHiddenEntry if it has no such parameter.
func forwardedFor(element string) (string, error) {
	node, found := "", false
	for more := true; more; {
		pair := element
		if at := lastUnquoted(element, ';'); at >= 0 {
			pair, element = element[at+1:], element[:at]
		} else {
			more = false
		}
		name, value, ok := strings.Cut(trimSpace(pair), "=")
		if !ok || name == "" || !isParameter(name) {
			return "", ErrBadEntry
		}
		value, ok = unquote(value)
		if !ok {
			return "", ErrBadEntry
		}
		if strings.EqualFold(name, "for") {
			if found {
				return "", ErrBadEntry // each parameter once
			}
			node, found = value, true
		}
	}
	if !found {
		return "", ErrHiddenEntry
	}
	return node, nil
}

// unquote reads a token or a quoted string. One with escapes is no node, and the
// text is then as it came.
func unquote(s string) (string, bool) {
	inner, ok := strings.CutPrefix(s, `"`)
	if !ok {
		// An address in brackets needs quotes. Some proxies forget them, and there is
		// only one thing that they can mean.
		return s, s != "" && isTokenOr(s, "[]:")
	}
	if len(inner) == 0 || inner[len(inner)-1] != '"' || escaped(inner, len(inner)-1) {
		return "", false
	}
	inner = inner[:len(inner)-1]
	for i := range len(inner) {
		if inner[i] == '"' && !escaped(inner, i) {
			return "", false
		}
	}
	return inner, true
}

// isParameter reports whether s is a token (RFC 9110, section 5.6.2), which is what
// names and unquoted values are.
func isParameter(s string) bool { return isTokenOr(s, "") }

func isTokenOr(s, more string) bool {
	for _, c := range []byte(s) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		if !letter && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 && strings.IndexByte(more, c) < 0 {
			return false
		}
	}
	return true
}
