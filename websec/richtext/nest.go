package richtext

import (
	"slices"
	"strings"
)

// bluemonday judges each tag by itself and leaves them as they nest. What is left open
// would take in the page behind the text, and an end too many would close elements of the
// page around it. So its output is read once more, tag by tag, and written so that every
// element ends, in order, inside of the text.
//
// Where a start tag ends an element without a word, as <li> does with the item before
// (HTML standard, section 13.2.6.4.7), the end is written. Parts of lists and tables are
// dropped where there is no list or table of the text's own: browsers would find the page's.

// deepest is how deep elements may nest; tags beyond it are dropped, their text stays.
const deepest = 100

// A part of a list or table has its place: where it may be, and which open elements its
// start ends on the way there.
type part struct {
	in   []string // for parts of tables, the innermost element; for those of lists, the nearest list
	ends []string
}

var (
	cellEnds = []string{"td", "th", "caption"}
	rowEnds  = append([]string{"tr"}, cellEnds...)
	bodyEnds = append([]string{"thead", "tbody", "tfoot"}, rowEnds...)
)

var headings = []string{"h1", "h2", "h3", "h4", "h5", "h6"}

var parts = map[string]part{
	"li": {[]string{"ul", "ol"}, []string{"li"}},
	"dt": {[]string{"dl"}, []string{"dt", "dd"}}, "dd": {[]string{"dl"}, []string{"dt", "dd"}},
	"caption": {[]string{"table"}, bodyEnds}, "thead": {[]string{"table"}, bodyEnds},
	"tbody": {[]string{"table"}, bodyEnds}, "tfoot": {[]string{"table"}, bodyEnds},
	"tr": {[]string{"table", "thead", "tbody", "tfoot"}, rowEnds},
	"td": {[]string{"tr"}, cellEnds}, "th": {[]string{"tr"}, cellEnds},
}

// What is outside of these is not ended from inside: by parts of tables, and by all others.
var (
	tableScope = []string{"table"}
	scope      = []string{"table", "td", "th", "caption", "ul", "ol", "dl"}
)

// frame are elements that hold nothing but parts of tables: browsers would move what else
// stands there in front of the table.
var frame = []string{"table", "thead", "tbody", "tfoot", "tr"}

// blocks end a paragraph that is open.
var blocks = []string{"p", "div", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "figure", "figcaption", "table"}

var void = []string{"br", "hr", "img"}

// nester writes cleaned text.
type nester struct {
	rules Rules
	open  []string // innermost last
	out   strings.Builder
}

// nest returns text, which bluemonday has cleaned, with its tags nested.
func (r Rules) nest(text string) string {
	n := &nester{rules: r}
	n.out.Grow(len(text))
	for text != "" {
		before, rest, found := strings.Cut(text, "<")
		n.out.WriteString(before)
		if !found {
			break
		}
		tag, after, closed := strings.Cut(rest, ">")
		if !closed { // bluemonday writes no such thing
			break
		}
		n.tag(tag)
		text = after
	}
	n.endFrom(0)
	return n.out.String()
}

func (n *nester) tag(tag string) {
	if name, isEnd := strings.CutPrefix(tag, "/"); isEnd {
		if i := n.last(name); i >= 0 {
			n.endFrom(i)
		}
		return
	}
	tag = strings.TrimSuffix(tag, "/")
	name, attributes, _ := strings.Cut(tag, " ")
	if name == "a" && n.last("a") >= 0 || len(n.open) >= deepest {
		return
	}
	text, ok := n.rules.attributes(name, attributes)
	if !ok {
		return
	}
	place, isPart := parts[name]
	ofTable := isPart && !slices.Contains(scope, place.in[0]) || isPart && place.in[0] == "table"
	switch {
	case ofTable:
		n.endOpen(place.ends, tableScope)
		if len(n.open) == 0 || !slices.Contains(place.in, n.open[len(n.open)-1]) {
			return
		}
	case len(n.open) > 0 && slices.Contains(frame, n.open[len(n.open)-1]):
		return
	default:
		if slices.Contains(blocks, name) {
			n.endOpen([]string{"p"}, scope)
		}
		if slices.Contains(headings, name) {
			n.endOpen(headings, scope)
		}
		n.endOpen(place.ends, scope)
		if isPart && !n.nearest(place.in) {
			return
		}
	}
	n.out.WriteString("<" + name + text + ">")
	if !slices.Contains(void, name) {
		n.open = append(n.open, name)
	}
}

// last is where the innermost open element of a name is; -1 if there is none.
func (n *nester) last(name string) int {
	for i := len(n.open) - 1; i >= 0; i-- {
		if n.open[i] == name {
			return i
		}
	}
	return -1
}

// endOpen ends the outermost of the elements that a start tag ends.
func (n *nester) endOpen(names, scope []string) {
	from := -1
	for i := len(n.open) - 1; i >= 0 && !slices.Contains(scope, n.open[i]); i-- {
		if slices.Contains(names, n.open[i]) {
			from = i
		}
	}
	if from >= 0 {
		n.endFrom(from)
	}
}

// nearest reports whether the innermost open list or cell is one of these.
func (n *nester) nearest(lists []string) bool {
	for i := len(n.open) - 1; i >= 0; i-- {
		if slices.Contains(scope, n.open[i]) {
			return slices.Contains(lists, n.open[i])
		}
	}
	return false
}

func (n *nester) endFrom(i int) {
	for last := len(n.open) - 1; last >= i; last-- {
		n.out.WriteString("</" + n.open[last] + ">")
	}
	n.open = n.open[:i]
}
