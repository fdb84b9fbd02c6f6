package lesson

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"underhood/web"
)

// site is what the configuration says of where the application is.
type site struct{ scheme, host, root string }

// set makes the application. The error is a [badCase], or what Python would raise.
func (p *player) set() error {
	c := p.c
	classes, err := pairs(c.Errors)
	if err != nil {
		return &badCase{fmt.Errorf("errors: %w", err)}
	}
	for _, m := range classes {
		base := p.classes[str(m.value)]
		if base == nil {
			return errKey
		}
		p.classes[m.key] = &class{m.key, base, base.http}
	}
	opts, err := p.options()
	if err != nil {
		return &badCase{err}
	}
	p.app = web.New(opts...)
	p.app.TeardownApp(p.appTeardowns(c.App)...)
	if err := p.scaffold(p.app, &p.app.Scaffold, c.App); err != nil {
		return err
	}
	for _, reg := range c.Register {
		bp, opts, err := p.blueprint(reg)
		if err != nil {
			return err
		}
		p.app.Register(bp, opts...)
	}
	return p.app.Build()
}

func (p *player) options() ([]web.Option, error) {
	config, err := pairs(p.c.Config)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	p.clock, p.life, p.site = time.Now, 31*24*time.Hour, site{"http", "localhost", "/"}
	if p.c.Now != nil {
		now := time.Unix(int64(*p.c.Now), 0)
		p.clock = func() time.Time { return now }
	}
	cookie, refresh := web.FlaskCookie(), true
	opts := []web.Option{web.Clock(p.clock), web.Log(quiet()), web.Watch(p.watch)}
	for _, m := range config {
		if m.value == nil {
			continue
		}
		switch m.key {
		case "SESSION_COOKIE_NAME":
			cookie.Name = str(m.value)
		case "SESSION_COOKIE_DOMAIN":
			if truth(m.value) {
				cookie.Domain = str(m.value)
			}
		case "SESSION_COOKIE_PATH":
			cookie.Path = str(m.value)
		case "SESSION_COOKIE_SECURE":
			cookie.Secure = truth(m.value)
		case "SESSION_COOKIE_HTTPONLY":
			cookie.HTTPOnly = truth(m.value)
		case "SESSION_COOKIE_PARTITIONED":
			cookie.Partitioned = truth(m.value)
		case "SESSION_COOKIE_SAMESITE":
			cookie.SameSite = map[string]http.SameSite{
				"lax": http.SameSiteLaxMode, "strict": http.SameSiteStrictMode, "none": http.SameSiteNoneMode,
			}[strings.ToLower(str(m.value))]
		case "SESSION_REFRESH_EACH_REQUEST":
			refresh = truth(m.value)
		case "PERMANENT_SESSION_LIFETIME":
			if seconds, ok := m.value.(int); ok {
				p.life = time.Duration(seconds) * time.Second
			}
		case "SERVER_NAME":
			p.site.host = str(m.value)
			opts = append(opts, web.ServerName(p.site.host))
		case "APPLICATION_ROOT":
			p.site.root = str(m.value)
			opts = append(opts, web.Root(p.site.root))
		case "PREFERRED_URL_SCHEME":
			p.site.scheme = str(m.value)
			opts = append(opts, web.Scheme(p.site.scheme, false))
		case "PROPAGATE_EXCEPTIONS", "TESTING", "DEBUG":
			if truth(m.value) {
				opts = append(opts, web.Propagate())
			}
		}
	}
	if p.c.PermanentSeconds != nil {
		p.life = time.Duration(*p.c.PermanentSeconds * float64(time.Second))
	}
	if p.c.secretIsNull || p.c.Secret != nil && *p.c.Secret == "" {
		return opts, nil
	}
	secret := "k"
	if p.c.Secret != nil {
		secret = *p.c.Secret
	}
	return append(opts, web.SignedSessions(secret, web.OlderSecrets(p.c.Fallbacks...), web.SessionCookie(cookie),
		web.Lifetime(p.life), web.Refresh(refresh))), nil
}

// watch notes what Flask would let escape.
func (p *player) watch(e web.Event) {
	switch e.Step {
	case web.Unanswered:
		p.escaped = e.Err
	case web.TeardownFailed:
		p.escaped = first(e.Err)
	}
	if p.tape != nil {
		p.tape(e)
	}
}

func (p *player) do(text json.RawMessage) []step {
	todo, err := steps(text)
	if err != nil {
		panic(&badCase{err})
	}
	return todo
}

func (p *player) befores(hooks []Hook) (fs []web.View) {
	for _, h := range hooks {
		todo := p.do(h.Do)
		fs = append(fs, func(w http.ResponseWriter, r *http.Request) error {
			p.log("before:" + h.Label)
			out, err := p.act(r.Context(), todo, h.Label, nil)
			if err != nil || out == nil || out[0] == nil && len(out) == 1 {
				return err
			}
			return respond(w, out)
		})
	}
	return fs
}

func (p *player) afters(hooks []Hook) (fs []web.After) {
	for _, h := range hooks {
		todo := p.do(h.Do)
		fs = append(fs, func(res *web.Response, r *http.Request) error {
			p.log("after:" + h.Label)
			out, err := p.act(r.Context(), todo, h.Label, res)
			if err != nil || out == nil || out[0] == nil && len(out) == 1 {
				return err
			}
			res.Reset()
			return respond(res, out)
		})
	}
	return fs
}

func (p *player) teardowns(hooks []Hook) (fs []web.Teardown) {
	for _, h := range hooks {
		todo := p.do(h.Do)
		fs = append(fs, func(r *http.Request, err error) error { return p.down(r.Context(), h.Label, todo, err) })
	}
	return fs
}

func (p *player) appTeardowns(n Node) (fs []web.AppTeardown) {
	for _, h := range n.TeardownAppContext {
		todo := p.do(h.Do)
		fs = append(fs, func(ctx context.Context, err error) error { return p.down(ctx, "app:"+h.Label, todo, err) })
	}
	return fs
}

func (p *player) down(ctx context.Context, label string, todo []step, failed error) error {
	p.log([]any{"teardown:" + label, nameOrNil(failed)})
	_, err := p.act(ctx, todo, label, nil)
	return err
}

func nameOrNil(err error) any {
	if err == nil {
		return nil
	}
	return typeName(err)
}

func (p *player) preprocessors(hooks []Hook) (fs []web.Preprocessor) {
	for _, h := range hooks {
		todo := p.do(h.Do)
		fs = append(fs, func(r *http.Request, endpoint string, args *web.Args) error {
			var name any
			if args != nil {
				name = endpoint
			}
			p.log([]any{"uvp:" + h.Label, name, encArgs(args)})
			_, err := p.act(r.Context(), todo, h.Label, nil)
			return err
		})
	}
	return fs
}

// scaffold adds what a node says. The error is what Python would raise.
func (p *player) scaffold(scope web.Scope, s *web.Scaffold, n Node) (err error) {
	defer func() {
		if bad, ok := recover().(*badCase); ok {
			err = bad
		}
	}()
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
		out, err := p.act(rq.Context(), todo, label, nil)
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

// blueprint makes a blueprint, once for each key, and says where it goes.
func (p *player) blueprint(reg Registration) (*web.Blueprint, []web.BlueprintOption, error) {
	bp := p.built[reg.Blueprint]
	if bp == nil {
		node, ok := p.c.Blueprints[reg.Blueprint]
		if !ok {
			return nil, nil, errKey
		}
		name := reg.Blueprint
		if node.Name != nil {
			name = *node.Name
		}
		opts, err := placed(node.URLPrefix, nil, node.URLDefaults)
		if err != nil {
			return nil, nil, err
		}
		bp = web.NewBlueprint(name, opts...)
		if err := p.scaffold(bp, &bp.Scaffold, node); err != nil {
			return nil, nil, err
		}
		for _, child := range reg.Children {
			b, opts, err := p.blueprint(child)
			if err != nil {
				return nil, nil, err
			}
			bp.Register(b, opts...)
		}
		p.built[reg.Blueprint] = bp
	}
	opts, err := placed(reg.URLPrefix, reg.Name, reg.URLDefaults)
	return bp, opts, err
}

func placed(prefix, name *string, defaults json.RawMessage) (opts []web.BlueprintOption, err error) {
	if prefix != nil {
		opts = append(opts, web.Prefix(*prefix))
	}
	if name != nil {
		opts = append(opts, web.Name(*name))
	}
	values, err := pairs(defaults)
	if err != nil {
		return nil, &badCase{err}
	}
	if values != nil {
		opts = append(opts, web.PrefixDefaults(values.flat()...))
	}
	return opts, nil
}
