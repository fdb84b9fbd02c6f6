package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// An App is an application: rules, functions around the request, error handlers,
// registered blueprints and sessions, behind the [http.Handler] it is. It is set up
// by one goroutine, then serves any number; what is added after the first request
// panics with a [*SetupError].
type App struct {
	Scaffold
	blueprints map[string]*Scaffold // by full name, each with what it had when registered
	appdown    []hook[AppTeardown]
	builders   []BuildErrorHandler
	rules      urlMap
	views      map[string]View
	owned      []ownedPrefix
	errs       []error

	later       []Option
	sessions    sessions
	serverName  string
	root        string
	scheme      string
	behindProxy bool
	bufferSize  int
	defaultType []string
	propagate   bool
	log         *slog.Logger
	now         func() time.Time
	watch       func(Event)

	once    sync.Once
	ready   atomic.Bool
	built   error
	plans   map[string]*plan // by the name of a blueprint, "" for requests without
	plan    *plan            // of requests without
	buffers sync.Pool
}

// ownedPrefix is a path whose errors belong to a blueprint.
type ownedPrefix struct{ prefix, name string }

// A BuildErrorHandler is asked for the URL that [URLFor] could not build. It returns
// another error, or err as it is, to let the next one try.
type BuildErrorHandler func(err *BuildError, endpoint string, values *Args) (string, error)

var htmlType = []string{"text/html; charset=utf-8"}

// New makes an App without rules. What is wrong with an option is reported by
// [App.Build].
func New(opts ...Option) *App {
	a := &App{
		blueprints: map[string]*Scaffold{}, views: map[string]View{}, plans: map[string]*plan{},
		root: "/", scheme: "http", bufferSize: 64 << 10, defaultType: htmlType, now: time.Now,
	}
	a.owner = a
	a.set(opts)
	a.set(a.later)
	return a
}

func (a *App) set(opts []Option) {
	for _, opt := range opts {
		if opt == nil {
			a.report("option", ErrNilFunc)
		} else if err := opt(a); err != nil {
			a.report("option", err)
		}
	}
}

// Register plays a blueprint into the App. A name that is taken is
// [ErrDuplicateName].
func (a *App) Register(b *Blueprint, opts ...BlueprintOption) {
	if b == nil {
		a.report("blueprint", ErrNilFunc)
		return
	}
	if a.open("blueprint " + b.name) {
		b.play(a, b.register("blueprint "+b.name, opts), "")
	}
}

// TeardownApp has functions run when an application context is popped, the one
// added last first: Flask's teardown_appcontext.
func (a *App) TeardownApp(fs ...AppTeardown) {
	for _, f := range fs {
		if a.can("TeardownApp", f == nil) {
			a.appdown = append(a.appdown, newHook(f))
		}
	}
}

// HandleBuildError has functions asked, in order, for URLs that cannot be built.
func (a *App) HandleBuildError(fs ...BuildErrorHandler) {
	for _, f := range fs {
		if a.can("HandleBuildError", f == nil) {
			a.builders = append(a.builders, f)
		}
	}
}

// Build ends the set-up and returns all that is wrong with it, joined: each a
// [*SetupError]. An App that was not built is when its first request comes, and
// one that is wrong answers every request with 500.
func (a *App) Build() error {
	a.once.Do(a.build)
	return a.built
}

func (a *App) build() {
	a.rules.sort()
	for _, endpoint := range a.rules.order {
		view := a.views[endpoint]
		if view == nil {
			a.report("endpoint "+endpoint, ErrUnknownEndpoint)
			continue
		}
		for _, u := range a.rules.byEndpoint[endpoint] {
			u.plan = a.planOf(blueprintOf(endpoint))
			u.view = u.plan.wrap(view)
		}
	}
	a.plan = a.planOf("")
	for _, own := range a.owned {
		a.planOf(own.name)
	}
	a.built = errors.Join(a.errs...)
	a.ready.Store(true)
}

func (a *App) addRule(r route) { a.bind(r, r.rule, r.endpoint, r.defaults) }

func (a *App) bind(r route, text, endpoint string, defaults *Args) {
	where := fmt.Sprintf("rule %q of endpoint %s", text, endpoint)
	if endpoint == "" {
		a.report(fmt.Sprintf("rule %q", text), ErrBadName)
		return
	}
	u, err := r.bind(text, endpoint, defaults)
	if err != nil {
		a.report(where, err)
		return
	}
	a.rules.add(u)
	switch {
	case r.view == nil:
	case a.views[endpoint] != nil:
		a.report(where, ErrDuplicateEndpoint)
	default:
		a.views[endpoint] = r.view
	}
}

func (a *App) own(prefix *string, name string) {
	if prefix == nil || strings.Contains(*prefix, "<") {
		a.report("blueprint "+name+", which owns its errors", ErrBadPrefix)
		return
	}
	a.owned = append(a.owned, ownedPrefix{strings.TrimRight(*prefix, "/"), name})
}

func (a *App) report(where string, err error) {
	a.errs = append(a.errs, &SetupError{where, err})
}

func (a *App) open(what string) bool {
	if a.ready.Load() {
		panic(&SetupError{what, ErrServing})
	}
	return true
}

func (a *App) logger() *slog.Logger {
	if a.log != nil {
		return a.log
	}
	return slog.Default()
}

// ServeHTTP answers one request. See the package comment for the steps.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !a.ready.Load() {
		_ = a.Build()
	}
	if a.built != nil {
		a.logger().Error("web: the application is not set up", "error", a.built)
		http.Error(w, "500 Internal Server Error", http.StatusInternalServerError)
		return
	}
	a.serve(w, r)
}
