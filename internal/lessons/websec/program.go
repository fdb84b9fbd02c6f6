package lesson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"underhood/internal/lessons/websec/browser"
)

// Where the sites of a duel are. Nothing listens there.
const (
	ours   = "http://127.0.0.1:8000"
	near   = "http://127.0.0.1:8002" // another port of the same site
	theirs = "http://localhost:8002" // another site
)

// origins are those of the page that asks, by what Sec-Fetch-Site will say.
var origins = map[string]string{browser.Typed: "", browser.SameOrigin: ours, browser.SameSite: near, browser.CrossSite: theirs}

// passwords are the customers'; a guest has none.
var passwords = map[string]string{"ada": "analytical", "bob": "builder", "eve": "evil", "guest": ""}

// people are those who have a browser.
var people = []string{"ada", "bob", "eve", "guest"}

// A program is a duel: what is done, at either bank, and what it is done for.
type program struct {
	Plan [][]string `json:"plan"`
	Goal []string   `json:"goal"`
	Old  []string   `json:"old"` // whose browsers are from before fetch metadata and SameSite

	steps []step
}

// A step is one of the plan.
type step struct {
	kind      string // login, form, link, guard
	who, from string
	path      string
	fields    []browser.Field
}

const mostSteps = 20

// parse reads a program, and refuses one that makes no sense.
func parse(text []byte) (*program, error) {
	p := &program{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(p); err != nil {
		return nil, err
	}
	if len(p.Plan) == 0 || len(p.Plan) > mostSteps {
		return nil, fmt.Errorf("plan: %d steps, want 1 to %d", len(p.Plan), mostSteps)
	}
	for i, words := range p.Plan {
		s, err := parseStep(words)
		if err != nil {
			return nil, fmt.Errorf("plan[%d]: %w", i, err)
		}
		p.steps = append(p.steps, s)
	}
	for i, who := range p.Old {
		if !slices.Contains(people, who) {
			return nil, fmt.Errorf("old[%d]: nobody is %q; there are ada, bob, eve and guest", i, who)
		}
	}
	if err := parseGoal(p.Goal); err != nil {
		return nil, fmt.Errorf("goal: %w", err)
	}
	return p, nil
}

func parseStep(words []string) (s step, err error) {
	if len(words) == 0 {
		return s, errors.New("it is empty")
	}
	s.kind = words[0]
	switch s.kind {
	case "guard":
		if len(words) != 2 || words[1] != "preview" && words[1] != "widget" {
			return s, errors.New("guard takes a page with a hole, preview or widget")
		}
		s.path = words[1]
		return s, nil
	case "login":
		if len(words) != 2 {
			return s, errors.New("login takes the name of a customer")
		}
		s.who, s.from, s.path = words[1], browser.SameOrigin, "/login"
		if passwords[s.who] == "" {
			return s, fmt.Errorf("%q is no customer; there are ada, bob and eve", s.who)
		}
		s.fields = []browser.Field{{Name: "name", Value: s.who}, {Name: "password", Value: passwords[s.who]}}
		return s, nil
	case "form", "link":
	default:
		return s, fmt.Errorf("%q is none of login, form, link, guard", s.kind)
	}
	if len(words) < 4 {
		return s, fmt.Errorf("%s takes whose browser it is, where it comes from, and a path", s.kind)
	}
	s.who, s.from, s.path = words[1], words[2], words[3]
	_, known := origins[s.from]
	_, odd := url.Parse(s.path)
	switch {
	case !slices.Contains(people, s.who):
		return s, fmt.Errorf("nobody is %q; there are ada, bob, eve and guest", s.who)
	case !known, s.kind == "form" && s.from == browser.Typed:
		return s, fmt.Errorf("a %s does not come from %q, but from same-origin, same-site or cross-site; a link may be typed, which is none", s.kind, s.from)
	case odd != nil || !strings.HasPrefix(s.path, "/") || strings.ContainsAny(s.path, "?# \\") || strings.HasPrefix(s.path, "//"):
		return s, fmt.Errorf("path %q: it begins with one /, and fields are apart", s.path)
	}
	for _, word := range words[4:] {
		name, value, ok := strings.Cut(word, "=")
		if !ok || name == "" {
			return s, fmt.Errorf("field %q: want name=value", word)
		}
		s.fields = append(s.fields, browser.Field{Name: name, Value: value})
	}
	return s, nil
}

// goals are what there may be to reach, and how many words say more.
var goals = map[string]int{"paid": 1, "user": 2, "page": 2, "runs": 2}

func parseGoal(words []string) error {
	if len(words) == 0 {
		return errors.New("there is none; paid, user, page and runs are known")
	}
	more, ok := goals[words[0]]
	switch {
	case !ok:
		return fmt.Errorf("%q is none of paid, user, page, runs", words[0])
	case len(words) != more+1:
		return fmt.Errorf("%s takes %d more, not %d", words[0], more, len(words)-1)
	case slices.Contains(words, ""):
		return errors.New("one of its words is empty")
	case words[0] == "paid" && passwords[words[1]] == "":
		return fmt.Errorf("%q is no customer; there are ada, bob and eve", words[1])
	case words[0] != "paid" && !slices.Contains(people, words[1]):
		return fmt.Errorf("nobody is %q; there are ada, bob, eve and guest", words[1])
	}
	return nil
}
