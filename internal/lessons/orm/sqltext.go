package lesson

import (
	"slices"
	"strings"
)

// sqlWidth is how wide SQL is laid out.
const sqlWidth = 40

// clauses begin a line of their own.
var clauses = []string{
	"FROM", "WHERE", "ORDER", "GROUP", "HAVING", "LIMIT", "VALUES", "SET", "RETURNING", "ON", "LEFT", "JOIN", "DO", "AND",
}

// layout breaks a statement into lines: before clauses, and where a line is full. Nothing
// but blanks is changed.
func layout(s Statement) []string {
	var lines []string
	line := ""
	depth := 0
	flush := func() {
		lines = append(lines, line)
		line = "  "
	}
	for i, token := range tokens(s.SQL) {
		clause := depth == 0 && i > 0 && slices.Contains(clauses, token) && !joined(line, token)
		if full := len(line)+1+len([]rune(token)) > sqlWidth && strings.TrimSpace(line) != ""; clause || full {
			flush()
		}
		if strings.TrimSpace(line) != "" {
			line += " "
		}
		line += token
		if !strings.HasPrefix(token, `"`) {
			depth += strings.Count(token, "(") - strings.Count(token, ")")
		} else {
			depth += strings.Count(token[strings.LastIndexByte(token, '"'):], "(") - strings.Count(token[strings.LastIndexByte(token, '"'):], ")")
		}
	}
	lines = append(lines, line)
	return append(lines, arguments(s.Args)...)
}

// joined reports that a word belongs to the one before: ON DELETE, LEFT JOIN.
func joined(line, token string) bool {
	return token == "JOIN" && strings.HasSuffix(line, "LEFT") || token == "ON" && strings.Contains(line, "CREATE")
}

// tokens are the words of SQL; quoted ones are whole, whatever is in them.
func tokens(text string) []string {
	var out []string
	var quote rune
	start := 0
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == ' ' || c == '\n' || c == '\t':
			if i > start {
				out = append(out, text[start:i])
			}
			start = i + 1
		}
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

// arguments are said under the statement, as many as there is room for.
func arguments(args []string) []string {
	const most = 4 // lines
	var lines []string
	line := "--"
	for i, a := range args {
		if i < len(args)-1 {
			a += ","
		}
		if len(line)+1+len([]rune(a)) > sqlWidth && line != "--" {
			lines = append(lines, line)
			line = "--"
		}
		line += " " + a
	}
	if line != "--" {
		lines = append(lines, line)
	}
	if len(lines) > most {
		lines = append(lines[:most-1], "-- … and more")
	}
	return lines
}
