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

// layout breaks a statement into lines: before clauses, where a line is full, and after
// each column that is declared. Nothing but blanks is changed.
func layout(s Statement) []string {
	var lines []string
	line, depth := "", 0
	declares := strings.HasPrefix(s.SQL, "CREATE TABLE")
	for i, token := range tokens(s.SQL) {
		clause := depth == 0 && i > 0 && slices.Contains(clauses, token) && !joined(line, token)
		full := len([]rune(line))+1+len([]rune(token)) > sqlWidth && strings.TrimSpace(line) != ""
		before := depth
		depth += nesting(token)
		if clause || full || declares && before == 1 && depth == 0 {
			lines, line = append(lines, line), "  "
		}
		if strings.TrimSpace(line) != "" {
			line += " "
		}
		line += token
		if declares && depth == 1 && (before == 0 || strings.HasSuffix(token, ",")) {
			lines, line = append(lines, line), "  "
		}
	}
	return append(append(lines, line), arguments(s.Args)...)
}

// nesting is how many parentheses a word opens, less those it closes. Quoted names are
// left out: what is in them is a name.
func nesting(token string) int {
	n := 0
	for i, part := range strings.Split(token, `"`) {
		if i%2 == 0 {
			n += strings.Count(part, "(") - strings.Count(part, ")")
		}
	}
	return n
}

// joined reports that a word belongs to the one before: ON DELETE, LEFT JOIN.
func joined(line, token string) bool {
	return token == "JOIN" && strings.HasSuffix(line, "LEFT") || token == "ON" && strings.Contains(line, "CREATE")
}

// tokens are the words of SQL. What is quoted is whole, whatever is in it, and so is a
// list of parameters.
func tokens(text string) []string {
	var out []string
	var quote rune
	start, list := 0, false
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.HasPrefix(text[i:], "(?,"):
			list = true
		case c == ')':
			list = false
		case list:
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
