package show

import (
	"fmt"
	"strings"
)

// Text says a scene in words, every item of it: for screen readers, for the
// long description of a picture, for tests. It has no layout and no colour.
func Text(scene Scene) string {
	var w prose
	w.line("%s", scene.Title)
	for _, p := range scene.Panels {
		if h := p.heading(); h != "" {
			w.line("%s (%s):", h, p.kind())
		} else {
			w.line("%s:", strings.ToUpper(p.kind()[:1])+p.kind()[1:])
		}
		p.describe(&w)
	}
	w.line("%s", scene.Caption)
	return w.b.String()
}

// prose collects lines of text.
type prose struct{ b strings.Builder }

// line adds a line, unless it would be blank.
func (w *prose) line(format string, args ...any) {
	if s := oneLine(fmt.Sprintf(format, args...)); strings.TrimSpace(s) != "" {
		w.b.WriteString(strings.TrimRight(s, " ") + "\n")
	}
}

// said is a class as a remark after an item, "" for a normal one.
func said(c Class) string {
	if c == Normal {
		return ""
	}
	return " [" + c.String() + "]"
}

// or is the first of its arguments that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
