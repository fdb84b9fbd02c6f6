package lesson

import (
	"errors"
	"strings"

	"underhood/web"
)

// errorText is an error as Flask's reader knows it: the class, and what it says.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	many, ok := err.(interface{ Unwrap() []error })
	if ok && len(many.Unwrap()) > 1 {
		var all []string
		for _, e := range many.Unwrap() {
			all = append(all, errorText(e))
		}
		return strings.Join(all, "; and ")
	}
	if e := new(web.PanicError); errors.As(err, &e) {
		return "panic: " + strings.TrimPrefix(e.Error(), "web: panic: ")
	}
	if e := new(web.HTTPError); errors.As(err, &e) {
		return strings.TrimPrefix(firstLine(e), "web: ")
	}
	name, text := typeName(err), strings.ReplaceAll(err.Error(), "\n", "; ")
	if text == name || strings.HasPrefix(name, "*") {
		return text
	}
	return name + ": " + strings.TrimPrefix(text, "web: ")
}

// firstLine is an HTTP error without its sentence for readers.
func firstLine(e *web.HTTPError) string {
	text := e.Error()
	if i := strings.Index(text, ": "); i >= 0 {
		if j := strings.Index(text[i+2:], ": "); j >= 0 {
			text = text[:i+2+j]
		}
	}
	if e.Original != nil {
		text += " from " + errorText(e.Original)
	}
	return text
}
