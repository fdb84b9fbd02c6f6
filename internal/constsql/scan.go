package constsql

import (
	"errors"
	"fmt"
	"strings"
)

// A kind is what a token of SQL is to those who read it for placeholders and ends.
type kind uint8

const (
	other    kind = iota // a byte of text
	quoted               // a literal or a quoted name, with its quotes
	comment              // with its marks
	mark                 // ?, a placeholder
	escaped              // ??, which means a ? that is none
	numbered             // $1 or ?1, the placeholder of a database's own
	ended                // a semicolon
)

// A token is a piece of text that is read as one. An open one goes to the end of the text
// for want of its own, which open names.
type token struct {
	kind kind
	size int
	open string
}

// next reads the token that begins at i. It knows what SQLite, PostgreSQL and MySQL share,
// and of PostgreSQL's own: E'…', where a backslash takes the quote behind it with it, and
// $tag$…$tag$. Elsewhere a backslash is a character. (MySQL takes it for more, unless
// sql_mode says otherwise; a text that it reads in another way ends with an open quote
// here, or has its quotes written ” in the first place.) Brackets quote nothing: in
// PostgreSQL they hold the elements of an ARRAY[?].
func next(text string, i int) token {
	rest := text[i:]
	switch c := rest[0]; {
	case c == '\'' && extended(text, i):
		return until(quoted, rest, 1, escapedEnd(rest), "a ' quote")
	case c == '\'' || c == '"' || c == '`':
		// A doubled quote is seen as the end of one and the beginning of the next, which
		// comes to the same.
		return until(quoted, rest, 1, endOf(rest, 1, string(c)), "a "+string(c)+" quote")
	case strings.HasPrefix(rest, "--"):
		return until(comment, rest, 2, endOf(rest, 2, "\n"), "a -- comment")
	case strings.HasPrefix(rest, "/*"):
		return until(comment, rest, 2, endOf(rest, 2, "*/"), "a /* comment")
	case c == '$' && !follows(text, i):
		if tag := dollarTag(rest); tag != "" {
			return until(quoted, rest, len(tag), endOf(rest, len(tag), tag), "a "+tag+" quote")
		}
		if len(rest) > 1 && digit(rest[1]) {
			return token{kind: numbered, size: 2}
		}
	case strings.HasPrefix(rest, "??"):
		return token{kind: escaped, size: 2}
	case c == '?' && len(rest) > 1 && digit(rest[1]):
		return token{kind: numbered, size: 2}
	case c == '?':
		return token{kind: mark, size: 1}
	case c == ';':
		return token{kind: ended, size: 1}
	}
	return token{kind: other, size: 1}
}

func until(k kind, rest string, begin, end int, name string) token {
	if end < begin {
		return token{k, len(rest), name}
	}
	return token{kind: k, size: end}
}

// endOf is where a closing mark has ended, or -1.
func endOf(s string, begin int, mark string) int {
	if i := strings.Index(s[begin:], mark); i >= 0 {
		return begin + i + len(mark)
	}
	return -1
}

// escapedEnd is where the literal of an E'…' has ended, or -1. Here a doubled quote has to
// be passed by: what comes behind it is still read with backslashes.
func escapedEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '\'' && i+1 < len(s) && s[i+1] == '\'':
			i++
		case s[i] == '\'':
			return i + 1
		}
	}
	return -1
}

// extended reports whether the quote at i is that of an E'…', and not of a date'…'.
func extended(text string, i int) bool {
	return i > 0 && (text[i-1] == 'E' || text[i-1] == 'e') && !follows(text, i-1)
}

// follows reports whether what stands at i goes on with a name or number.
func follows(text string, i int) bool { return i > 0 && (word(text[i-1]) || text[i-1] == '$') }

// dollarTag is the $tag$ that a text begins with, if it does. The tag is a name or nothing,
// so $1$2 has none.
func dollarTag(s string) string {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '$':
			return s[:i+1]
		case !word(s[i]) || i == 1 && digit(s[i]):
			return ""
		}
	}
	return ""
}

func word(c byte) bool {
	return c == '_' || c >= 0x80 || digit(c) || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// ErrPiece says that a text cannot be a piece of a statement.
var ErrPiece = errors.New("constsql: not a whole piece of SQL")

// Whole reports, as an error with ErrPiece, what keeps a text from being put before another
// with a blank between: an open quote or comment, which would swallow the other; a comment
// in a comment, which PostgreSQL nests and others do not; a placeholder with a number, which
// would be counted beside the [Rebind] ones.
//
// The texts that it lets through are read one by one as they are together.
func Whole(text string) error {
	for i := 0; i < len(text); {
		t := next(text, i)
		part := text[i : i+t.size]
		switch {
		case t.open != "":
			return fmt.Errorf("%w: %q ends inside %s", ErrPiece, text, t.open)
		case t.kind == comment && part[1] == '*' && strings.Contains(part[2:], "/*"):
			return fmt.Errorf("%w: %q has a comment in a comment", ErrPiece, text)
		case t.kind == numbered:
			return fmt.Errorf("%w: %q has the placeholder %s, and they are all written ?", ErrPiece, text, part)
		}
		i += t.size
	}
	return nil
}

// Escapes reports whether a text has a ?? that means a question mark, which a database whose
// placeholder is one cannot be told.
func Escapes(text string) bool {
	for i := 0; i < len(text); {
		t := next(text, i)
		if t.kind == escaped {
			return true
		}
		i += t.size
	}
	return false
}
