package web

import (
	"net/http"
	"strings"
)

// A plan is what runs around the requests of one blueprint, put in order once:
// the functions of the App and of the blueprints around it, by the names in the
// endpoint.
type plan struct {
	names      []string // of the blueprints, innermost first
	preprocess []scoped[Preprocessor]
	before     []scoped[View]
	after      []scoped[After]
	teardown   []scoped[Teardown]
	middleware []Middleware
	handlers   []*errorHandlers
}

// scoped is a function and the blueprint it comes from, "" for the App.
type scoped[F any] struct {
	hook[F]
	scope string
}

// blueprintOf returns the name of the blueprint of an endpoint, "" if there is none.
func blueprintOf(endpoint string) string {
	if i := strings.LastIndexByte(endpoint, '.'); i >= 0 {
		return endpoint[:i]
	}
	return ""
}

// namesOf returns the names of a blueprint and those around it: a.b.c, a.b, a.
func namesOf(blueprint string) []string {
	var names []string
	for name := blueprint; name != ""; name = blueprintOf(name) {
		names = append(names, name)
	}
	return names
}

func (a *App) planOf(blueprint string) *plan {
	if p := a.plans[blueprint]; p != nil {
		return p
	}
	p := &plan{names: namesOf(blueprint)}
	a.plans[blueprint] = p
	outward := []*Scaffold{}
	for _, name := range p.names {
		s := a.blueprints[name]
		if s == nil {
			s = &Scaffold{} // an endpoint of the App with a dot in it
		}
		outward = append(outward, s)
	}
	outward = append(outward, &a.Scaffold)
	scope := func(i int) string {
		if i < len(p.names) {
			return p.names[i]
		}
		return ""
	}
	for i, s := range outward {
		p.after = append(p.after, backward(scope(i), s.after)...)
		p.teardown = append(p.teardown, backward(scope(i), s.teardown)...)
		if !s.handlers.empty() {
			p.handlers = append(p.handlers, &s.handlers)
		}
	}
	for j := range outward {
		i := len(outward) - 1 - j // the App, then the outermost blueprint inwards
		s := outward[i]
		p.preprocess = append(p.preprocess, forward(scope(i), s.preprocess)...)
		p.before = append(p.before, forward(scope(i), s.before)...)
		p.middleware = append(p.middleware, s.middleware...)
	}
	return p
}

func forward[F any](scope string, hooks []hook[F]) []scoped[F] {
	all := make([]scoped[F], len(hooks))
	for i, h := range hooks {
		all[i] = scoped[F]{h, scope}
	}
	return all
}

func backward[F any](scope string, hooks []hook[F]) []scoped[F] {
	all := make([]scoped[F], len(hooks))
	for i, h := range hooks {
		all[len(hooks)-1-i] = scoped[F]{h, scope}
	}
	return all
}

// wrap puts the middleware around a view. An error passes the middleware by on the
// way out, since an http.Handler has no place for one.
func (p *plan) wrap(view View) View {
	if len(p.middleware) == 0 {
		return view
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		var err error
		called := false
		var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			called = true
			err = view(w, r)
		})
		for i := len(p.middleware) - 1; i >= 0; i-- {
			h = p.middleware[i](h)
		}
		h.ServeHTTP(w, r)
		if res := From(r.Context()).res; !called && !res.written() {
			res.WriteHeader(http.StatusOK) // as net/http has it
		}
		return err
	}
}
