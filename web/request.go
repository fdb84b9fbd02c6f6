package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"
)

// A RequestContext is one request on its way through an App: Flask's request
// context, and a context.Context, that of the *http.Request which hooks and views
// get. So it reaches whatever that context reaches, other goroutines too. It is
// used by one goroutine at a time.
type RequestContext struct {
	context.Context // of the request as it came

	app       *AppContext
	ownApp    AppContext // app, unless there was one already
	req       *http.Request
	ownReq    http.Request // that is *req
	res       *Response
	own       Response
	session   Session
	rule      *rule
	plan      *plan
	args      Args
	routing   error
	afterThis []hook[After]
	flashes   []Flash
	flashed   bool
	vary      [1]string // the header's, when the session was read
	late      bool      // finishing the 500 of an error that escaped
}

// Value finds the contexts, and what the context of the request carries.
func (c *RequestContext) Value(key any) any {
	switch key.(type) {
	case requestKey:
		return c
	case appKey:
		return c.app
	}
	return c.Context.Value(key)
}

// From returns the request context of ctx. It panics with [ErrNoContext] outside of
// a request.
func From(ctx context.Context) *RequestContext {
	c, ok := Lookup(ctx)
	if !ok {
		panic(ErrNoContext)
	}
	return c
}

// Lookup returns the request context of ctx, if it carries one.
func Lookup(ctx context.Context) (*RequestContext, bool) {
	if c, ok := ctx.(*RequestContext); ok {
		return c, true
	}
	c, ok := ctx.Value(requestKey{}).(*RequestContext)
	return c, ok
}

// SessionFrom returns the session of the request ctx belongs to. It panics with
// [ErrNoContext] outside of a request.
func SessionFrom(ctx context.Context) *Session { return &From(ctx).session }

// App returns the App that serves the request.
func (c *RequestContext) App() *App { return c.app.app }

// AppContext returns the application context the request was pushed on.
func (c *RequestContext) AppContext() *AppContext { return c.app }

// Request returns the request as hooks and views get it.
func (c *RequestContext) Request() *http.Request { return c.req }

// Session returns the session of the request, never nil.
func (c *RequestContext) Session() *Session { return &c.session }

// Endpoint returns the full name of the view, "" if no rule matched.
func (c *RequestContext) Endpoint() string {
	if c.rule == nil {
		return ""
	}
	return c.rule.endpoint
}

// Rule returns the rule that matched as it was written, prefixes included; "" if
// none did.
func (c *RequestContext) Rule() string {
	if c.rule == nil {
		return ""
	}
	return c.rule.text
}

// Args returns the values of the URL, nil if no rule matched.
func (c *RequestContext) Args() *Args {
	if c.rule == nil {
		return nil
	}
	return &c.args
}

// RoutingError returns why no rule matched: an [HTTPError], nil if one did.
func (c *RequestContext) RoutingError() error { return c.routing }

// Blueprint returns the full name of the blueprint of the endpoint, "" if it is in
// none.
func (c *RequestContext) Blueprint() string { return blueprintOf(c.Endpoint()) }

// Blueprints returns the names of [RequestContext.Blueprint] and those around it,
// innermost first. The slice is not to be changed.
func (c *RequestContext) Blueprints() []string {
	if c.rule == nil {
		return nil
	}
	return c.plan.names
}

// AfterThisRequest has f see the response to this request before the functions of
// [Scaffold.After] do: in the order they were added.
func (c *RequestContext) AfterThisRequest(f After) {
	if f == nil {
		panic(ErrNilFunc)
	}
	c.afterThis = append(c.afterThis, newHook(f))
}

// match finds the rule. A routing error is only kept: the functions around the
// request run all the same.
func (c *RequestContext) match() {
	a, r := c.app.app, c.req
	c.plan = a.plan
	path := routePath(r.URL.Path)
	method := strings.ToUpper(r.Method)
	v := a.rules.root.match(path, method, &c.args)
	switch {
	case v.redirect != "":
		c.redirect(quoteStatic.quote(v.redirect))
	case v.rule == nil:
		e := &HTTPError{Code: http.StatusNotFound}
		if len(v.allowed) > 0 {
			e.Code = http.StatusMethodNotAllowed
			e.Header = http.Header{"Allow": {allow(v.allowed)}}
		}
		c.routing = e
		c.ownErrors(path)
	default:
		if to := a.rules.canonical(v.rule, method, &c.args); to != "" {
			c.redirect(to)
			return
		}
		c.rule, c.plan = v.rule, v.rule.plan
	}
}

// routePath is the path as rules see it: with one slash in front, unless it is empty.
func routePath(path string) string {
	if path != "" && (path[0] != '/' || len(path) > 1 && path[1] == '/') {
		path = "/" + strings.TrimLeft(path, "/")
	}
	return decodePath(path)
}

// ownErrors gives a routing error to the blueprint with the longest prefix that
// asked for them.
func (c *RequestContext) ownErrors(path string) {
	longest := -1
	for _, own := range c.app.app.owned {
		rest, below := strings.CutPrefix(path, own.prefix)
		if below && (rest == "" || rest[0] == '/') && len(own.prefix) > longest {
			longest, c.plan = len(own.prefix), c.app.app.plans[own.name]
		}
	}
}

// redirect keeps a 308 to another path: werkzeug's RequestRedirect.
func (c *RequestContext) redirect(path string) {
	at := c.place()
	script := strings.Trim(at.script, "/")
	if script != "" {
		script += "/"
	}
	to := at.scheme + "://" + at.host + "/" + script + strings.TrimLeft(path, "/")
	if q := c.req.URL.RawQuery; q != "" {
		to += "?" + ascii(q)
	}
	c.routing = &HTTPError{Code: http.StatusPermanentRedirect, location: to}
}

// ascii quotes what a header cannot have: bytes that are not ASCII. net/http lets them
// through in a query.
func ascii(query string) string {
	var b []byte
	for i := range len(query) {
		if c := query[i]; c >= utf8.RuneSelf {
			b = fmt.Appendf(b, "%%%02X", c)
		} else {
			b = append(b, c)
		}
	}
	return string(b)
}

// A place is what absolute URLs begin with.
type place struct{ scheme, host, script string }

func (c *RequestContext) place() place {
	p := place{scheme: "http", host: strings.ToLower(c.req.Host)}
	a := c.app.app
	switch {
	case a.behindProxy:
		p.scheme = a.scheme
	case c.req.TLS != nil:
		p.scheme = "https"
	}
	if p.scheme == "http" {
		p.host = strings.TrimSuffix(p.host, ":80")
	} else {
		p.host = strings.TrimSuffix(p.host, ":443")
	}
	p.script = mountedAt(c.Context)
	return p
}
