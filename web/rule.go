package web

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A rule is a URL pattern bound to an endpoint: werkzeug/routing/rules.py.
type rule struct {
	text      string
	endpoint  string
	methods   []string // sorted
	defaults  *Args
	strict    bool // a missing slash at the end is a redirect
	auto      bool // OPTIONS is answered without the view
	arguments map[string]bool
	vars      []string // in order, with their converters
	convs     []*converter
	parts     []part
	trace     []piece
	build     []piece // trace with the defaults filled in and text quoted
	plan      *plan   // of its blueprints; there from the first request on
	view      View
}

// A piece is text, or a variable.
type piece struct {
	variable bool
	text     string
	conv     *converter
}

// A part is what stands between two slashes of a rule; a final one goes on to the
// end, because a variable in it may match slashes.
type part struct {
	content string // the text itself, or the pattern
	static  bool
	final   bool
	weight  weight
	only    *converter     // it alone, where that is so
	match   *regexp.Regexp // otherwise
	groups  int
}

// A weight orders what is tried: more text first, then longer text first, then
// more variables, then lighter ones.
type weight struct {
	text      [][2]int
	variables []int
}

func (w weight) compare(v weight) int {
	return cmp.Or(
		cmp.Compare(-len(w.text), -len(v.text)),
		slices.CompareFunc(w.text, v.text, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) }),
		cmp.Compare(-len(w.variables), -len(v.variables)),
		slices.Compare(w.variables, v.variables))
}

var (
	rulePart = regexp.MustCompile(`^(?:(/)|([^</]+)|<(?:([a-zA-Z_][a-zA-Z0-9_]*)(?:\((.*?)\))?:)?([a-zA-Z_][a-zA-Z0-9_]*)>)`)
	// A converter's arguments: Python's own expression, dots that match anything
	// included.
	ruleArgument = regexp.MustCompile(`(?:([\pL\p{Nd}_]+)\s*=\s*)?(True|False|\p{Nd}+.\p{Nd}+|\p{Nd}+.|\p{Nd}+|[\pL\p{Nd}_.]+|[urUR]?("[^"]*?"|'[^']*'))\s*,`)
	twoSlashes   = regexp.MustCompile(`//`)
)

// compile reads the text of the rule.
func (u *rule) compile() error {
	if !strings.HasPrefix(u.text, "/") {
		return fmt.Errorf("%w: it begins with a slash", ErrBadRule)
	}
	u.arguments = map[string]bool{}
	for name := range u.defaults.All() {
		u.arguments[name] = true
	}
	if err := u.parse(twoSlashes.ReplaceAllString(u.text, "/")); err != nil {
		return err
	}
	twice := ""
	for _, p := range u.trace {
		if !p.variable {
			u.build = append(u.build, piece{text: quoteStatic.quote(p.text)})
			continue
		}
		p.conv = u.convs[slices.Index(u.vars, p.text)]
		if u.defaults.Has(p.text) {
			url, ok := p.conv.write(u.defaults.Get(p.text))
			if !ok {
				return fmt.Errorf("%w: %w", ErrBadRule, &ValueError{p.text, p.conv.name, u.defaults.Get(p.text)})
			}
			u.build = append(u.build, piece{text: url})
			continue
		}
		if slices.ContainsFunc(u.build, func(b piece) bool { return b.variable && b.text == p.text }) {
			twice = p.text
		}
		u.build = append(u.build, p)
	}
	if twice != "" {
		return fmt.Errorf("%w: %s", ErrDuplicateVariable, twice)
	}
	return nil
}

// variable adds a variable. One that is there already, which is allowed where it
// has a default, keeps its place and takes the new converter, as in Werkzeug.
func (u *rule) variable(name string, conv *converter) {
	if i := slices.Index(u.vars, name); i >= 0 {
		u.convs[i] = conv
		return
	}
	u.vars, u.convs = append(u.vars, name), append(u.convs, conv)
}

func (u *rule) parse(text string) error {
	now := segment{}
	for rest := text; rest != ""; {
		m := rulePart.FindStringSubmatch(rest)
		if m == nil {
			return fmt.Errorf("%w: nothing of a rule is %q", ErrBadRule, rest)
		}
		rest = rest[len(m[0]):]
		slash, static, name, arguments, variable := m[1], m[2], m[3], m[4], m[5]
		switch {
		case static != "":
			u.trace = append(u.trace, piece{text: static})
			now.static(static)
		case variable != "":
			if name == "" {
				name = "default"
			}
			args, kwargs := converterArguments(arguments)
			conv, err := newConverter(name, args, kwargs)
			if err != nil {
				return err
			}
			u.variable(variable, conv)
			u.arguments[variable] = true
			u.trace = append(u.trace, piece{variable: true, text: variable})
			now.variable(conv)
		case slash != "":
			u.trace = append(u.trace, piece{text: "/"})
			if now.final {
				now.pattern += "/"
				now.pieces++
				continue
			}
			if err := u.end(now); err != nil {
				return err
			}
			now = segment{}
		}
	}
	return u.end(now)
}

func (u *rule) end(s segment) error {
	p, err := s.part()
	u.parts = append(u.parts, p)
	return err
}

// A segment is a part being read.
type segment struct {
	text, pattern string
	convs         []*converter
	pieces        int
	final         bool
	weight        weight
}

func (s *segment) static(text string) {
	s.text += text
	s.pattern += regexp.QuoteMeta(text)
	s.pieces++
	s.weight.text = append(s.weight.text, [2]int{len(s.weight.text), -len([]rune(text))})
}

func (s *segment) variable(c *converter) {
	s.pattern += "(" + c.pattern + ")"
	s.convs = append(s.convs, c)
	s.pieces++
	s.final = s.final || !c.isolated
	s.weight.variables = append(s.weight.variables, c.weight)
}

func (s *segment) part() (part, error) {
	p := part{content: s.text, static: true, weight: s.weight}
	if len(s.convs) == 0 {
		return p, nil
	}
	p.content, p.static, p.final, p.groups = s.pattern, false, s.final, len(s.convs)
	if s.pieces == 1 {
		p.only = s.convs[0]
		return p, nil
	}
	m, err := regexp.Compile(`\A(?:` + s.pattern + `)\z`)
	if err != nil {
		return p, fmt.Errorf("%w: %w", ErrBadConverter, err)
	}
	p.match = m
	return p, nil
}

// converterArguments reads what stands in parentheses behind a converter's name.
func converterArguments(text string) (args []any, kwargs map[string]any) {
	kwargs = map[string]any{}
	for _, m := range ruleArgument.FindAllStringSubmatch(text+",", -1) {
		word := m[3]
		if word == "" {
			word = m[2]
		}
		if m[1] == "" {
			args = append(args, constant(word))
		} else {
			kwargs[m[1]] = constant(word)
		}
	}
	return args, kwargs
}

// constant reads a Python constant; what is none is text.
func constant(word string) any {
	switch word {
	case "None":
		return nil
	case "True":
		return true
	case "False":
		return false
	}
	if n, ok := integer(word); ok {
		return small(n)
	}
	if f, ok := float(word); ok {
		return f
	}
	if n := len(word); n > 1 && word[0] == word[n-1] && (word[0] == '"' || word[0] == '\'') {
		return word[1 : n-1]
	}
	return word
}

// sameShape reports whether two rules have the same text and variables, whatever
// the converters: what Werkzeug calls equal.
func (u *rule) sameShape(v *rule) bool {
	return slices.EqualFunc(u.trace, v.trace, func(a, b piece) bool {
		return a.variable == b.variable && a.text == b.text
	})
}
