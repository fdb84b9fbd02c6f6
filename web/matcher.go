package web

import (
	"slices"
	"strings"
)

// The matcher is Werkzeug's state machine (werkzeug/routing/matcher.py 2.2): a
// state for each beginning of a rule, with a step for each part that can follow.
//
// net/http.ServeMux cannot stand in for it. It redirects //a and /a/../b by rules
// of its own before a hook could see them, has no variables with types, so that
// <int:id> and <name> in one place are a conflict, refuses rules that overlap
// where Werkzeug orders them by weight, and answers a wrong method and a missing
// slash by itself.
type state struct {
	static  map[string]*state
	dynamic []step
	rules   []*rule
}

type step struct {
	part part
	to   *state
}

func (s *state) add(u *rule) {
	for _, p := range u.parts {
		s = s.next(p)
	}
	s.rules = append(s.rules, u)
}

func (s *state) next(p part) *state {
	if p.static {
		to := s.static[p.content]
		if to == nil {
			to = &state{}
			if s.static == nil {
				s.static = map[string]*state{}
			}
			s.static[p.content] = to
		}
		return to
	}
	for _, d := range s.dynamic {
		if d.part.content == p.content && d.part.final == p.final && d.part.weight.compare(p.weight) == 0 {
			return d.to
		}
	}
	to := &state{}
	s.dynamic = append(s.dynamic, step{p, to})
	return to
}

// sort puts the steps of every state in the order they are tried in.
func (s *state) sort() {
	slices.SortStableFunc(s.dynamic, func(a, b step) int { return a.part.weight.compare(b.part.weight) })
	for _, to := range s.static {
		to.sort()
	}
	for _, d := range s.dynamic {
		d.to.sort()
	}
}

// A search is one walk through the states. It does not point into itself, which keeps
// it off the heap.
type search struct {
	method  string
	allowed []string // methods of rules that fit but for the method
	slash   bool     // with a slash at the end it would be found
	found   int      // values of variables
	few     [6]string
	more    []string // values behind few
}

func (f *search) push(value string) {
	if f.found < len(f.few) {
		f.few[f.found] = value
	} else {
		f.more = append(f.more[:f.found-len(f.few)], value)
	}
	f.found++
}

func (f *search) value(i int) string {
	if i < len(f.few) {
		return f.few[i]
	}
	return f.more[i-len(f.few)]
}

// A verdict is what matching a path came to.
type verdict struct {
	rule     *rule
	redirect string   // or go there
	allowed  []string // or not with this method
}

// match finds the rule of a path and puts the values of its variables into args.
func (s *state) match(path, method string, args *Args) verdict {
	find := search{method: method}
	u := find.walk(s, path, false)
	if find.slash {
		return verdict{redirect: path + "/"}
	}
	if u == nil && strings.Contains(path, "//") {
		path = twoSlashes.ReplaceAllString(path, "/")
		u = find.walk(s, path, false)
		if find.slash {
			return verdict{redirect: path + "/"}
		}
		if u != nil {
			return verdict{redirect: path}
		}
	}
	if u == nil {
		return verdict{allowed: find.allowed}
	}
	for i, conv := range u.convs {
		value, ok := conv.read(find.value(i))
		if !ok {
			return verdict{allowed: find.allowed} // no other rule is tried
		}
		args.Set(u.vars[i], value)
	}
	for name, value := range u.defaults.All() {
		args.Set(name, value)
	}
	return verdict{rule: u}
}

// walk follows rest, the path from here on, or ends here if done.
func (f *search) walk(s *state, rest string, done bool) *rule {
	if done {
		if u := f.choose(s.rules, false); u != nil {
			return u
		}
		if to := s.static[""]; to != nil {
			for _, u := range to.rules {
				if u.allows(f.method) {
					f.slash = u.strict
					return u
				}
			}
		}
		return nil
	}
	segment, after, more := strings.Cut(rest, "/")
	if to := s.static[segment]; to != nil {
		if u := f.walk(to, after, !more); u != nil || f.slash {
			return u
		}
	}
	for i := range s.dynamic {
		if u := f.try(&s.dynamic[i], segment, rest, after, !more); u != nil || f.slash {
			return u
		}
	}
	if rest == "" {
		return f.choose(s.rules, true)
	}
	return nil
}

func (f *search) try(d *step, segment, rest, after string, last bool) *rule {
	if d.part.final {
		segment, after, last = rest, "", true
	}
	kept := f.found
	if d.part.only != nil {
		if !d.part.only.matches(segment) {
			return nil
		}
		f.push(segment)
	} else {
		groups := d.part.match.FindStringSubmatch(segment)
		if groups == nil {
			return nil
		}
		for _, value := range groups[1:] {
			f.push(value)
		}
	}
	u := f.walk(d.to, after, last)
	if u == nil {
		f.found = kept
	}
	return u
}

// choose returns the first rule with the method, and notes the methods of others.
func (f *search) choose(rules []*rule, lax bool) *rule {
	for _, u := range rules {
		switch {
		case lax && u.strict:
		case u.allows(f.method):
			return u
		default:
			f.allowed = append(f.allowed, u.methods...)
		}
	}
	return nil
}

func (u *rule) allows(method string) bool { return slices.Contains(u.methods, method) }
