package lesson

import (
	"fmt"
	"html"

	"underhood/internal/lessons/websec/browser"
)

// lure is what a step begins with: a form on a page of the attacker's, a link, or what
// somebody types into the bank's own form.
func (s step) lure() (lines []string) {
	if s.kind == "link" {
		lines = append(lines, ours+s.path)
	}
	if s.kind != "form" || s.from == browser.SameOrigin {
		for _, f := range s.fields {
			if s.kind == "login" && f.Name == "password" {
				f.Value = "..."
			}
			lines = append(lines, f.Name+": "+f.Value)
		}
		return lines
	}
	lines = append(lines, fmt.Sprintf(`<form method="post" action="%s">`, ours+s.path))
	for _, f := range s.fields {
		lines = append(lines, fmt.Sprintf(`  <input type="hidden" name="%s" value="%s">`, html.EscapeString(f.Name), html.EscapeString(f.Value)))
	}
	return append(lines, "</form>", "<script>document.forms[0].submit()</script>")
}
