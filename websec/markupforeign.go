package websec

import (
	"slices"
	"strings"
)

// An elementStack has the elements that are open from the first svg or math on, joined by
// slashes; it is empty outside of these. Inside, browsers read text by other rules, so it
// must not be empty while the HTML parser still has an svg or math open (HTML standard,
// sections 13.2.6.5 and 13.2.4.2):
//
//   - Directly in svg and math, an end tag ends the nearest element of its name. The end
//     tag of svg ends whatever is open in it, so nothing else needs to be kept.
//   - In an integration point, such as foreignObject, there is HTML, whose parser ignores
//     end tags that do not fit. From there on all elements are kept, and must be nested as
//     in XML.
type elementStack string

const maxForeign = 32 // elements

var (
	foreignRoots      = []string{"svg", "math"}
	integrationPoints = []string{"foreignobject", "desc", "mi", "mo", "mn", "ms", "mtext"}
	voidElements      = []string{
		"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input", "keygen", "link", "meta",
		"param", "source", "track", "wbr",
	}
	// endForeign are the start tags that have a browser leave svg and math.
	endForeign = []string{
		"b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "font", "h1", "h2", "h3", "h4",
		"h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre", "ruby", "s", "small", "span",
		"strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var",
	}
)

func (e elementStack) names() []string {
	return strings.FieldsFunc(string(e), func(c rune) bool { return c == '/' })
}

// strict reports whether an integration point is open.
func (e elementStack) strict() bool {
	return slices.ContainsFunc(e.names(), func(name string) bool { return slices.Contains(integrationPoints, name) })
}

// inForeign reports whether a start tag here is one of svg's or math's.
func (e elementStack) inForeign() bool {
	for _, name := range slices.Backward(e.names()) {
		if slices.Contains(foreignRoots, name) {
			return true
		}
		if slices.Contains(integrationPoints, name) {
			return false
		}
	}
	return false
}

func (e elementStack) top() string { return string(e[strings.LastIndexByte(string(e), '/')+1:]) }

// allows judges a start tag before it is read.
func (e elementStack) allows(element string) string {
	if e == "" {
		return ""
	}
	switch element {
	case "script", "style", "textarea", "iframe", "noscript":
		return "<" + element + "> is read differently inside of svg and math"
	case "annotation-xml":
		return "whether there is HTML in <annotation-xml> is decided by its encoding"
	}
	if e.strict() && e.inForeign() && slices.Contains(endForeign, element) {
		return "<" + element + "> ends svg and math for browsers; put it into a foreignObject"
	}
	return ""
}

// open returns the stack behind a start tag. slash says that it ends with one.
func (e elementStack) open(element string, slash bool) (after elementStack, why string) {
	root := slices.Contains(foreignRoots, element)
	html := e != "" && !e.inForeign() && !root
	switch {
	case e == "" && !root, element == "title": // which has no elements in it
		return e, ""
	case slash && !html, html && slices.Contains(voidElements, element):
		return e, ""
	case !e.strict() && !root && !slices.Contains(integrationPoints, element):
		return e, ""
	case len(e.names()) >= maxForeign:
		return e, "too many elements are open inside of svg and math"
	case e == "":
		return elementStack(element), ""
	}
	return e + "/" + elementStack(element), ""
}

// close returns the stack behind an end tag.
func (e elementStack) close(element string) (after elementStack, why string) {
	switch {
	case e == "" || element == "title":
		return e, ""
	case e.top() == element:
		return e[:max(0, strings.LastIndexByte(string(e), '/'))], ""
	case e.strict() || slices.Contains(foreignRoots, element) || slices.Contains(integrationPoints, element):
		return e, "</" + element + "> while <" + e.top() + "> is open: browsers may ignore it, and so be still inside of svg or math"
	}
	return e, ""
}
