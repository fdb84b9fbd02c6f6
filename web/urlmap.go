package web

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// A urlMap holds the rules of an App, for matching and for building.
type urlMap struct {
	root       state
	byEndpoint map[string][]*rule
	order      []string // of endpoints, as they came
}

func (m *urlMap) add(u *rule) {
	m.root.add(u)
	if m.byEndpoint == nil {
		m.byEndpoint = map[string][]*rule{}
	}
	if _, known := m.byEndpoint[u.endpoint]; !known {
		m.order = append(m.order, u.endpoint)
	}
	m.byEndpoint[u.endpoint] = append(m.byEndpoint[u.endpoint], u)
}

// A Rule is one rule of an App.
type Rule struct {
	Rule     string // prefixes included
	Endpoint string
	Methods  []string // sorted
}

// Rules ranges over the rules there are, by endpoint in the order they came. It can
// be ranged again.
func (a *App) Rules() iter.Seq[Rule] {
	return func(yield func(Rule) bool) {
		for _, endpoint := range a.rules.order {
			for _, u := range a.rules.byEndpoint[endpoint] {
				if !yield(Rule{u.text, endpoint, slices.Clone(u.methods)}) {
					return
				}
			}
		}
	}
}

// sort is done once, before the first request.
func (m *urlMap) sort() {
	m.root.sort()
	for _, rules := range m.byEndpoint {
		slices.SortStableFunc(rules, func(a, b *rule) int {
			return cmp.Or(cmp.Compare(-len(a.arguments), -len(b.arguments)), cmp.Compare(-a.defaults.Len(), -b.defaults.Len()))
		})
	}
}

// canonical returns the path of another rule of the endpoint whose defaults are
// what u matched: /page/1 where /page means page 1. "" if there is none.
func (m *urlMap) canonical(u *rule, method string, args *Args) string {
	rules := m.byEndpoint[u.endpoint]
	if len(rules) == 1 {
		return ""
	}
	for _, r := range rules {
		if r == u {
			break
		}
		if r.defaults.Len() > 0 && !r.sameShape(u) && sameKeys(r.arguments, u.arguments) && r.suits(args, method, true) {
			for name, value := range r.defaults.All() {
				args.Set(name, value)
			}
			path, err := r.url(args)
			if err == nil {
				return path
			}
		}
	}
	return ""
}

// find builds the path of the first rule of the endpoint that suits the values:
// first of those with the method of the request, then of any.
func (m *urlMap) find(endpoint, method string, anyMethod bool, values *Args) (string, bool, error) {
	for _, check := range []bool{true, false} {
		if !check && !anyMethod {
			break
		}
		for _, u := range m.byEndpoint[endpoint] {
			if u.suits(values, method, check) {
				path, err := u.url(values)
				return path, err == nil, err
			}
		}
	}
	return "", false, nil
}

// suits reports whether the rule can be built from the values.
func (u *rule) suits(values *Args, method string, check bool) bool {
	if check && !u.allows(method) {
		return false
	}
	for name := range u.arguments {
		if !u.defaults.Has(name) && !values.Has(name) {
			return false
		}
	}
	for name, value := range u.defaults.All() {
		if values.Has(name) && !equal(value, values.Get(name)) {
			return false
		}
	}
	return true
}

// url writes the path with its query. The error is a [ValueError].
func (u *rule) url(values *Args) (string, error) {
	var b strings.Builder
	for _, p := range u.build {
		if !p.variable {
			b.WriteString(p.text)
			continue
		}
		value := values.Get(p.text)
		url, ok := p.conv.write(value)
		if !ok {
			return "", &ValueError{p.text, p.conv.name, value}
		}
		b.WriteString(url)
	}
	sep := byte('?')
	for name, value := range values.All() {
		if u.arguments[name] {
			continue
		}
		for _, v := range several(value) {
			if v != nil {
				b.WriteByte(sep)
				b.WriteString(queryEscape(name) + "=" + queryEscape(text(v)))
				sep = '&'
			}
		}
	}
	return b.String(), nil
}

// several returns the items of a list, or the value alone.
func several(value any) []any {
	switch v := value.(type) {
	case []any:
		return v
	case Tuple:
		return v
	case []string:
		all := make([]any, len(v))
		for i := range v {
			all[i] = v[i]
		}
		return all
	case []int:
		all := make([]any, len(v))
		for i := range v {
			all[i] = v[i]
		}
		return all
	}
	return []any{value}
}

func sameKeys(a, b map[string]bool) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if !b[k] {
			return false
		}
	}
	return true
}
