package constsql

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ErrIdentifier says that a name cannot be an identifier.
var ErrIdentifier = errors.New("constsql: not an identifier")

// Quote makes an identifier of a name: it stands between two of the quote character,
// and each of those inside is doubled, which is the whole grammar of a delimited
// identifier in SQL-92 (5.2) and of a quoted one in MySQL. Names are refused, with
// ErrIdentifier, when they are empty, longer than limit bytes (servers cut them
// silently, and two become one), not UTF-8, or have a NUL, where C would end them.
//
//sqlvet:trusted no name can end the quoting
func Quote(name string, quote byte, limit int) (string, error) {
	switch {
	case name == "":
		return "", fmt.Errorf("%w: the name is empty", ErrIdentifier)
	case len(name) > limit:
		return "", fmt.Errorf("%w: %q has %d bytes, %d at most", ErrIdentifier, name, len(name), limit)
	case strings.IndexByte(name, 0) >= 0:
		return "", fmt.Errorf("%w: %q has a NUL", ErrIdentifier, name)
	case !utf8.ValidString(name):
		return "", fmt.Errorf("%w: %q is not UTF-8", ErrIdentifier, name)
	}
	q := string(quote)
	return q + strings.ReplaceAll(name, q, q+q) + q, nil
}

// EscapeLike makes a string match itself in a LIKE pattern with ESCAPE '\'.
func EscapeLike(s string) string { return likeEscaper.Replace(s) }

// EscapeLikeBy is EscapeLike for patterns with ESCAPE 'e', where e is one byte of ASCII
// and neither % nor _. The ! serves everywhere: MySQL reads a backslash in a literal in
// its own way, which depends on its sql_mode.
func EscapeLikeBy(s string, e byte) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c == e || c == '%' || c == '_' {
			b.WriteByte(e)
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// likeEscaper is stateless once built, and safe for concurrent use.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
