package lesson

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"underhood/web"
)

// A listing is all functions of a case as Flask's user would write them.
type listing struct{ all []function }

// A function is one of them, where it counts.
type function struct {
	Code
	kind, scope, label, name string
}

// list writes the functions of a case down. What is wrong with an action is found when
// the application is set up.
func list(c *Case) *listing {
	l := &listing{}
	l.node("", "app", c.App, true)
	l.registered(c, c.Register, "")
	return l
}

func (l *listing) registered(c *Case, all []Registration, within string) {
	for _, reg := range all {
		n, ok := c.Blueprints[reg.Blueprint]
		if !ok {
			continue
		}
		name, owner := reg.Blueprint, reg.Blueprint
		if n.Name != nil {
			name, owner = *n.Name, *n.Name
		}
		if reg.Name != nil {
			name = *reg.Name
		}
		scope := strings.TrimPrefix(within+"."+name, ".")
		l.node(scope, identifier(owner), n, false)
		l.registered(c, reg.Children, scope)
	}
}

// node writes down what a node has; owner is what its user calls it.
func (l *listing) node(scope, owner string, n Node, isApp bool) {
	before, after, down := web.BeforeCalled.String(), web.AfterCalled.String(), web.TeardownCalled.String()
	l.hooks(web.Preprocessing.String(), scope, owner+".url_value_preprocessor", "(endpoint, values)", n.URLValuePreprocessor)
	l.hooks(before, scope, owner+".before_request", "()", n.Before)
	l.hooks(after, scope, owner+".after_request", "(response)", n.After)
	l.hooks(down, scope, owner+".teardown_request", "(error)", n.Teardown)
	if isApp {
		l.hooks(web.TeardownApp.String(), "", "app.teardown_appcontext", "(error)", n.TeardownAppContext)
	} else {
		l.hooks(before, "", owner+".before_app_request", "()", n.AppBefore)
		l.hooks(after, "", owner+".after_app_request", "(response)", n.AppAfter)
		l.hooks(down, "", owner+".teardown_app_request", "(error)", n.AppTeardown)
	}
	l.handlers(scope, owner+".errorhandler", n.ErrorHandlers)
	l.handlers("", owner+".app_errorhandler", n.AppErrorHandlers)
	for i, r := range n.Routes {
		label := r.Label
		if label == "" {
			label = r.Endpoint
		}
		if label == "" {
			label = fmt.Sprintf("r%d", i)
		}
		with := ""
		if r.Methods != nil {
			with = ", methods=" + python(r.Methods)
		}
		l.add(web.Viewing.String(), scope, label, owner+".route("+python(r.Rule)+with+")", "("+strings.Join(variables(r.Rule), ", ")+")", r.Do)
	}
}

func (l *listing) hooks(kind, scope, decorator, args string, hooks []Hook) {
	for _, h := range hooks {
		l.add(kind, scope, h.Label, decorator, args, h.Do)
	}
}

func (l *listing) handlers(scope, decorator string, handlers []Handler) {
	for _, h := range handlers {
		key, err := decode(h.For)
		if err != nil {
			continue
		}
		label := str(key)
		if h.Label != nil {
			label = *h.Label
		}
		l.add(web.Handling.String(), scope, label, decorator+"("+str(key)+")", "(error)", h.Do)
	}
}

func (l *listing) add(kind, scope, label, decorator, args string, do json.RawMessage) {
	todo, err := steps(do)
	if err != nil {
		return
	}
	name := identifier(label)
	lines := []string{"@" + decorator, "def " + name + args + ":"}
	lines = append(lines, body(todo, "    ")...)
	switch {
	case kind == web.AfterCalled.String() && (len(todo) == 0 || todo[len(todo)-1].op != "return"):
		lines = append(lines, "    return response")
	case len(todo) == 0:
		lines = append(lines, "    pass")
	}
	l.all = append(l.all, function{Code{"in Flask: " + decorator, lines}, kind, scope, label, name})
}

// find finds a function by its label. An error handler does not say where it is from: it
// is the first one of the request's scopes.
func (l *listing) find(kind, scope, label string, scopes []string) *function {
	if kind != web.Handling.String() {
		scopes = []string{scope}
	}
	for _, scope := range scopes {
		i := slices.IndexFunc(l.all, func(f function) bool { return f.kind == kind && f.scope == scope && f.label == label })
		if i >= 0 {
			return &l.all[i]
		}
	}
	return nil
}

// variables are the names in a rule.
func variables(rule string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(rule, "<")
		if !ok {
			return names
		}
		inner, after, ok := strings.Cut(rest, ">")
		if !ok {
			return names
		}
		names = append(names, inner[strings.LastIndexByte(inner, ':')+1:])
		rule = after
	}
}
