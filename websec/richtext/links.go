package richtext

import (
	"html"
	"strings"
)

// attributes returns the attributes of a tag, as bluemonday writes them, behind a look at
// where URLs lead. It reports false for a link or an image that leads nowhere good.
func (r Rules) attributes(tag, text string) (string, bool) {
	out, leads := "", ""
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		name, rest, found := strings.Cut(text, `="`)
		value, after, ended := strings.Cut(rest, `"`)
		if !found || !ended {
			return "", false
		}
		text = after
		switch name {
		case "rel", "target": // written anew below
			continue
		case "href", "src":
			if leads = r.target(html.UnescapeString(value)); leads == "" {
				return "", false
			}
		}
		out += " " + name + `="` + value + `"`
	}
	switch tag {
	case "a":
		out += ` rel="nofollow noreferrer noopener"`
		if leads == "away" {
			out += ` target="_blank"`
		}
		return out, leads != ""
	case "img":
		return out, leads != ""
	}
	return out, true
}

// target says where a URL leads: away, mail or here; "" is nowhere that is allowed.
// Browsers take \ for /, and leave out tabs and line ends (URL standard, section 4.4).
func (r Rules) target(url string) string {
	lower := strings.ToLower(url)
	switch {
	case strings.ContainsFunc(url, func(c rune) bool { return c == '\\' || c <= ' ' || c == 0x7F }):
		return ""
	case strings.HasPrefix(lower, "https://"), strings.HasPrefix(lower, "http://"):
		_, host, _ := strings.Cut(url, "//")
		if host == "" || strings.ContainsRune("/?#@:", rune(host[0])) {
			return ""
		}
		return "away"
	case strings.HasPrefix(lower, "mailto:"):
		return "mail"
	case !r.Relative || strings.HasPrefix(url, "//") || hasScheme(url):
		return ""
	}
	return "here"
}

func hasScheme(url string) bool {
	before, _, found := strings.Cut(url, ":")
	return found && !strings.ContainsAny(before, "/?#")
}
