package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"underhood/internal/reqcopy"
)

// serve takes a request through the App: Flask.wsgi_app and what it calls
// (flask/app.py, flask/ctx.py), step by step.
func (a *App) serve(w http.ResponseWriter, r *http.Request) {
	c := &RequestContext{Context: r.Context()}
	c.ownReq = *r.WithContext(c) // inlined, so that there is one allocation for both
	c.req = &c.ownReq
	c.res = &c.own
	c.res.begin(c, w)
	c.push(a)
	done, returned := false, false
	defer func() {
		if !done { // runtime.Goexit: nothing is sent, but all is torn down
			c.pop(http.ErrAbortHandler)
		}
		c.res.end()
		reqcopy.Return(c.req, r, returned)
	}()
	escaped := c.run()
	done = true
	c.pop(escaped)
	switch {
	case escaped == nil:
	case aborts(escaped), c.res.cut:
		panic(http.ErrAbortHandler) // the client is to see that it is not whole
	case a.propagate:
		panic(escaped)
	}
	returned = true
}

func (c *RequestContext) push(a *App) {
	if outer := AppFrom(c.Context); outer != nil && outer.app == a {
		c.app = outer
	} else {
		c.ownApp.app = a
		c.app = &c.ownApp
		c.tell(AppPushed, "", "", nil)
	}
	c.tell(RequestPushed, "", "", nil)
	c.session.open(c, a.sessions)
	c.tell(SessionOpened, "", "", nil)
	c.match()
	c.tell(Matched, "", c.Rule(), c.routing)
}

// run answers, and returns the error that escaped all handlers.
func (c *RequestContext) run() error {
	c.tell(Started, "", "", nil)
	err := guard(c.dispatch)
	if err != nil {
		c.tell(Raised, "", "", err)
	}
	if over, err := c.over(err); over {
		return err
	}
	if err == nil {
		err = c.res.failed
	} else if c.res.failed == nil {
		raised := err
		err = guard(func() error { return c.handle(raised) }) // its own methods may panic
		if over, err := c.over(err); over {
			return err
		}
	} else {
		err = c.res.failed
	}
	if err == nil && !c.res.written() {
		err = ErrNoResponse
	}
	if err == nil {
		if err = guard(c.finish); err == nil {
			c.res.send()
			return nil
		}
	}
	if aborts(err) {
		return err
	}
	return c.escape(err)
}

// over reports whether nothing can be answered any more: the header is out, the
// connection was taken over, or the request is to be aborted.
func (c *RequestContext) over(err error) (bool, error) {
	switch {
	case aborts(err), c.res.hijacked:
		return true, err
	case c.res.sent:
		if err != nil {
			c.res.cut = true
			c.tell(Escaped, "", "", err)
			level := slog.LevelError
			if c.req.Context().Err() != nil { // the client has left, which is no fault of ours
				level = slog.LevelDebug
			}
			c.app.app.logger().Log(c.req.Context(), level, "web: error after the response was begun", "error", err, "path", c.req.URL.Path)
		}
		return true, err
	}
	return false, nil
}

// dispatch is Flask's preprocess_request and dispatch_request.
func (c *RequestContext) dispatch() error {
	for i := range c.plan.preprocess {
		h := &c.plan.preprocess[i]
		c.tell(Preprocessing, h.scope, h.name, nil)
		if err := h.f(c.req, c.Endpoint(), c.Args()); err != nil {
			return err
		}
	}
	for i := range c.plan.before {
		h := &c.plan.before[i]
		c.tell(BeforeCalled, h.scope, h.name, nil)
		if err := h.f(c.res, c.req); err != nil || c.res.written() {
			return err
		}
	}
	if c.routing != nil {
		return c.routing
	}
	if c.rule.auto && strings.EqualFold(c.req.Method, http.MethodOptions) {
		c.tell(OptionsAnswered, "", "", nil)
		c.options()
		return nil
	}
	if c.app.app.watch != nil {
		c.tell(Viewing, blueprintOf(c.rule.endpoint), c.rule.endpoint, nil)
	}
	return c.rule.view(c.res, c.req)
}

// options answers OPTIONS with the methods of all rules that fit.
func (c *RequestContext) options() {
	v := c.app.app.rules.root.match(routePath(c.req.URL.Path), "--", &Args{})
	if v.redirect == "" && len(v.allowed) > 0 {
		c.res.Header().Set("Allow", allow(v.allowed))
	}
	c.res.WriteHeader(http.StatusOK)
}

func allow(methods []string) string {
	methods = slices.Clone(methods)
	slices.Sort(methods)
	return strings.Join(slices.Compact(methods), ", ")
}

// handle is Flask's handle_user_exception: an error becomes a response, or escapes.
func (c *RequestContext) handle(err error) error {
	c.res.Reset()
	e := asHTTP(err)
	if e != nil && (e.Code == 0 || e.location != "") {
		e.ServeHTTP(c.res, c.req)
		return nil
	}
	h, ok := lookup(c.plan.handlers, err)
	switch {
	case ok:
		return c.call(h, err, e)
	case e != nil:
		e.ServeHTTP(c.res, c.req)
		return nil
	}
	return err
}

// call asks an error handler.
func (c *RequestContext) call(h hook[ErrorHandler], err error, e *HTTPError) error {
	c.tell(Handling, "", h.name, err)
	out := guard(func() error { return h.f(c.res, c.req, err) })
	switch {
	case out == nil:
		return nil
	case same(out, err) && e != nil:
		c.res.Reset()
		e.ServeHTTP(c.res, c.req)
		return nil
	case same(out, err):
		return ErrNoResponse
	}
	return out
}

// finish is Flask's finalize_request: the functions after the request, then the
// session.
func (c *RequestContext) finish() error {
	c.res.finishing = true
	defer func() { c.res.finishing = false }()
	c.tell(Responded, "", "", nil)
	for i := 0; i < len(c.afterThis); i++ { // one may add another
		c.tell(AfterThis, "", c.afterThis[i].name, nil)
		if err := c.afterThis[i].f(c.res, c.req); err != nil {
			return err
		}
	}
	for i := range c.plan.after {
		h := &c.plan.after[i]
		c.tell(AfterCalled, h.scope, h.name, nil)
		if err := h.f(c.res, c.req); err != nil {
			return err
		}
	}
	if err := c.session.save(c.res); err != nil {
		return err
	}
	c.tell(SessionSaved, "", "", nil)
	c.tell(Finished, "", "", nil)
	return nil
}

// escape is Flask's handle_exception: an error nobody took is a 500, for which the
// functions after the request run, perhaps again.
func (c *RequestContext) escape(err error) error {
	a := c.app.app
	c.tell(Escaped, "", "", err)
	if a.propagate {
		return err
	}
	about := []any{"method", c.req.Method, "error", err}
	if p := panicked(err); p != nil {
		about = append(about, "stack", string(p.Stack))
	}
	a.logger().Error("web: exception on "+c.req.URL.Path, about...)
	c.res.Reset()
	c.res.failed, c.late = nil, true
	e := &HTTPError{Code: http.StatusInternalServerError, Original: err}
	failed := error(nil)
	if h, ok := lookup(c.plan.handlers, e); ok {
		failed = c.call(h, e, e)
	} else {
		e.ServeHTTP(c.res, c.req)
	}
	if over, _ := c.over(failed); over {
		return err
	}
	if failed == nil && !c.res.written() {
		failed = ErrNoResponse
	}
	if failed != nil {
		c.tell(Unanswered, "", "", failed)
		a.logger().Error("web: the handler of the error failed", "error", failed)
		c.res.Reset()
		e.ServeHTTP(c.res, c.req)
		c.res.send()
		return err
	}
	if failed := guard(c.finish); failed != nil {
		c.tell(FinishFailed, "", "", failed)
		a.logger().Error("web: finishing the request failed while handling an error", "error", failed)
		c.res.restore()
	}
	c.res.send()
	return err
}

// pop runs all teardown functions, whatever one does; then the contexts are gone.
func (c *RequestContext) pop(escaped error) {
	var errs []error
	for i := range c.plan.teardown {
		h := &c.plan.teardown[i]
		c.tell(TeardownCalled, h.scope, h.name, escaped)
		if err := guard(func() error { return h.f(c.req, escaped) }); err != nil {
			errs = append(errs, err)
		}
	}
	c.tell(RequestPopped, "", "", escaped)
	if c.app == &c.ownApp {
		// The request is gone: what is left of ctx is the application.
		ctx := c.Context
		if len(c.app.app.appdown) > 0 {
			ctx = context.WithValue(ctx, appKey{}, c.app)
		}
		if err := c.app.pop(ctx, c, escaped); err != nil {
			errs = append(errs, err)
		}
	}
	if err := errors.Join(errs...); err != nil {
		c.tell(TeardownFailed, "", "", err)
		c.app.app.logger().Error("web: teardown failed", "error", err, "path", c.req.URL.Path)
	}
}

func (c *RequestContext) tell(step Step, scope, name string, err error) {
	if a := c.app.app; a.watch != nil {
		a.watch(Event{step, c, c.app, scope, name, err})
	}
}

// guard turns a panic into an error.
func guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = newPanic(v)
		}
	}()
	return f()
}

func newPanic(v any) error {
	if err, ok := v.(error); ok && aborts(err) {
		return err
	}
	return &PanicError{Value: v, Stack: debug.Stack()}
}

// aborts reports whether an error is http.ErrAbortHandler. One whose own methods panic,
// such as a nil pointer in an error, is not.
func aborts(err error) (is bool) {
	if err == nil {
		return false
	}
	defer func() {
		if recover() != nil {
			is = false
		}
	}()
	return errors.Is(err, http.ErrAbortHandler)
}

// panicked is the panic in an error, if there is one.
func panicked(err error) (p *PanicError) {
	defer func() {
		if recover() != nil {
			p = nil
		}
	}()
	errors.As(err, &p)
	return p
}
