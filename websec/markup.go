package websec

import (
	"bytes"
	"fmt"
	"strings"
	"text/template/parse"
)

// A place is where in HTML a template is: as much of the tokenizer of the HTML
// standard (section 13.2.5) as templates are allowed to use. Two places are the same
// when they are equal.
type place struct {
	state   markupState
	element string // of the tag, or whose text this is
	closing bool   // an end tag
	slash   bool   // the last thing in the tag was a slash
	form    bool   // a form may be open
	foreign elementStack
	attr    attribute
	tag     tagFacts
}

// An attribute is the one that is being read.
type attribute struct {
	name    string
	value   string // constant text before the first action
	dynamic bool   // there was an action
	loose   bool   // one that could make up a URL's scheme together with what follows
	tail    string // the constant text behind that one
}

type markupState uint8

const (
	inText     markupState = iota
	inTag                  // behind a blank
	behind                 // a tag's name or an attribute; a blank, slash or > must follow
	inName                 // of an attribute
	afterName              // and blanks
	afterEqual             // and blanks
	inDouble
	inSingle
	inUnquoted
	inComment
	inBogus   // <! or <? up to >
	inRCData  // title, textarea
	inRawText // script, style, iframe
	nowhere   // code that is never reached
)

var markupNames = [...]string{
	"text", "a tag", "a tag", "an attribute's name", "an attribute's name", "an attribute without its value",
	"an attribute's value", "an attribute's value", "an attribute's value", "a comment", "a declaration",
	"an element's text", "an element's text", "nothing",
}

func (s markupState) String() string { return markupNames[s] }

func (p place) String() string {
	switch p.state {
	case inText, inComment, inBogus, nowhere:
		return p.state.String()
	case inRCData, inRawText:
		return "the text of <" + p.element + ">"
	}
	text := "<" + p.element + ">"
	if p.attr.name != "" {
		text = p.attr.name + " of " + text
	}
	return text
}

// text reads one constant text.
func (w *walker) text(p place, n *parse.TextNode) place {
	s := &scan{place: p, text: n.Text}
	for s.i < len(s.text) && s.why == "" {
		s.step()
	}
	if s.why == "" {
		s.endText()
	}
	if s.why != "" {
		return w.refuse(n, s.i, s.why)
	}
	if !w.note(n, s.stamps) {
		return w.refuse(n, 0, "the text is reached from places that read it differently")
	}
	return s.place
}

// A scan is one text being read.
type scan struct {
	place
	text   []byte
	i      int
	stamps []stamp
	ended  tagFacts // of the last tag that ended
	why    string   // why it is refused
}

func (s *scan) refuse(format string, args ...any) { s.why = fmt.Sprintf(format, args...) }

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }

// step reads up to the next change of state.
func (s *scan) step() {
	rest := s.text[s.i:]
	switch s.state {
	case inText:
		s.plainText(rest)
	case inComment:
		s.comment(rest)
	case inBogus:
		s.upTo(rest, '>', func() { s.state = inText })
	case inRCData, inRawText:
		s.elementText(rest)
	case inDouble:
		s.value(rest, '"')
	case inSingle:
		s.value(rest, '\'')
	default:
		s.tagByte(rest[0])
	}
}

// upTo goes behind the next byte c, or to the end.
func (s *scan) upTo(rest []byte, c byte, then func()) {
	j := bytes.IndexByte(rest, c)
	if j < 0 {
		s.i = len(s.text)
		return
	}
	s.i += j + 1
	then()
}

func (s *scan) plainText(rest []byte) {
	j := bytes.IndexByte(rest, '<')
	if j < 0 {
		s.i = len(s.text)
		return
	}
	s.i += j
	rest = rest[j:]
	if len(rest) == 1 {
		s.refuse("a tag is cut off behind <")
		return
	}
	switch c := rest[1]; {
	case isLetter(c):
		s.openTag(1, false)
	case c == '/' && len(rest) == 2:
		s.refuse("a tag is cut off behind </")
	case c == '/' && isLetter(rest[2]):
		s.openTag(2, true)
	case bytes.HasPrefix(rest, []byte("<!--")):
		if bytes.HasPrefix(rest, []byte("<!-->")) || bytes.HasPrefix(rest, []byte("<!--->")) {
			s.refuse("browsers end this comment here, html/template does not")
			return
		}
		s.i += 4
		s.state = inComment
	case c == '!' && (len(rest) < 4 || bytes.HasPrefix(rest, []byte("<!-"))):
		s.refuse("a comment or declaration is cut off or malformed")
	case bytes.HasPrefix(bytes.ToUpper(rest[:min(len(rest), 9)]), []byte("<![CDATA[")):
		s.refuse("what CDATA is depends on the elements around it")
	case c == '!' || c == '?' || c == '/':
		s.i += 2
		s.state = inBogus
	default:
		s.i++
	}
}

func (s *scan) comment(rest []byte) {
	j := bytes.Index(rest, []byte("-->"))
	inside := rest
	if j >= 0 {
		inside = rest[:j]
	}
	if k := bytes.Index(inside, []byte("--!>")); k >= 0 {
		s.i += k
		s.refuse("browsers end this comment here, html/template does not")
		return
	}
	if j < 0 {
		if bytes.HasSuffix(rest, []byte("-")) || bytes.HasSuffix(rest, []byte("--!")) {
			s.refuse("a comment's end is cut off")
			return
		}
		s.i = len(s.text)
		return
	}
	s.i += j + 3
	s.state = inText
}

func (s *scan) openTag(skip int, closing bool) {
	from := s.i + skip
	to := from
	for to < len(s.text) && !isBlank(s.text[to]) && s.text[to] != '/' && s.text[to] != '>' {
		if c := s.text[to]; !isLetter(c) && !isDigit(c) && c != '-' && c != ':' && c != '_' && c != '.' {
			s.i = to
			s.refuse("no tag's name has %q", c)
			return
		}
		to++
	}
	s.element = strings.ToLower(string(s.text[from:to]))
	s.closing, s.slash, s.attr, s.tag = closing, false, attribute{}, tagFacts{}
	s.state = behind
	if why := s.startTag(); why != "" {
		s.refuse("%s", why)
		return
	}
	s.i = to
}

// tagByte reads one byte of a tag, outside of quoted values.
func (s *scan) tagByte(c byte) {
	switch {
	case c == '>':
		if s.state == afterEqual {
			s.refuse("the value is missing")
			return
		}
		s.endAttr()
		s.i++
		s.endTag()
		return
	case s.state == inUnquoted && !isBlank(c):
		if strings.IndexByte("\"'<=`", c) >= 0 {
			s.refuse("a value without quotes has %q", c)
			return
		}
		if why := s.addValue(string(c)); why != "" {
			s.refuse("%s", why)
			return
		}
	case isBlank(c):
		s.slash = false // a slash counts only right in front of >
		switch s.state {
		case inName:
			s.state = afterName
		case behind, inUnquoted:
			s.endAttr()
			s.state = inTag
		}
	case s.state == afterEqual:
		switch c {
		case '"':
			s.state = inDouble
		case '\'':
			s.state = inSingle
		default:
			s.state = inUnquoted
			return // the byte is the value's first
		}
	case c == '/':
		s.endAttr()
		s.state, s.slash = inTag, true
	case c == '=' && (s.state == inName || s.state == afterName):
		s.state = afterEqual
	case c == '"' || c == '\'' || c == '<' || c == '=' || c == '`' || c == 0:
		s.refuse("no attribute's name has %q", c)
		return
	case s.state == behind:
		s.refuse("a blank is missing in front of %q", c)
		return
	default:
		if s.state != inName {
			s.endAttr()
			s.state, s.slash = inName, false
		}
		s.attr.name += strings.ToLower(string(c))
	}
	s.i++
}

// value reads a quoted value up to its end.
func (s *scan) value(rest []byte, quote byte) {
	part := rest
	before, _, ok := bytes.Cut(rest, []byte{quote})
	if ok {
		part = before
	}
	for k := 0; k+1 < len(part); k++ {
		if next := part[k+1]; part[k] == '<' && (isLetter(next) || next == '/' || next == '!' || next == '?') {
			s.i += k
			s.refuse("a tag inside of a value may be read as one elsewhere; write &lt;")
			return
		}
	}
	if len(part) > 0 && part[len(part)-1] == '<' {
		s.refuse("write &lt; in a value")
		return
	}
	if why := s.addValue(string(part)); why != "" {
		s.refuse("%s", why)
		return
	}
	s.i += len(part)
	if ok {
		s.endAttr()
		s.i++
		s.state = behind
	}
}

// elementText reads the text of an element that ends only with its own end tag.
func (s *scan) elementText(rest []byte) {
	end := "</" + s.element
	for k := range rest {
		if rest[k] != '<' {
			continue
		}
		tail := rest[k:]
		if len(tail) <= len(end) && strings.EqualFold(string(tail), end[:len(tail)]) {
			s.i += k
			s.refuse("the end of <%s> may be cut off here", s.element)
			return
		}
		if len(tail) > len(end) && strings.EqualFold(string(tail[:len(end)]), end) && (isBlank(tail[len(end)]) || tail[len(end)] == '/' || tail[len(end)] == '>') {
			s.i += k
			s.openTag(2, true)
			return
		}
		if why := s.insideElement(tail); why != "" {
			s.i += k
			s.refuse("%s", why)
			return
		}
	}
	s.i = len(s.text)
}

// endText is at the end of a text that does not end the template: a branch or an
// action follows. What has no end of its own has it here.
func (s *scan) endText() {
	if s.state == inName || s.state == inUnquoted {
		s.endAttr()
		s.state = behind
	}
	if s.leadingSlash() {
		s.stamps = append(s.stamps, stamp{len(s.text), stampSlash})
	}
}
