package lesson

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"underhood/internal/lessons/websec/browser"
)

// written is a request as it crosses the wire, line by line.
func written(r browser.Request) []string {
	u, err := url.Parse(r.URL)
	if err != nil { // which the browser has parsed before
		return []string{err.Error()}
	}
	lines := []string{r.Method + " " + u.RequestURI() + " HTTP/1.1", "Host: " + u.Host}
	lines = append(lines, headers(r.Header)...)
	if r.Body != "" {
		lines = append(lines, "", r.Body)
	}
	return lines
}

// answered is an answer as it crosses the wire.
func answered(a browser.Answer) []string {
	lines := []string{strings.TrimSpace(fmt.Sprintf("HTTP/1.1 %d %s", a.Status, http.StatusText(a.Status)))}
	lines = append(lines, headers(a.Header)...)
	if body := strings.TrimRight(a.Body, "\n"); body != "" {
		lines = append(lines, "")
		lines = append(lines, strings.Split(body, "\n")...)
	}
	return lines
}

func headers(h http.Header) (lines []string) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			lines = append(lines, name+": "+value)
		}
	}
	return lines
}

// at is the first line that begins with one of the texts, from 1; 0 if none does. The texts
// are tried in order.
func at(lines []string, begins ...string) int {
	for _, text := range begins {
		for i, line := range lines {
			if strings.HasPrefix(line, text) {
				return i + 1
			}
		}
	}
	return 0
}

// fields says what is sent, decoded.
func fields(all []browser.Field) string {
	var text strings.Builder
	for _, f := range all {
		fmt.Fprintf(&text, " %s=%s", f.Name, f.Value)
	}
	return text.String()
}
