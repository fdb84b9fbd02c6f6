package show

import (
	"strings"
	"unicode"
)

// clean makes text from a topic or a user's program safe to draw: a control
// character, which could move a terminal's cursor or break an XML file, becomes
// "?", as does a byte that is not UTF-8. Line breaks are kept.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == 0xFFFE, r == 0xFFFF:
			return '?'
		}
		return r
	}, s)
}

// Printable returns text as one line that is safe to show anywhere: control
// characters and bytes that are not UTF-8 become "?", line breaks blanks.
func Printable(s string) string { return oneLine(s) }

// oneLine is clean text with its line breaks made blanks.
func oneLine(s string) string {
	if plainASCII(s) {
		return s
	}
	return strings.ReplaceAll(clean(s), "\n", " ")
}

// plainASCII reports whether text is what most text is: nothing to clean in it.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// runeWidth is how many columns a terminal gives a rune: 0 for a mark that joins
// the one before, 2 for the wide scripts (Unicode annex 11, classes W and F, as
// ranges coarse enough to read), 1 for the rest.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r >= 0x1100 && r <= 0x115F,
		r >= 0x2E80 && r <= 0xA4CF && r != 0x303F,
		r >= 0xAC00 && r <= 0xD7A3,
		r >= 0xF900 && r <= 0xFAFF,
		r >= 0xFE30 && r <= 0xFE6F,
		r >= 0xFF00 && r <= 0xFF60,
		r >= 0xFFE0 && r <= 0xFFE6,
		r >= 0x1F300 && r <= 0x1FAFF,
		r >= 0x20000 && r <= 0x3FFFD:
		return 2
	}
	return 1
}

// textWidth is how many columns a line takes.
func textWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// cut shortens a line to width columns; what is left out shows as "~".
func cut(s string, width int) string {
	if textWidth(s) <= width {
		return s
	}
	if width <= 0 {
		return ""
	}
	used := 0
	for i, r := range s {
		if used+runeWidth(r) > width-1 {
			return s[:i] + "~"
		}
		used += runeWidth(r)
	}
	return s
}

// pad fills a line with blanks to width columns; a longer one stays as it is.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-textWidth(s)))
}

// wrap breaks text at blanks into lines of at most width columns; a longer word
// is broken where it must be. Empty text gives no line.
func wrap(s string, width int) []string {
	width = max(1, width)
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(clean(s)), "\n") {
		line := ""
		for word := range strings.FieldsSeq(paragraph) {
			if line != "" && textWidth(line)+1+textWidth(word) <= width {
				line += " " + word
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			for textWidth(word) > width {
				head := fit(word, width)
				lines, word = append(lines, head), word[len(head):]
			}
			line = word
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// fit returns the longest start of s within width columns, at least one rune.
func fit(s string, width int) string {
	used := 0
	for i, r := range s {
		if used += runeWidth(r); used > width && i > 0 {
			return s[:i]
		}
	}
	return s
}
