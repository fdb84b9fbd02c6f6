package constsql

import "strings"

// Single reports whether a text is one statement: behind a semicolon come only blanks,
// comments and more semicolons. It reads the tokens that [Rebind] does, and PostgreSQL's
// dollar-quoted strings. What creates a trigger, procedure or function has statements
// inside, whose end only the engine knows, and counts as one.
func Single(text string) bool {
	if strings.IndexByte(text, ';') < 0 {
		return true
	}
	ended := false
	for i := 0; i < len(text); {
		size, blank := 1, false
		switch c := text[i]; {
		case c == '\'' || c == '"' || c == '`':
			size = quoted(text[i:], c)
		case strings.HasPrefix(text[i:], "--"):
			size, blank = upTo(text[i:], 2, "\n"), true
		case strings.HasPrefix(text[i:], "/*"):
			size, blank = upTo(text[i:], 2, "*/"), true
		case c == '$':
			size = dollarQuoted(text[i:])
		case c == ';':
			if hasBody(text[:i]) {
				return true
			}
			ended, blank = true, true
		default:
			blank = strings.IndexByte(" \t\r\n\f\v", c) >= 0
		}
		if ended && !blank {
			return false
		}
		i += size
	}
	return true
}

// hasBody reports whether what stands before the first semicolon creates something made of
// statements.
func hasBody(head string) bool {
	words := strings.Fields(strings.ToUpper(head))
	if len(words) == 0 || words[0] != "CREATE" {
		return false
	}
	for _, w := range words[1:min(len(words), 6)] {
		switch w {
		case "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT":
			return true
		case "TABLE", "VIEW", "INDEX":
			return false
		}
	}
	return false
}

// dollarQuoted measures $tag$ … $tag$, or the dollar alone.
func dollarQuoted(s string) int {
	end := strings.IndexByte(s[1:], '$')
	if end < 0 || strings.ContainsAny(s[1:end+1], " \t\r\n;'\"") {
		return 1
	}
	tag := s[:end+2]
	return upTo(s, len(tag), tag)
}
