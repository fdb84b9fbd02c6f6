package constsql

import "strings"

// Rebind copies a text and writes the n-th placeholder, counted from 1, where a ?
// stands for one: not inside literals, quoted identifiers and comments. It returns
// how many there were. place appends to dst and returns it.
//
// It reads the token rules that SQLite, PostgreSQL and MySQL share; a backslash is an
// ordinary character, and a dollar-quoted string of PostgreSQL is not known, so a ?
// in one is taken for a placeholder and counted, which the count of arguments shows.
// Brackets quote nothing: in PostgreSQL they hold the elements of an ARRAY[?].
func Rebind(dst []byte, text string, place func(dst []byte, n int) []byte) ([]byte, int) {
	n := 0
	for i := 0; i < len(text); {
		size := 1
		switch c := text[i]; {
		case c == '\'' || c == '"' || c == '`':
			size = quoted(text[i:], c)
		case strings.HasPrefix(text[i:], "--"):
			size = upTo(text[i:], 2, "\n")
		case strings.HasPrefix(text[i:], "/*"):
			size = upTo(text[i:], 2, "*/")
		case c == '?':
			n++
			dst = place(dst, n)
			i++
			continue
		}
		dst = append(dst, text[i:i+size]...)
		i += size
	}
	return dst, n
}

// quoted measures a literal or identifier with its quotes. A doubled quote is seen as
// the end of one and the beginning of the next, which comes to the same.
func quoted(s string, quote byte) int {
	if i := strings.IndexByte(s[1:], quote); i >= 0 {
		return i + 2
	}
	return len(s)
}

// upTo measures what begins with a mark of some bytes and ends with another, or with
// the text.
func upTo(s string, begin int, end string) int {
	if i := strings.Index(s[begin:], end); i >= 0 {
		return begin + i + len(end)
	}
	return len(s)
}
