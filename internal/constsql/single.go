package constsql

import "strings"

// Single reports whether a text is one statement: behind a semicolon come only blanks,
// comments and more semicolons. It reads the tokens that [Rebind] does. What creates a
// trigger, procedure or function has statements inside, whose end only the engine knows,
// and counts as one.
func Single(text string) bool {
	if strings.IndexByte(text, ';') < 0 {
		return true
	}
	over := false
	for i := 0; i < len(text); {
		t := next(text, i)
		blank := t.kind == comment || t.kind == ended || strings.IndexByte(" \t\r\n\f\v", text[i]) >= 0
		if t.kind == ended {
			if hasBody(text[:i]) {
				return true
			}
			over = true
		}
		if over && !blank {
			return false
		}
		i += t.size
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
