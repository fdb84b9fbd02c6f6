package orm

import (
	"strings"
	"unicode"
)

// A Naming makes names of tables and columns from those of Go types and fields, where
// a tag or [Name] does not say them. It is a function of the name alone.
type Naming func(goName string) string

// SnakeCase is the default Naming: words in lower case between underscores, a run of
// capitals being one word: TrackID is track_id, HTTP2Server is http2_server.
func SnakeCase(goName string) string { return strings.ToLower(strings.Join(words(goName), "_")) }

// PascalCase begins every word with one capital: TrackID is TrackId, as many older
// schemas have it.
func PascalCase(goName string) string {
	var b strings.Builder
	for _, w := range words(goName) {
		first := []rune(w)[:1]
		b.WriteString(strings.ToUpper(string(first)))
		b.WriteString(strings.ToLower(strings.TrimPrefix(w, string(first))))
	}
	return b.String()
}

// Verbatim keeps names as they are in Go.
func Verbatim(goName string) string { return goName }

// words splits a Go name before each capital that follows a small letter or digit,
// or that a small letter follows: HTTPServer is HTTP, Server.
func words(name string) []string {
	var found []string
	rs := []rune(name)
	start := 0
	for i := 1; i < len(rs); i++ {
		small := func(j int) bool { return j < len(rs) && unicode.IsLower(rs[j]) }
		if rs[i] == '_' || rs[i-1] == '_' ||
			unicode.IsUpper(rs[i]) && (!unicode.IsUpper(rs[i-1]) || small(i+1)) {
			found = append(found, strings.Trim(string(rs[start:i]), "_"))
			start = i
		}
	}
	found = append(found, strings.Trim(string(rs[start:]), "_"))
	kept := found[:0]
	for _, w := range found {
		if w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}
