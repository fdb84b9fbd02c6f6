package websec

import (
	"html"
	"slices"
	"strings"
	"text/template/parse"
)

// tagFacts is what decides, once a tag is whole, whether it is harmless.
type tagFacts struct {
	seen      factSet // attributes that were there
	dynamic   factSet // and had an action
	kind      string  // type of a script
	rel       string  // of a link
	httpEquiv string  // of a meta
	content   string  // of a meta
	method    string  // of a form
	action    string  // of a form: its constant beginning
	href      string  // of a base
}

type factSet uint16

var facts = []string{"type", "src", "rel", "href", "http-equiv", "content", "method", "action", "nonce"}

// values are those of the facts that have one, in the order of facts.
func (t tagFacts) values() [9]string {
	return [...]string{t.kind, "", t.rel, t.href, t.httpEquiv, t.content, t.method, t.action, ""}
}

func fact(name string) factSet { return 1 << slices.Index(facts, name) }

// startTag judges an element by its name.
func (s *scan) startTag() string {
	switch s.element {
	case "plaintext", "xmp", "noembed", "noframes", "applet":
		return "<" + s.element + "> is obsolete, and read differently by browsers and html/template"
	}
	if !s.closing {
		return s.foreign.allows(s.element)
	}
	var why string
	s.foreign, why = s.foreign.close(s.element)
	return why
}

// insideElement judges a < inside of an element whose text ends only with its end tag.
// Elsewhere in the document, or in another reader's eyes, it could be a tag.
func (s *scan) insideElement(tail []byte) string {
	next := byte(0)
	if len(tail) > 1 {
		next = tail[1]
	}
	tagLike := isLetter(next) || next == '/' || next == '!' || next == '?' || len(tail) == 1
	switch {
	case s.element == "script" && slices.Contains(scriptTypes, s.tag.kind):
		if strings.HasPrefix(string(tail[:min(len(tail), 4)]), "<!--") || len(tail) < 4 && strings.HasPrefix("<!--", string(tail)) && len(tail) > 1 {
			return "<!-- changes where a script ends"
		}
		return ""
	case tagLike:
		return "a tag inside of <" + s.element + "> is text for some readers and a tag for others"
	}
	return ""
}

// scriptTypes are those which html/template reads as script, as browsers do.
var scriptTypes = []string{"", "module", "text/javascript", "application/javascript"}

// dataTypes are those of scripts that are data, and that html/template writes as JSON.
var dataTypes = []string{"application/json", "application/ld+json"}

// endAttr is behind an attribute; there may be none.
func (s *scan) endAttr() {
	a := s.attr
	s.attr = attribute{}
	if a.name == "" || s.why != "" || s.closing {
		return
	}
	if strings.HasPrefix(a.name, "on") {
		s.refuse("inline event handlers (%s) are script in a place where no nonce can be; add a listener in a script", a.name)
		return
	}
	if slices.Contains(facts, a.name) {
		f := fact(a.name)
		if s.tag.seen&f != 0 {
			s.refuse("the attribute %s is there twice", a.name)
			return
		}
		s.tag.seen |= f
		if a.dynamic {
			s.tag.dynamic |= f
		}
		value := strings.ToLower(strings.TrimSpace(html.UnescapeString(a.value)))
		switch a.name {
		case "type":
			s.tag.kind = value
		case "rel":
			s.tag.rel = value
		case "http-equiv":
			s.tag.httpEquiv = value
		case "content":
			s.tag.content = value
		case "method":
			s.tag.method = value
		case "action":
			s.tag.action = html.UnescapeString(a.value)
			if a.dynamic {
				s.tag.action = finished(a.value)
			}
		case "href":
			if s.element == "base" {
				s.tag.href = html.UnescapeString(a.value)
			}
		case "nonce":
			if !a.dynamic && (s.element == "script" || s.element == "style" || s.element == "link") {
				s.refuse("a constant nonce is known to everybody; it is stamped by itself")
			}
		}
	}
	if a.name == "formaction" && !a.dynamic && !isLocal(html.UnescapeString(a.value), false) {
		s.refuse("formaction leads to another site, and takes the form's token there")
		return
	}
	if isURLAttr(a.name) && runsAsURL(a.value) {
		s.refuse("a javascript: URL in %s is script in a place where no nonce can be", a.name)
	}
}

// endTag is behind a whole tag.
func (s *scan) endTag() {
	if s.why != "" {
		return
	}
	element, t := s.element, s.tag
	s.ended = t
	if s.closing {
		s.form = s.form && element != "form"
		s.leaveTag(inText)
		return
	}
	if t.seen&fact("nonce") == 0 && (element == "script" || element == "style" || element == "link") {
		// At the end, when it is known that there is no other: of an element with an
		// attribute that is there twice, browsers ignore the nonce.
		at := s.i - 1
		if s.slash && at > 0 && s.text[at-1] == '/' {
			at--
		}
		s.stamps = append(s.stamps, stamp{at, stampNonce})
	}
	switch element {
	case "meta":
		if t.httpEquiv != "" && t.dynamic&fact("content") != 0 {
			s.refuse("an action in the content of a meta with http-equiv can send the reader to any page")
		}
		if t.httpEquiv == "refresh" && strings.Contains(squeeze(t.content), "javascript:") {
			s.refuse("a refresh to a javascript: URL")
		}
	case "link":
		if t.dynamic&fact("href") != 0 && !loadsNothing(t.rel) {
			s.refuse("an action in the href of a link with rel %q can load a style or script", t.rel)
		}
	case "base":
		if t.seen&fact("href") != 0 && !isLocal(t.href, false) {
			s.refuse("a base on another site takes the page's forms there, with their tokens, and its relative links")
			return
		}
	case "form":
		if s.form { // HTML standard, section 13.2.6.4.7, "form element pointer"
			s.refuse("a form may be open here, and then browsers drop this tag: its fields, with the token, go where the outer form leads")
			return
		}
		s.form = true
		switch {
		case t.method != "post":
		case s.staysHere():
			s.stamps = append(s.stamps, stamp{s.i, stampToken})
		default:
			s.stamps = append(s.stamps, stamp{s.i, stampMaybe})
		}
	}
	var why string
	if s.foreign, why = s.foreign.open(element, s.slash); why != "" {
		s.refuse("%s", why)
		return
	}
	switch element {
	case "title", "textarea":
		s.leaveTag(inRCData)
	case "script", "style", "iframe":
		s.leaveTag(inRawText)
	default:
		s.leaveTag(inText)
	}
}

func (s *scan) leaveTag(to markupState) {
	s.state, s.closing, s.slash, s.attr = to, false, false, attribute{}
	kind := s.tag.kind
	s.tag = tagFacts{}
	if to == inText {
		s.element = ""
	} else if s.element == "script" {
		s.tag.kind = kind
	}
}

// loadsNothing reports whether all of a link's relations are ones for which browsers
// fetch at most an image.
func loadsNothing(rel string) bool {
	harmless := []string{
		"alternate", "author", "bookmark", "canonical", "dns-prefetch", "help", "icon", "license", "me", "next", "prev",
		"preconnect", "search", "shortcut", "apple-touch-icon",
	}
	words := strings.Fields(rel)
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(harmless, w) })
}

// staysHere reports whether a form's action surely is of this origin, so that its token
// goes to no other: there is none, or it begins with a path.
func (s *scan) staysHere() bool {
	if s.tag.seen&fact("action") == 0 {
		return true
	}
	return isLocal(s.tag.action, s.tag.dynamic&fact("action") != 0)
}

// addValue takes constant text of a value. Behind an action that is a URL's
// beginning, text could turn what the action wrote into a scheme.
func (s *scan) addValue(part string) string {
	if !slices.Contains(facts, s.attr.name) && !isURLAttr(s.attr.name) {
		return "" // nobody asks, and places stay the same whatever the text is
	}
	if !s.attr.dynamic {
		s.attr.value += part
		return ""
	}
	if part == "" {
		return ""
	}
	if s.element == "script" && s.attr.name == "src" {
		return "scriptURL must be the whole value"
	}
	if s.attr.loose {
		s.attr.tail += part
		text := finished(s.attr.tail)
		i := strings.IndexAny(text, ":/?#")
		switch {
		case i >= 0 && text[i] == ':':
			return "an action can make a javascript: URL together with the colon behind it"
		case i >= 0:
			s.attr.loose, s.attr.tail = false, ""
		}
	}
	return ""
}

// action judges an action that writes.
func (w *walker) action(p place, n *parse.ActionNode) place {
	refuse := func(why string) place { return w.refuse(n, 0, why) }
	switch p.state {
	case inText, inRCData:
		return p
	case inRawText:
		if p.element == "script" && slices.Contains(dataTypes, p.tag.kind) {
			return p
		}
		return refuse("an action inside of <" + p.element + ">; put data into a data- attribute of another element or a <script type=\"application/json\">")
	case inComment, inBogus:
		return refuse("an action inside of " + p.state.String())
	case afterEqual, inUnquoted:
		return refuse("an action in a value without quotes")
	case inDouble, inSingle:
		if p.closing {
			return refuse("an action in an end tag")
		}
		if why := p.actionInValue(n); why != "" {
			return refuse(why)
		}
		if isURLAttr(p.attr.name) && !p.attr.dynamic {
			p.attr.loose = !fixesScheme(p.attr.value)
		}
		p.attr.dynamic = true
		return p
	}
	return refuse("an action in the place of a tag's or attribute's name")
}

// actionInValue judges an action by the element and attribute it is in.
func (p place) actionInValue(n *parse.ActionNode) string {
	name := p.attr.name
	switch p.element {
	case "object", "embed", "param", "base":
		return "an action in <" + p.element + ">, which can load a plug-in or move all relative URLs"
	case "animate", "set", "animatemotion", "animatetransform", "use":
		return "an action in <" + p.element + ">, which can set attributes of other elements or load some"
	case "script":
		harmless := name == "nonce" || slices.Contains(dataTypes, p.tag.kind) && (name == "id" || name == "class" || strings.HasPrefix(name, "data-"))
		if name == "src" && (!endsWith(n, "scriptURL") || p.attr.value != "" || p.attr.dynamic) {
			return "an action in the src of a script; use scriptURL and TrustScript, alone"
		}
		if name != "src" && !harmless {
			// CSP 3, section 6.7.3.1: "Is element nonceable?"
			return "an action in the " + name + " of a script: with <script in it, browsers do not run the script; put data into another element"
		}
	case "link":
		if name == "rel" || name == "as" || name == "type" {
			return "an action in the " + name + " of a link"
		}
	case "meta":
		if name == "http-equiv" || name == "charset" {
			return "an action in the " + name + " of a meta"
		}
	case "iframe":
		if name == "sandbox" || name == "allow" || name == "csp" {
			return "an action in the " + name + " of an iframe"
		}
	}
	return p.actionInAttr(n)
}

func (p place) actionInAttr(n *parse.ActionNode) string {
	name := p.attr.name
	switch {
	case strings.HasPrefix(name, "on"):
		return "an action in an inline event handler"
	case name == "srcdoc":
		return "an action in srcdoc, which is a page of its own with the rights of this one"
	case name == "style":
		return "an action in a style attribute; choose a class"
	case name == "nonce" && (!endsWith(n, "nonce") || p.attr.value != ""):
		return "an action in nonce other than {{nonce}}; it is stamped by itself"
	case name == "method" && p.element == "form", name == "formmethod":
		return "an action in the method of a form"
	case name == "formaction" && !p.attr.dynamic && !isLocal(finished(p.attr.value), true):
		return "an action at the beginning of formaction can send the form and its token to another site"
	case name == "encoding":
		return "an action in encoding, which changes how math is parsed"
	case name == "xmlns" || strings.HasPrefix(name, "xmlns:"):
		return "an action in a namespace"
	case runByFrameworks(name):
		return "an action in " + name + ", which client-side frameworks run"
	case loadsMarkup(name) && !p.attr.dynamic && !isLocal(finished(p.attr.value), true):
		return "an action at the beginning of " + name + " can load another site's markup into this page"
	case isURLAttr(name) && runsAsURL(p.attr.value):
		return "an action in a javascript: URL"
	case isURLAttr(name) && !p.attr.dynamic && squeeze(finished(p.attr.value)) == "/" && finished(p.attr.value) != html.UnescapeString(p.attr.value):
		return "an action can finish the character reference in front of it, and so lead to another site"
	case isURLAttr(name) && !p.attr.dynamic && !beginsURL(p.attr.value) && !fixesScheme(p.attr.value):
		return "an action can complete the scheme of this URL; begin it with a path"
	case p.attr.loose && p.attr.tail != "":
		return "a second action can complete a scheme that the first began"
	}
	return ""
}

// endsWith reports whether the function of this name has the last word in an action.
func endsWith(n *parse.ActionNode, function string) bool {
	cmds := n.Pipe.Cmds
	if len(cmds) == 0 || len(cmds[len(cmds)-1].Args) == 0 {
		return false
	}
	id, ok := cmds[len(cmds)-1].Args[0].(*parse.IdentifierNode)
	return ok && id.Ident == function
}
