package lesson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// maxSteps is how long a plan may be.
const maxSteps = 200

// A step is one entry of a plan: what is done, then with what.
type step []string

func (s step) arg(i int) string {
	if i < len(s) {
		return s[i]
	}
	return ""
}

// from is the words from the i-th on.
func (s step) from(i int) []string {
	if i < len(s) {
		return s[i:]
	}
	return nil
}

// A plan is a program.
type plan struct {
	Tables []string
	Plan   []step

	shop  *shop
	kinds map[string]string // of the names of objects: their models
	lists map[string]string // of the names of results of several
	open  []string          // what is begun and not ended, innermost last
	unit  bool              // a session has begun
}

// choices are the tables that go together.
var choices = [][]string{{"user"}, {"user", "order"}, {"team", "person"}}

// words says how many words a step has at least and at most; 0 is no end.
var words = map[string]struct{ least, most int }{
	"create": {1, 1}, "new": {3, 0}, "set": {3, 0}, "forget": {2, 2}, "insert": {2, 0}, "get": {4, 4}, "first": {3, 0},
	"update": {2, 0}, "delete": {2, 2}, "harddelete": {2, 2}, "upsert": {3, 0}, "list": {3, 0}, "each": {4, 0},
	"count": {2, 0}, "change": {3, 0}, "drop": {2, 0}, "report": {2, 0},
	"session": {1, 1}, "add": {2, 0}, "remove": {2, 0}, "relate": {4, 4}, "meet": {4, 4}, "plan": {1, 1}, "flush": {1, 1},
	"begin": {1, 1}, "savepoint": {1, 1}, "release": {1, 1}, "commit": {1, 1}, "rollback": {1, 1},
}

// parse reads a program and says what is wrong with it before anything is played.
func parse(text []byte) (*plan, error) {
	p := &plan{kinds: map[string]string{}, lists: map[string]string{}}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(p); err != nil {
		return nil, err
	}
	if len(p.Tables) == 0 {
		p.Tables = []string{"user"}
	}
	switch {
	case !slices.ContainsFunc(choices, func(c []string) bool { return slices.Equal(c, p.Tables) }):
		return nil, fmt.Errorf(`tables: %q is none of ["user"], ["user","order"] and ["team","person"]`, p.Tables)
	case len(p.Plan) > maxSteps:
		return nil, fmt.Errorf("plan: %d steps, %d at most", len(p.Plan), maxSteps)
	}
	var err error
	if p.shop, err = newShop(p.Tables); err != nil {
		return nil, err
	}
	for i, s := range p.Plan {
		if err := p.check(s); err != nil {
			return nil, fmt.Errorf("plan[%d] %s: %w", i, s.arg(0), err)
		}
	}
	if len(p.open) > 0 {
		return nil, fmt.Errorf("plan: a %s is never ended", p.open[len(p.open)-1])
	}
	return p, nil
}

// check says what is wrong with a step, and notes the names it makes.
func (p *plan) check(s step) error {
	n, ok := words[s.arg(0)]
	switch {
	case !ok:
		return errors.New("there is no such step")
	case len(s) < n.least:
		return fmt.Errorf("%d words, it takes %d at least", len(s), n.least)
	case n.most > 0 && len(s) > n.most:
		return fmt.Errorf("%d words, it takes %d at most", len(s), n.most)
	}
	switch s[0] {
	case "begin", "savepoint", "release", "commit", "rollback":
		return p.nest(s[0])
	case "session", "add", "remove", "meet", "plan", "flush":
		return p.inSession(s)
	case "relate":
		return p.relates(s)
	case "new", "get", "first", "list", "each", "report":
		return p.makes(s)
	case "set", "insert", "update", "delete", "harddelete", "upsert", "forget":
		return p.uses(s)
	case "count", "change", "drop":
		return p.queries(s)
	}
	return nil
}

// nest follows what is begun and ended.
func (p *plan) nest(word string) error {
	inner := ""
	if len(p.open) > 0 {
		inner = p.open[len(p.open)-1]
	}
	switch {
	case word == "begin" && inner == "", word == "savepoint" && inner != "":
		p.open = append(p.open, word)
		return nil
	case word == "commit" && inner == "begin", word == "release" && inner == "savepoint", word == "rollback" && inner != "":
		p.open = p.open[:len(p.open)-1]
		return nil
	case inner == "":
		return errors.New("no transaction is open")
	}
	return fmt.Errorf("the innermost thing open is a %s", inner)
}

// makes checks a step that gives a name to what it makes or reads.
func (p *plan) makes(s step) error {
	name := s[1]
	if name == "" {
		return errors.New("an object without a name")
	}
	if several := s[0] == "list" || s[0] == "each" || s[0] == "report"; several && p.kinds[name] != "" || !several && p.lists[name] != "" {
		return fmt.Errorf("%s is a name already", name)
	}
	if s[0] == "report" {
		if p.shop.report == nil {
			return errors.New("it needs orders")
		}
		p.lists[name] = "report"
		_, err := p.shop.report(s.from(2))
		return err
	}
	m, err := p.model(s[2])
	if err != nil {
		return err
	}
	if was, ok := p.kinds[name]; ok && was != s[2] {
		return fmt.Errorf("%s is of %s already", name, was)
	}
	if s[0] == "list" || s[0] == "each" {
		p.lists[name] = s[2]
	} else {
		p.kinds[name] = s[2]
	}
	switch s[0] {
	case "new":
		if !m.written() {
			return fmt.Errorf("%s is read only", s[2])
		}
		return m.set(m.fresh(), s.from(3))
	case "get", "meet":
		if !m.written() {
			return fmt.Errorf("%s has no key", s[2])
		}
		_, err := strconv.ParseInt(s[3], 10, 64)
		return err
	case "each":
		if _, err := whole(s[3]); err != nil {
			return err
		}
		return m.reads(s.from(4))
	}
	return m.reads(s.from(3))
}

// uses checks a step with objects that are there.
func (p *plan) uses(s step) error {
	names := s[1:2]
	if s[0] == "insert" || s[0] == "add" || s[0] == "remove" {
		names = s[1:]
	}
	for _, name := range names {
		switch {
		case p.kinds[name] == "" && !(s[0] == "forget" && p.lists[name] != ""):
			return fmt.Errorf("there is no object %q", name)
		case p.kinds[name] != p.kinds[names[0]]:
			return fmt.Errorf("%s and %s are not of one type", names[0], name)
		}
	}
	if s[0] == "forget" {
		return nil
	}
	m := p.shop.models[p.kinds[s[1]]]
	if !m.written() {
		return fmt.Errorf("%s is read only", s[1])
	}
	switch s[0] {
	case "set":
		return m.set(m.fresh(), s[2:])
	case "update", "upsert":
		return m.columns(s.from(2))
	}
	return nil
}

// queries checks a step on rows without objects.
func (p *plan) queries(s step) error {
	m, err := p.model(s[1])
	if err != nil {
		return err
	}
	if s[0] == "count" {
		return m.reads(s.from(2))
	}
	if !m.written() {
		return fmt.Errorf("%s is read only", s[1])
	}
	sets, query := s.split()
	if s[0] == "change" {
		if err := m.sets(sets); err != nil {
			return err
		}
		return m.reads(query)
	}
	return m.reads(s.from(2))
}

// split parts the assignments of a change from its query.
func (s step) split() (sets, query []string) {
	rest := s.from(2)
	if i := slices.Index(rest, "where"); i >= 0 {
		return rest[:i], rest[i+1:]
	}
	return rest, nil
}

func (p *plan) model(name string) (model, error) {
	if m, ok := p.shop.models[name]; ok {
		return m, nil
	}
	return nil, fmt.Errorf(`%q is no model of this program: "tables" names them, such as ["user","order"] or ["team","person"]`, name)
}
