package browser

import (
	"html"
	"strings"
)

// An element is a start tag, with its text if that is no markup.
type element struct {
	name  string // in small letters
	attrs []Field
	text  string
	open  bool // its text goes on to the end of the page, without an end tag
	line  int  // of the page, from 1, where it begins
}

// attr is an attribute's value, and whether it is there.
func (e element) attr(name string) (string, bool) {
	for _, a := range e.attrs {
		if a.Name == name {
			return a.Value, true
		}
	}
	return "", false
}

// rawText are the elements whose content is text up to their end tag.
var rawText = map[string]bool{
	"script": true, "style": true, "textarea": true, "title": true, "xmp": true,
	"iframe": true, "noembed": true, "noframes": true, "noscript": true,
}

// walk calls visit with the elements of a page, and words, unless it is nil, with the text
// between them. It follows the tokenizer of HTML for tags, attributes, comments and
// elements of text; it builds no tree, which no duel needs. So it does not know that in
// drawings and formulas those elements are markup, too.
func walk(page string, visit func(element), words func(string)) {
	for i := 0; i < len(page); {
		tag := strings.IndexByte(page[i:], '<')
		if tag < 0 {
			tag = len(page) - i
		}
		if tag > 0 {
			if words != nil {
				words(html.UnescapeString(page[i : i+tag]))
			}
			i += tag
			continue
		}
		rest := page[i:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			i += min(until(rest, "-->", 2), until(rest, "--!>", 2))
		case len(rest) > 2 && rest[1] == '/' && letter(rest[2]):
			_, n := tagAt(rest[2:])
			i += 2 + n
		case len(rest) > 2 && strings.IndexByte("!?/", rest[1]) >= 0:
			i += until(rest, ">", 2) // which is taken for a comment
		case len(rest) > 1 && letter(rest[1]):
			e, n := tagAt(rest[1:])
			e.line = 1 + strings.Count(page[:i], "\n")
			i += 1 + n
			if rawText[e.name] {
				length, over := textOf(page[i:], e.name)
				e.text, e.open = page[i:i+length], i+length == len(page)
				i += over
			}
			visit(e)
		default:
			if words != nil {
				words("<")
			}
			i++
		}
	}
}

// until is how far it is to the end of an end mark, or to the end of all.
func until(text, mark string, from int) int {
	if end := strings.Index(text[from:], mark); end >= 0 {
		return from + end + len(mark)
	}
	return len(text)
}

// textOf is how long the text of an element is, and how far it is to behind its end tag.
func textOf(page, name string) (length, over int) {
	for i := range page {
		end := i + 2 + len(name)
		if page[i] == '<' && end <= len(page) && page[i+1] == '/' && strings.EqualFold(page[i+2:end], name) &&
			(end == len(page) || space(page[end]) || page[end] == '/' || page[end] == '>') {
			return i, i + until(page[i:], ">", 2)
		}
	}
	return len(page), len(page)
}

// tagAt reads a tag from its name on, and says how long it is with its end.
func tagAt(text string) (e element, length int) {
	i := 0
	for i < len(text) && !space(text[i]) && text[i] != '/' && text[i] != '>' {
		i++
	}
	e.name = strings.ToLower(text[:i])
	for i < len(text) && text[i] != '>' {
		if space(text[i]) || text[i] == '/' {
			i++
			continue
		}
		var a Field
		a, i = attrAt(text, i)
		if _, there := e.attr(a.Name); !there {
			e.attrs = append(e.attrs, a)
		}
	}
	return e, min(i+1, len(text))
}

// attrAt reads an attribute, and says where it ends.
func attrAt(text string, i int) (Field, int) {
	from := i
	for i++; i < len(text) && !space(text[i]) && !strings.ContainsRune("/>=", rune(text[i])); {
		i++
	}
	a := Field{Name: strings.ToLower(text[from:i])}
	after := skip(text, i)
	if after == len(text) || text[after] != '=' {
		return a, i
	}
	i = skip(text, after+1)
	if i < len(text) && (text[i] == '"' || text[i] == '\'') {
		end := strings.IndexByte(text[i+1:], text[i])
		if end < 0 {
			end = len(text) - i - 1
		}
		a.Value = html.UnescapeString(text[i+1 : i+1+end])
		return a, min(i+2+end, len(text))
	}
	from = i
	for i < len(text) && !space(text[i]) && text[i] != '>' {
		i++
	}
	a.Value = html.UnescapeString(text[from:i])
	return a, i
}

func skip(text string, i int) int {
	for i < len(text) && space(text[i]) {
		i++
	}
	return i
}

func space(b byte) bool { return strings.IndexByte(" \t\n\f\r", b) >= 0 }

func letter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }
