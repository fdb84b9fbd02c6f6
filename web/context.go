package web

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
)

// An AppContext is where an application is at work: during a request, or in
// [App.In]. It carries g. Flask finds it on a stack that belongs to the thread or
// task; here it is a value of the context.Context one has anyway, and what is
// above it on the stack is a context made of it.
type AppContext struct {
	app *App
	g   Globals
}

// App returns the App at work: Flask's current_app.
func (c *AppContext) App() *App { return c.app }

// G returns what is kept for the length of this context: Flask's g.
func (c *AppContext) G() *Globals { return &c.g }

// Globals are values by name, for the length of an application context. Not safe
// for concurrent use.
type Globals struct{ values map[string]any }

// Get returns the value of a name, nil if there is none.
func (g *Globals) Get(name string) any { return g.values[name] }

// Lookup returns the value of a name, and whether there is one.
func (g *Globals) Lookup(name string) (any, bool) {
	v, ok := g.values[name]
	return v, ok
}

// Set gives a name its value.
func (g *Globals) Set(name string, value any) {
	if g.values == nil {
		g.values = map[string]any{}
	}
	g.values[name] = value
}

// Delete takes a name away and returns its value, nil if there was none.
func (g *Globals) Delete(name string) any {
	v := g.values[name]
	delete(g.values, name)
	return v
}

// All ranges over names and values, by name. It can be ranged again.
func (g *Globals) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, name := range slices.Sorted(maps.Keys(g.values)) {
			if !yield(name, g.values[name]) {
				return
			}
		}
	}
}

// An AppTeardown runs when an application context is popped; err is the error that
// escaped, or nil. What it returns is joined with what else went wrong.
type AppTeardown func(ctx context.Context, err error) error

type (
	appKey     struct{}
	requestKey struct{}
	mountKey   struct{}
)

// AppFrom returns the application context of ctx, nil if it carries none.
func AppFrom(ctx context.Context) *AppContext {
	c, _ := ctx.Value(appKey{}).(*AppContext)
	return c
}

// Current returns the App at work in ctx: Flask's current_app. It panics with
// [ErrNoContext] outside of an application context.
func Current(ctx context.Context) *App { return mustApp(ctx).app }

// G returns the g of ctx. It panics with [ErrNoContext] outside of an application
// context.
func G(ctx context.Context) *Globals { return &mustApp(ctx).g }

func mustApp(ctx context.Context) *AppContext {
	c := AppFrom(ctx)
	if c == nil {
		panic(ErrNoContext)
	}
	return c
}

// In pushes an application context of its own, calls do in it and pops it: the way
// to use g and [URLFor] in a task that no request started, and Flask's
// "with app.app_context()". It returns what do returned joined with what the
// functions of [App.TeardownApp] returned, and pops when do panics too. The error is
// that of [App.Build] if the App is wrong.
func (a *App) In(ctx context.Context, do func(ctx context.Context) error) (err error) {
	if err := a.Build(); err != nil {
		return err
	}
	c := &AppContext{app: a}
	ctx = context.WithValue(ctx, appKey{}, c)
	request, _ := Lookup(ctx)
	a.tell(Event{Step: AppPushed, Request: request, App: c})
	defer func() {
		v := recover()
		failed := err
		if v != nil {
			failed = newPanic(v)
		}
		err = errors.Join(err, c.pop(ctx, request, failed))
		if v != nil {
			panic(v)
		}
	}()
	return do(ctx)
}

// pop runs all teardown functions, whatever one does, and joins their errors.
func (c *AppContext) pop(ctx context.Context, request *RequestContext, failed error) error {
	var errs []error
	for i := len(c.app.appdown) - 1; i >= 0; i-- {
		h := c.app.appdown[i]
		c.app.tell(Event{Step: TeardownApp, Request: request, App: c, Func: h.name, Err: failed})
		errs = append(errs, guard(func() error { return h.f(ctx, failed) }))
	}
	c.app.tell(Event{Step: AppPopped, Request: request, App: c, Err: failed})
	return errors.Join(errs...)
}
