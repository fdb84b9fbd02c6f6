package main

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// moduleLine is the module directive of a go.mod.
var moduleLine = regexp.MustCompile(`(?m)^module[ \t]+"?([^\s"]+)"?`)

// modulePath reads the module path out of a go.mod.
func modulePath(mod []byte) (string, error) {
	m := moduleLine.FindSubmatch(mod)
	if m == nil {
		return "", errors.New("no module line")
	}
	return string(m[1]), nil
}

// A mover rewrites one module path into another. A path without a dot may be
// an ordinary word too (today it is the project's name), so text is moved only
// where it can be nothing but a path: see [mover.names].
type mover struct {
	from, to string
}

// mod rewrites a go.mod: there, every whole word is a path.
func (m mover) mod(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		code, comment, found := strings.Cut(line, "//")
		code = m.rewrite(code, func(before, after string) bool {
			return !insideWord(before, after)
		})
		if found {
			code += "//" + m.prose(comment)
		}
		lines[i] = code
	}
	return strings.Join(lines, "")
}

// prose rewrites anything else: documentation, scripts, settings, and Go source
// with its imports, comments and strings.
func (m mover) prose(text string) string {
	return m.rewrite(text, m.names)
}

// rewrite replaces the occurrences of the old path that isPath agrees to, given
// the text on either side.
func (m mover) rewrite(text string, isPath func(before, after string) bool) string {
	var out strings.Builder
	rest := 0
	for at := 0; ; {
		i := strings.Index(text[at:], m.from)
		if i < 0 {
			break
		}
		start := at + i
		at = start + len(m.from)
		if isPath(text[:start], text[at:]) {
			out.WriteString(text[rest:start])
			out.WriteString(m.to)
			rest = at
		}
	}
	out.WriteString(text[rest:])
	return out.String()
}

// names reports whether an occurrence of the old path names the module, given
// the text on either side of it.
func (m mover) names(before, after string) bool {
	if strings.Contains(m.from, ".") {
		// A path with a host names nothing else; its web address moves along.
		return !insideWord(strings.TrimSuffix(before, "//"), after)
	}
	if insideWord(before, after) {
		return false
	}
	switch {
	case startsElement(after):
		return !endsWith(before, "cd ") // a package, unless it is a folder
	case strings.HasPrefix(after, "@v"), strings.HasPrefix(after, "@latest"):
		return true
	}
	return endsWith(before,
		"-replace=", "module ", "module-path: ", "go get ", "go doc ", "go install ", "go mod init ")
}

// insideWord reports whether what stands between before and after is only a
// part of a longer word or path.
func insideWord(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return wordRune(last) || last == '/' || last == '.' || wordRune(next)
}

// startsElement reports whether text goes on with a slash and a package: a
// letter, or the dots of a pattern.
func startsElement(text string) bool {
	rest, ok := strings.CutPrefix(text, "/")
	if !ok {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLetter(next) || strings.HasPrefix(rest, "...")
}

// wordRune reports whether r can be part of a path element, the dot aside.
func wordRune(r rune) bool {
	return r == '_' || r == '-' || r == '~' || (r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)))
}

// endsWith reports whether text ends with one of the endings.
func endsWith(text string, endings ...string) bool {
	for _, e := range endings {
		if strings.HasSuffix(text, e) {
			return true
		}
	}
	return false
}
