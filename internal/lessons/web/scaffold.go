package lesson

import (
	"context"
	"fmt"
	"net/http"

	"underhood/web"
)

// scaffold adds what a node says. The error is what Python would raise.
func (p *player) scaffold(scope web.Scope, s *web.Scaffold, n Node) error {
	s.Before(p.befores(n.Before)...)
	s.After(p.afters(n.After)...)
	s.Teardown(p.teardowns(n.Teardown)...)
	s.Preprocess(p.preprocessors(n.URLValuePreprocessor)...)
	if bp, ok := scope.(*web.Blueprint); ok {
		app := bp.App()
		app.Before(p.befores(n.AppBefore)...)
		app.After(p.afters(n.AppAfter)...)
		app.Teardown(p.teardowns(n.AppTeardown)...)
	}
	for _, d := range n.URLDefaultsFn {
		set, err := pairs(d.Set)
		if err != nil {
			return &badCase{err}
		}
		s.URLDefaults(func(_ context.Context, _ string, values *web.Args) {
			for _, m := range set {
				values.SetDefault(m.key, plain(m.value))
			}
		})
	}
	for _, h := range n.ErrorHandlers {
		if err := p.handler(scope, s, h); err != nil {
			return err
		}
	}
	if bp, ok := scope.(*web.Blueprint); ok {
		for _, h := range n.AppErrorHandlers {
			if err := p.handler(bp.App(), bp.App(), h); err != nil {
				return err
			}
		}
	}
	for i, r := range n.Routes {
		if err := p.route(s, r, i); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) handler(scope web.Scope, s *web.Scaffold, h Handler) error {
	key, err := decode(h.For)
	if err != nil {
		return &badCase{err}
	}
	label := str(key)
	if h.Label != nil {
		label = *h.Label
	}
	todo := p.do(h.Do)
	f := func(w http.ResponseWriter, r *http.Request, err error) error {
		var original any
		if e := new(web.HTTPError); asHTTP(err, &e) && e.Original != nil {
			original = typeName(e.Original)
		}
		p.log([]any{"error:" + label, handledName(err), original})
		out, failed := p.act(r.Context(), todo, "error", nil)
		switch {
		case failed != nil:
			return failed
		case out == nil || out[0] == nil && len(out) == 1:
			return err
		}
		return unlessType(respond(w, out))
	}
	if code, ok := key.(int); ok {
		s.HandleCode(code, f)
		return nil
	}
	c := p.classes[str(key)]
	switch {
	case c == nil:
		return errKey
	case c.name == "Exception":
		web.HandleType(scope, f)
	case c.name == "HTTPException":
		web.HandleType(scope, func(w http.ResponseWriter, r *http.Request, err *web.HTTPError) error { return f(w, r, err) })
	default:
		s.HandleError(c, f)
	}
	return nil
}

// asHTTP reports whether err itself is an HTTPError.
func asHTTP(err error, to **web.HTTPError) bool {
	e, ok := err.(*web.HTTPError) //nolint:errorlint // not one that is wrapped
	if ok {
		*to = e
	}
	return ok
}

// handledName is the class a handler sees: a 500 is one, whatever it came from.
func handledName(err error) string {
	if e := new(web.HTTPError); asHTTP(err, &e) {
		return werkzeug[e.Code]
	}
	return typeName(err)
}

// unlessType leaves it to the package to find that there is no response.
func unlessType(err error) error {
	if err == error(errType) { //nolint:errorlint // this very one
		return nil
	}
	return err
}

func (p *player) route(s *web.Scaffold, r Route, i int) error {
	label := r.Label
	if label == "" {
		label = r.Endpoint
	}
	if label == "" {
		label = fmt.Sprintf("r%d", i)
	}
	endpoint := r.Endpoint
	if endpoint == "" {
		endpoint = label
	}
	todo := p.do(r.Do)
	view := func(w http.ResponseWriter, rq *http.Request) error {
		p.log([]any{"view:" + label, encArgs(web.From(rq.Context()).Args())})
		p.w = w
		out, err := p.act(rq.Context(), todo, label, nil)
		p.w = nil
		switch {
		case err != nil:
			return err
		case out != nil && (out[0] != nil || len(out) > 1):
			return unlessType(respond(w, out))
		case !r.None:
			return respond(w, []any{""})
		}
		return nil
	}
	var opts []web.RouteOption
	if r.Methods != nil {
		opts = append(opts, web.Methods(r.Methods...))
	}
	defaults, err := pairs(r.Defaults)
	if err != nil {
		return &badCase{err}
	}
	if defaults != nil {
		opts = append(opts, web.Defaults(defaults.flat()...))
	}
	if r.StrictSlashes != nil {
		opts = append(opts, web.StrictSlashes(*r.StrictSlashes))
	}
	if r.Automatic != nil {
		opts = append(opts, web.AutomaticOptions(*r.Automatic))
	}
	s.Handle(r.Rule, endpoint, view, opts...)
	return nil
}
