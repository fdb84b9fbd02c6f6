package richtext

import (
	"errors"
	"fmt"
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
)

var (
	// ErrRules says that rules name something that cannot be allowed safely.
	ErrRules = errors.New("richtext: bad rules")
	// ErrTooLong says that a text is longer than the rules allow.
	ErrTooLong = errors.New("richtext: the text is too long")
)

// Rules are what markup may have. The zero value allows text alone.
type Rules struct {
	// Tags are the elements allowed, in small letters. The text of others stays, but
	// that of script and style goes with them.
	Tags []string
	// Links allows a with href; they get rel="nofollow noreferrer noopener", and those to
	// other sites target="_blank".
	Links bool
	// Images allows img with src, alt, width and height.
	Images bool
	// Relative allows URLs without scheme and host, which lead to this site: a link to
	// /logout is one, too. Those that begin with // lead elsewhere, and are not allowed.
	Relative bool
	// Classes are the values that class may have, such as language-go. Nil is no class.
	Classes []string
	// MaxBytes is the longest text; 0 is 64 KiB.
	MaxBytes int
}

// Comments returns rules for short texts of readers: emphasis, code, quotes, lists
// and links.
func Comments() Rules {
	return Rules{
		Tags:  []string{"b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "code", "pre", "blockquote", "p", "br", "ul", "ol", "li"},
		Links: true,
	}
}

// Articles returns rules for longer texts of people who may do more: headings, tables
// and images as well.
func Articles() Rules {
	r := Comments()
	r.Tags = append(r.Tags, "h1", "h2", "h3", "h4", "h5", "h6", "hr", "dl", "dt", "dd", "figure", "figcaption",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "abbr", "cite", "q", "small", "mark", "kbd", "samp", "var", "time", "div", "span")
	r.Images, r.Relative, r.MaxBytes = true, true, 1<<20
	return r
}

// allowed are the tags that [Rules] may name. None of them loads anything, holds
// script or style, or is parsed by rules of its own.
var allowed = Articles().Tags

// A Policy cleans texts. It is safe for concurrent use. Methods of one that [New] did not
// make panic, and say so.
type Policy struct {
	sanitizer *bluemonday.Policy
	rules     Rules
}

// New returns [ErrRules] with the tag or class that cannot be allowed.
func New(rules Rules) (*Policy, error) {
	p := bluemonday.NewPolicy()
	for _, tag := range rules.Tags {
		if !slices.Contains(allowed, tag) {
			return nil, fmt.Errorf("%w: the tag %q: only %s", ErrRules, tag, strings.Join(slices.Sorted(maps.Keys(set(allowed))), ", "))
		}
	}
	if rules.MaxBytes < 0 {
		return nil, fmt.Errorf("%w: at most %d bytes", ErrRules, rules.MaxBytes)
	}
	p.AllowElements(rules.Tags...)
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(rules.Relative)
	if rules.Links {
		p.AllowAttrs("href").OnElements("a")
	}
	if rules.Images {
		p.AllowAttrs("src").OnElements("img")
		p.AllowAttrs("alt").Matching(plainText).OnElements("img")
		p.AllowAttrs("width", "height").Matching(pixels).OnElements("img")
	}
	if len(rules.Classes) > 0 {
		for _, class := range rules.Classes {
			if !className.MatchString(class) {
				return nil, fmt.Errorf("%w: the class %q", ErrRules, class)
			}
		}
		quoted := strings.Join(rules.Classes, "|") // no letter of a class is special
		p.AllowAttrs("class").Matching(regexp.MustCompile(`^(?:` + quoted + `)$`)).OnElements(rules.Tags...)
	}
	most := rules.MaxBytes
	if most == 0 {
		most = 64 << 10
	}
	rules.MaxBytes = most
	return &Policy{sanitizer: p, rules: rules}, nil
}

var (
	plainText = regexp.MustCompile(`^[^<>"'&]*$`)
	pixels    = regexp.MustCompile(`^[0-9]{1,4}$`)
	className = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]*$`)
)

func set(names []string) map[string]struct{} {
	m := map[string]struct{}{}
	for _, name := range names {
		m[name] = struct{}{}
	}
	return m
}

// Clean returns what the rules allow of a text, as HTML that is safe in the text of an
// element that may hold any: a div, a section, a cell of a table. Each element in it ends in
// it, and none outside is ended by it, but those that end by themselves where a block
// begins: so not in a p, nor in an a. Elements nest 100 deep at most. A text that is too long comes back cut, at a character's end, before it is
// cleaned; see [Policy.Check]. Bytes that are no UTF-8 are replaced.
func (p *Policy) Clean(text string) template.HTML {
	p.mustBeMade()
	if len(text) > p.rules.MaxBytes {
		end := p.rules.MaxBytes
		for end > 0 && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	return template.HTML(p.rules.nest(p.sanitizer.Sanitize(text))) // this is what makes it safe
}

// Check returns [ErrTooLong] for a text that Clean would cut, so that a form can be
// refused.
func (p *Policy) Check(text string) error {
	p.mustBeMade()
	if len(text) > p.rules.MaxBytes {
		return fmt.Errorf("%w: %d bytes, of at most %d", ErrTooLong, len(text), p.rules.MaxBytes)
	}
	return nil
}

func (p *Policy) mustBeMade() {
	if p == nil || p.sanitizer == nil {
		panic("richtext: a Policy that New did not make")
	}
}
