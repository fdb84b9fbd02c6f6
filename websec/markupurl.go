package websec

import (
	"html"
	"strings"
)

// isLocal reports whether a URL that is, or begins with, text stays on this origin.
func isLocal(text string, goesOn bool) bool {
	if strings.Contains(text, "\\") || squeeze(text) != text {
		return false // browsers take it for a slash, and skip control characters
	}
	if rest, ok := strings.CutPrefix(text, "/"); ok {
		return rest == "" || rest[0] != '/' // what follows a slash alone is seen to: stampSlash
	}
	if strings.HasPrefix(text, "?") || strings.HasPrefix(text, "./") || strings.HasPrefix(text, "#") {
		return true
	}
	return !goesOn && !strings.Contains(text, ":")
}

// leadingSlash reports whether a text ends behind the slash that a URL begins with. What
// an action writes there could be a second one, and then the host of another site.
func (s *scan) leadingSlash() bool {
	return (s.state == inDouble || s.state == inSingle) && !s.closing && !s.attr.dynamic && isURLAttr(s.attr.name) &&
		squeeze(html.UnescapeString(s.attr.value)) == "/"
}

func isURLAttr(name string) bool {
	if loadsMarkup(name) {
		return true
	}
	if strings.HasPrefix(name, "data-") {
		return false // of scripts, not of browsers
	}
	if _, local, ok := strings.Cut(name, ":"); ok {
		name = local
	}
	switch name {
	case "action", "archive", "background", "cite", "classid", "codebase", "data", "formaction", "href", "icon", "longdesc",
		"manifest", "ping", "poster", "profile", "usemap", "values", "to", "from", "by":
		return true
	}
	return strings.Contains(name, "src") || strings.Contains(name, "url") || strings.Contains(name, "uri")
}

// runsAsURL reports whether browsers run a URL. They skip blanks and control
// characters in front of the scheme, and line ends and tabs inside of it.
func runsAsURL(value string) bool {
	text := squeeze(strings.ToLower(html.UnescapeString(value)))
	return strings.HasPrefix(text, "javascript:") || strings.HasPrefix(text, "vbscript:") || strings.HasPrefix(text, "data:text/html")
}

func squeeze(text string) string {
	return strings.Map(func(c rune) rune {
		if c <= ' ' {
			return -1
		}
		return c
	}, text)
}

// beginsURL reports whether an action behind a constant is the beginning of a URL for
// html/template, which then looks at its scheme: behind anything but blanks it does not.
// To browsers it is the beginning behind other control characters, too.
func beginsURL(constant string) bool {
	return !strings.ContainsFunc(constant, func(c rune) bool { return c > 0x7f || !isBlank(byte(c)) })
}

// finished returns the text that a value stands for, without a character reference at
// its end that is not finished: what follows could be its rest, such as 58; behind &#.
func finished(value string) string {
	if i := strings.LastIndexByte(value, '&'); i >= 0 && only(value[i+1:], func(c byte) bool { return isLetter(c) || isDigit(c) || c == '#' }) {
		value = value[:i]
	}
	return html.UnescapeString(value)
}

// fixesScheme reports whether nothing behind a URL's beginning can change its scheme.
func fixesScheme(value string) bool { return strings.ContainsAny(finished(value), ":/?#") }
