package web

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strings"
)

// A View answers a request: it writes a response, or returns an error, for which
// an error handler is looked up. What it has written is then thrown away, unless it
// was flushed. A View that does neither is told [ErrNoResponse]: to answer with
// nothing, call w.WriteHeader.
//
// It is also what runs before a request ([Scaffold.Before]): one that writes
// something has answered, and no other and no view is called.
//
// w is a *[Response].
type View func(w http.ResponseWriter, r *http.Request) error

// An After function sees, and may change, every response before it is sent, those
// to errors too. An error it returns makes the response a 500, and the After
// functions run again for that one.
type After func(res *Response, r *http.Request) error

// A Teardown runs when the request is over, whatever happened; err is the error
// that escaped all handlers, or nil. What it returns is logged.
type Teardown func(r *http.Request, err error) error

// A Preprocessor sees the values of a URL before any function that runs before the
// request, and may change them. For a request without a rule the endpoint is ""
// and args is nil.
type Preprocessor func(r *http.Request, endpoint string, args *Args) error

// URLDefaults adds values to those a URL of the endpoint is built from, mostly by
// [Args.SetDefault].
type URLDefaults func(ctx context.Context, endpoint string, args *Args)

// Middleware is that of net/http. See [Scaffold.Use].
type Middleware func(http.Handler) http.Handler

// A hook is a function that was registered, and the name it has in the program.
type hook[F any] struct {
	f    F
	name string
}

func newHook[F any](f F) hook[F] {
	return hook[F]{f, funcName(f)}
}

func funcName(f any) string {
	fn := runtime.FuncForPC(reflect.ValueOf(f).Pointer())
	if fn == nil {
		return ""
	}
	return fn.Name()[strings.LastIndexByte(fn.Name(), '/')+1:]
}

// A Scaffold is what an [App] and a [Blueprint] have in common: routes, functions
// around the request, error handlers. What it is told counts for the requests of
// the blueprint, or for all requests of the App. What is wrong with it is kept for
// [App.Build]. Not safe for concurrent use; nothing may be added after the first
// request.
type Scaffold struct {
	before      []hook[View]
	after       []hook[After]
	teardown    []hook[Teardown]
	preprocess  []hook[Preprocessor]
	urlDefaults []hook[URLDefaults]
	handlers    errorHandlers
	middleware  []Middleware

	owner interface {
		addRule(r route)
		report(where string, err error)
		open(what string) bool // still to be set up
	}
}

// A Scope is an [App], a [Blueprint], or what [Blueprint.App] returns.
type Scope interface{ scaffold() *Scaffold }

func (s *Scaffold) scaffold() *Scaffold { return s }

// can reports whether something may still be added, and is not nil.
func (s *Scaffold) can(what string, isNil bool) bool {
	if isNil {
		s.owner.report(what, ErrNilFunc)
		return false
	}
	return s.owner.open(what)
}

// Before has functions run before each request, in the order they were added:
// those of the App, then of the blueprints from the outermost in.
func (s *Scaffold) Before(fs ...View) {
	for _, f := range fs {
		if s.can("Before", f == nil) {
			s.before = append(s.before, newHook(f))
		}
	}
}

// After has functions run on each response, the one added last first: those of the
// innermost blueprint, outwards, and the App's.
func (s *Scaffold) After(fs ...After) {
	for _, f := range fs {
		if s.can("After", f == nil) {
			s.after = append(s.after, newHook(f))
		}
	}
}

// Teardown has functions run when the request is over, in the order of
// [Scaffold.After]. All of them run, whatever one does.
func (s *Scaffold) Teardown(fs ...Teardown) {
	for _, f := range fs {
		if s.can("Teardown", f == nil) {
			s.teardown = append(s.teardown, newHook(f))
		}
	}
}

// Preprocess has functions see the values of a URL, in the order of
// [Scaffold.Before] and before all of those.
func (s *Scaffold) Preprocess(fs ...Preprocessor) {
	for _, f := range fs {
		if s.can("Preprocess", f == nil) {
			s.preprocess = append(s.preprocess, newHook(f))
		}
	}
}

// URLDefaults has functions add values to URLs of endpoints in here.
func (s *Scaffold) URLDefaults(fs ...URLDefaults) {
	for _, f := range fs {
		if s.can("URLDefaults", f == nil) {
			s.urlDefaults = append(s.urlDefaults, newHook(f))
		}
	}
}

// Use wraps the views in here in middleware of net/http, the first outermost, the
// App's around the blueprints'. It runs after the functions of [Scaffold.Before],
// and an error of the view passes it by. To wrap everything, wrap the App.
func (s *Scaffold) Use(ms ...Middleware) {
	for _, m := range ms {
		if s.can("Use", m == nil) {
			s.middleware = append(s.middleware, m)
		}
	}
}

// HandleCode has f answer for an [HTTPError] of this code.
func (s *Scaffold) HandleCode(code int, f ErrorHandler) {
	if s.can("HandleCode", f == nil) {
		s.check("HandleCode", s.handlers.code(code, f))
	}
}

// HandleError has f answer for errors that are target, as errors.Is has it, where
// nothing more specific is registered.
func (s *Scaffold) HandleError(target error, f ErrorHandler) {
	if s.can("HandleError", f == nil) {
		s.check("HandleError", s.handlers.is(target, f))
	}
}

// HandleType has f answer for errors of type T, which may be an interface; error
// itself is any error at all. It does what errorhandler(Class) does in Flask.
func HandleType[T error](s Scope, f func(w http.ResponseWriter, r *http.Request, err T) error) {
	sc, t := s.scaffold(), reflect.TypeFor[T]()
	if !sc.can("HandleType", f == nil) {
		return
	}
	sc.handlers.as(t, func(w http.ResponseWriter, r *http.Request, err error) error {
		var as T
		if !errors.As(err, &as) {
			return err
		}
		if out := f(w, r, as); out == nil || !same(out, as) {
			return out
		}
		return err // as it came: perhaps as was wrapped
	})
}

func same(a, b error) bool {
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

func (s *Scaffold) check(where string, err error) {
	if err != nil {
		s.owner.report(where, err)
	}
}

// extend adds what o has behind what is here.
func (s *Scaffold) extend(o *Scaffold) {
	s.before = append(s.before, o.before...)
	s.after = append(s.after, o.after...)
	s.teardown = append(s.teardown, o.teardown...)
	s.preprocess = append(s.preprocess, o.preprocess...)
	s.urlDefaults = append(s.urlDefaults, o.urlDefaults...)
	s.middleware = append(s.middleware, o.middleware...)
	for code, h := range o.handlers.byCode {
		put(&s.handlers.byCode, code, h)
	}
	for target, h := range o.handlers.byIs {
		put(&s.handlers.byIs, target, h)
	}
	for _, t := range o.handlers.faces {
		if !slices.Contains(s.handlers.faces, t) {
			s.handlers.faces = append(s.handlers.faces, t)
		}
	}
	for t, h := range o.handlers.byType {
		put(&s.handlers.byType, t, h)
	}
	if o.handlers.any.f != nil {
		s.handlers.any = o.handlers.any
	}
}
