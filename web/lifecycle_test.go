package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

var errBoom = errors.New("boom")

// nested is an App with an outer and an inner blueprint, all with functions around.
func nested(d *diary, view web.View, opts ...web.Option) (*web.App, *web.Blueprint, *web.Blueprint) {
	app := web.New(append(opts, quiet())...)
	outer := web.NewBlueprint("outer", web.Prefix("/o"))
	inner := web.NewBlueprint("inner", web.Prefix("/i"))
	d.around(&app.Scaffold, "app")
	d.around(&outer.Scaffold, "outer")
	d.around(&inner.Scaffold, "inner")
	app.TeardownApp(teardownApp(d))
	inner.Get("/x", "x", view)
	return app, outer, inner
}

func TestOrder(t *testing.T) {
	d := &diary{}
	app, outer, inner := nested(d, func(w http.ResponseWriter, r *http.Request) error {
		d.add("view")
		for _, name := range []string{"1", "2"} {
			web.From(r.Context()).AfterThisRequest(func(*web.Response, *http.Request) error {
				d.add("this:" + name)
				return nil
			})
		}
		return text("x")(w, r)
	})
	outer.Register(inner)
	app.Register(outer)
	require.Equal(t, "x", get(app, "/o/i/x").Body.String())
	require.Equal(t, "pre:app pre:outer pre:inner before:app before:outer before:inner view this:1 this:2 "+
		"after:inner after:outer after:app down:inner down:outer down:app appdown", d.take())
	require.Equal(t, http.StatusNotFound, get(app, "/o/i/y").Code)
	require.Equal(t, "pre:app before:app after:app down:app appdown", d.take(), "an unknown URL is in no blueprint")
}

func TestBeforeAnswers(t *testing.T) {
	d := &diary{}
	app := web.New()
	app.Before(func(http.ResponseWriter, *http.Request) error {
		d.add("first")
		return nil
	}, text("early"), func(http.ResponseWriter, *http.Request) error {
		d.add("never")
		return nil
	})
	app.Get("/", "index", text("late"))
	require.Equal(t, "early", get(app, "/").Body.String())
	require.Equal(t, "first", d.take())
}

type scope = web.Scaffold

func TestErrorLookup(t *testing.T) {
	says := func(s string) web.ErrorHandler {
		return func(w http.ResponseWriter, r *http.Request, _ error) error { return text(s)(w, r) }
	}
	errBase := errors.New("base")
	errSub := fmt.Errorf("sub: %w", errBase)
	tests := []struct {
		name  string
		err   error
		setup func(app, outer, inner *scope)
		want  string
	}{
		{"code of the app before type of the blueprint", web.Abort(404), func(app, _, inner *scope) {
			app.HandleCode(404, says("app 404"))
			web.HandleType(inner, func(w http.ResponseWriter, r *http.Request, _ *web.HTTPError) error {
				return text("inner HTTPError")(w, r)
			})
		}, "app 404"},
		{"inner before outer", errBoom, func(_, outer, inner *scope) {
			outer.HandleError(errBoom, says("outer"))
			inner.HandleError(errBoom, says("inner"))
		}, "inner"},
		{"the more specific before the more general", errSub, func(app, _, _ *scope) {
			app.HandleError(errBase, says("base"))
			app.HandleError(errSub, says("sub"))
		}, "sub"},
		{"what it wraps", fmt.Errorf("more: %w", errSub), func(app, _, _ *scope) {
			app.HandleError(errBase, says("base"))
		}, "base"},
		{"what it joins", errors.Join(errors.New("other"), errBase), func(app, _, _ *scope) {
			app.HandleError(errBase, says("base"))
		}, "base"},
		{"any error, inner, before the very one, outer", errBoom, func(_, outer, inner *scope) {
			outer.HandleError(errBoom, says("outer"))
			web.HandleType(inner, func(w http.ResponseWriter, r *http.Request, _ error) error { return text("inner any")(w, r) })
		}, "inner any"},
		{"an interface", &timeout{}, func(app, _, _ *scope) {
			web.HandleType(app, func(w http.ResponseWriter, r *http.Request, err interface {
				error
				Timeout() bool
			},
			) error {
				return text(fmt.Sprint("timeout ", err.Timeout()))(w, r)
			})
		}, "timeout true"},
		{"what escaped is a 500 with the error in it", errBoom, func(_, _, inner *scope) {
			inner.HandleCode(500, func(w http.ResponseWriter, r *http.Request, err error) error {
				var e *web.HTTPError
				errors.As(err, &e)
				w.WriteHeader(http.StatusTeapot)
				return text("500 of "+e.Original.Error())(w, r)
			})
		}, "500 of boom"},
		{"the original of a 500 is not its class", errBoom, func(app, _, inner *scope) {
			app.HandleCode(500, says("500"))
			inner.HandleCode(404, says("404"))
		}, "500"},
		{"a handler may leave it to the error", web.Abort(403), func(app, _, _ *scope) {
			app.HandleCode(403, func(w http.ResponseWriter, _ *http.Request, err error) error {
				_, _ = io.WriteString(w, "taken back")
				return err
			})
		}, "<!doctype html>\n<html lang=en>\n<title>403 Forbidden</title>\n<h1>Forbidden</h1>\n<p>You don&#39;t have the permission " +
			"to access the requested resource. It is either read-protected or not readable by the server.</p>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			app, outer, inner := nested(&diary{}, failing(tt.err))
			tt.setup(&app.Scaffold, &outer.Scaffold, &inner.Scaffold)
			outer.Register(inner)
			app.Register(outer)
			require.Equal(t, tt.want, get(app, "/o/i/x").Body.String())
		})
	}
}

type timeout struct{}

func (*timeout) Error() string { return "too late" }
func (*timeout) Timeout() bool { return true }

// An error that escapes is answered by a 500, for which what runs after the request
// runs again; a second failure goes to the log.
func TestAfterRunsTwice(t *testing.T) {
	var log bytes.Buffer
	d := &diary{}
	app := web.New(web.Log(slog.New(slog.NewTextHandler(&log, nil))))
	app.After(func(res *web.Response, _ *http.Request) error {
		d.add(fmt.Sprint("after ", res.Status()))
		res.Header().Set("X-Seen", "yes")
		return errBoom
	})
	app.Teardown(func(_ *http.Request, err error) error {
		d.add(fmt.Sprint("down ", err))
		return nil
	})
	app.Get("/", "index", text("fine"))
	w := get(app, "/")
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Equal(t, "yes", w.Header().Get("X-Seen"), "what it did before it failed is kept")
	require.Equal(t, "after 200 after 500 down boom", d.take())
	require.Contains(t, log.String(), "finishing the request failed")
}

func TestNoResponse(t *testing.T) {
	d := &diary{}
	app := web.New(quiet())
	app.Get("/", "index", func(http.ResponseWriter, *http.Request) error { return nil })
	app.HandleHTTP("/http", "http", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	web.HandleType(app, func(w http.ResponseWriter, r *http.Request, err error) error {
		d.add(fmt.Sprint(errors.Is(err, web.ErrNoResponse)))
		return text("handled")(w, r)
	})
	require.Equal(t, "handled", get(app, "/").Body.String())
	require.Equal(t, "true", d.take(), "by the handler of the 500")
	require.Equal(t, http.StatusOK, get(app, "/http").Code, "net/http has another rule")
}

func TestPanics(t *testing.T) {
	d := &diary{}
	app := web.New(quiet())
	app.Teardown(func(_ *http.Request, err error) error {
		d.add(fmt.Sprint("down ", err))
		return nil
	})
	app.HandleError(errBoom, func(w http.ResponseWriter, r *http.Request, err error) error {
		var p *web.PanicError
		return text(fmt.Sprint("handled ", errors.As(err, &p), len(p.Stack) > 0))(w, r)
	})
	app.Get("/error", "error", func(http.ResponseWriter, *http.Request) error { panic(errBoom) })
	app.Get("/text", "text", func(http.ResponseWriter, *http.Request) error { panic("text") })
	app.Get("/abort", "abort", func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) })
	app.Get("/exit", "exit", func(http.ResponseWriter, *http.Request) error { runtime.Goexit(); return nil })
	require.Equal(t, "handled true true", get(app, "/error").Body.String())
	require.Equal(t, "down <nil>", d.take())
	require.Equal(t, 500, get(app, "/text").Code)
	require.Equal(t, "down web: panic: text", d.take())
	require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { get(app, "/abort") })
	require.Equal(t, "down net/http: abort Handler", d.take())
	done := make(chan struct{})
	go func() {
		defer close(done)
		get(app, "/exit")
	}()
	<-done
	require.Equal(t, "down net/http: abort Handler", d.take())
}

// An error whose own methods panic is a 500 like any other, and the log has the stack of a
// panic.
func TestErrorsThatPanic(t *testing.T) {
	var log bytes.Buffer
	app := web.New(web.Log(slog.New(slog.NewTextHandler(&log, nil))))
	app.Get("/nil", "nil", func(http.ResponseWriter, *http.Request) error { var none *web.HTTPError; return none })
	app.Get("/is", "is", func(http.ResponseWriter, *http.Request) error { return badError{} })
	app.Get("/panic", "panic", func(http.ResponseWriter, *http.Request) error { panic(badError{}) })
	app.Get("/late", "late", func(http.ResponseWriter, *http.Request) error { panic("text") })
	for _, path := range []string{"/nil", "/is", "/panic", "/late"} {
		require.Equal(t, http.StatusInternalServerError, get(app, path).Code, path)
	}
	require.Contains(t, log.String(), "lifecycle_test.go", "where it happened")
}

type badError struct{}

func (badError) Error() string { return "bad" }
func (badError) Is(error) bool { panic("is") }
func (badError) Unwrap() error { panic("unwrap") }

// A status that net/http refuses is refused where it is named, so that handlers and
// teardown functions learn of it.
func TestInvalidStatus(t *testing.T) {
	d := &diary{}
	app := web.New(quiet())
	app.Teardown(func(_ *http.Request, err error) error {
		d.add(fmt.Sprint("down ", err))
		return nil
	})
	app.Get("/write", "write", func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(42); return nil })
	app.Get("/set", "set", func(w http.ResponseWriter, _ *http.Request) error {
		res, ok := w.(*web.Response)
		require.True(t, ok)
		res.SetStatus(1000)
		return nil
	})
	app.Get("/error", "error", func(http.ResponseWriter, *http.Request) error { return &web.HTTPError{Code: 42} })
	require.Equal(t, http.StatusInternalServerError, get(app, "/error").Code)
	require.Equal(t, "down <nil>", d.take())
	for path, code := range map[string]int{"/write": 42, "/set": 1000} {
		require.Equal(t, http.StatusInternalServerError, get(app, path).Code, path)
		require.Equal(t, fmt.Sprint("down web: panic: web: invalid status ", code), d.take(), path)
	}
}

func TestPropagate(t *testing.T) {
	d := &diary{}
	app := web.New(quiet(), web.Propagate())
	app.TeardownApp(teardownApp(d))
	app.Get("/", "index", failing(errBoom))
	require.PanicsWithError(t, "boom", func() { get(app, "/") })
	require.Equal(t, "appdown", d.take())
}

// All teardown functions run, whatever one does, and their errors are joined.
func TestTeardownAll(t *testing.T) {
	var failed error
	d := &diary{}
	app, outer, inner := nested(d, text("x"), web.Watch(func(e web.Event) {
		if e.Step == web.TeardownFailed {
			failed = e.Err
		}
	}))
	errInner := errors.New("inner")
	inner.Teardown(func(*http.Request, error) error { return errInner })
	outer.Teardown(func(*http.Request, error) error { panic(errBoom) })
	app.TeardownApp(func(context.Context, error) error { return io.ErrUnexpectedEOF })
	outer.Register(inner)
	app.Register(outer)
	require.Equal(t, "x", get(app, "/o/i/x").Body.String())
	require.True(t, strings.HasSuffix(d.take(), "down:inner down:outer down:app appdown"))
	for _, err := range []error{errInner, errBoom, io.ErrUnexpectedEOF} {
		require.ErrorIs(t, failed, err)
	}
}

func TestTeardownWhenTheClientLeaves(t *testing.T) {
	d, entered := &diary{}, make(chan struct{})
	down := make(chan error, 1)
	app := web.New(quiet())
	app.Teardown(func(_ *http.Request, err error) error {
		down <- err
		return nil
	})
	app.Get("/", "index", func(_ http.ResponseWriter, r *http.Request) error {
		close(entered)
		<-r.Context().Done()
		d.add("left")
		return r.Context().Err()
	})
	url := served(t, app)
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		<-entered
		leave()
	}()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(r)
	if err == nil {
		_ = res.Body.Close()
	}
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, <-down, context.Canceled)
	require.Equal(t, "left", d.take())
}

func TestEvents(t *testing.T) {
	var steps []string
	app := web.New(quiet(), web.Watch(func(e web.Event) { steps = append(steps, e.Step.String()) }))
	app.Before(nothing)
	app.After(unchanged)
	app.Teardown(func(*http.Request, error) error { return nil })
	app.TeardownApp(func(context.Context, error) error { return nil })
	app.Get("/", "index", text("x"))
	app.Get("/bad", "bad", failing(errBoom))
	get(app, "/")
	require.Equal(t, []string{
		"app context pushed", "request context pushed", "session opened", "matched", "request started", "before", "view",
		"response made", "after", "session saved", "request finished", "sent", "teardown", "request context popped",
		"app teardown", "app context popped",
	}, steps)
	steps = nil
	get(app, "/bad")
	require.Equal(t, []string{"raised", "error escaped", "response made"}, steps[7:10])
	require.Equal(t, "step 99", web.Step(99).String())
	for s := web.AppPushed; s <= web.TeardownFailed; s++ {
		require.NotContains(t, s.String(), "step ")
	}
}

func TestContexts(t *testing.T) {
	app := web.New(web.ServerName("example.org"), web.Root("/r"))
	other := web.New()
	other.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		require.Same(t, other, web.Current(r.Context()))
		require.Nil(t, web.G(r.Context()).Get("k"))
		return text("other")(w, r)
	})
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		require.Same(t, app, web.Current(ctx))
		web.G(ctx).Set("k", 1)
		require.NoError(t, app.In(ctx, func(ctx context.Context) error {
			require.Nil(t, web.G(ctx).Get("k"), "an application context of its own")
			_, inRequest := web.Lookup(ctx)
			require.True(t, inRequest)
			return nil
		}))
		require.Equal(t, 1, web.G(ctx).Get("k"))
		other.ServeHTTP(w, r) // within this request: another App's context on top
		return nil
	})
	app.Get("/same", "same", func(w http.ResponseWriter, r *http.Request) error {
		web.G(r.Context()).Set("k", 2)
		return text("same")(w, r)
	})
	require.Equal(t, "other", get(app, "/").Body.String())
	require.ErrorIs(t, app.In(t.Context(), func(ctx context.Context) error {
		url, err := web.URLFor(ctx, "same", "q", 1)
		require.NoError(t, err)
		require.Equal(t, "http://example.org/r/same?q=1", url)
		// A request inside: the App's context is there already, and g is shared.
		app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/same", nil))
		require.Equal(t, 2, web.G(ctx).Get("k"))
		v, ok := web.G(ctx).Lookup("k")
		require.Equal(t, []any{2, true}, []any{v, ok})
		require.Equal(t, 2, web.G(ctx).Delete("k"))
		return errBoom
	}), errBoom)
	require.PanicsWithError(t, web.ErrNoContext.Error(), func() { web.G(t.Context()) })
	require.PanicsWithError(t, web.ErrNoContext.Error(), func() { web.From(t.Context()) })
	require.Nil(t, web.AppFrom(t.Context()))
	require.ErrorIs(t, other.In(t.Context(), func(ctx context.Context) error {
		_, err := web.URLFor(ctx, "index")
		return err
	}), web.ErrOutside)
}

func TestInPanics(t *testing.T) {
	var got error
	app := web.New()
	app.TeardownApp(func(_ context.Context, err error) error {
		got = err
		return nil
	})
	require.PanicsWithValue(t, "x", func() { _ = app.In(t.Context(), func(context.Context) error { panic("x") }) })
	require.EqualError(t, got, "web: panic: x")
}

func TestMiddleware(t *testing.T) {
	d := &diary{}
	wrap := func(name string) web.Middleware {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				d.add("in:" + name)
				w.Header().Add("X-Through", name)
				next.ServeHTTP(w, r)
				d.add("out:" + name)
			})
		}
	}
	app := web.New(quiet())
	bp := web.NewBlueprint("bp", web.Prefix("/p"))
	app.Use(wrap("app1"), wrap("app2"))
	bp.Use(wrap("bp"))
	bp.Get("/", "index", text("x"))
	bp.Get("/err", "err", failing(web.Abort(418)))
	app.Register(bp)
	outside := wrap("outside")(app)
	w := get(outside, "/p/")
	require.Equal(t, "in:outside in:app1 in:app2 in:bp out:bp out:app2 out:app1 out:outside", d.take())
	require.Equal(t, []string{"outside", "app1", "app2", "bp"}, w.Header()["X-Through"])
	w = get(outside, "/p/err")
	require.Equal(t, http.StatusTeapot, w.Code)
	require.Equal(t, []string{"outside"}, w.Header()["X-Through"], "an error takes back what was written inside")
}

// Streaming: what runs after the request has run before the header goes out.
func TestFlush(t *testing.T) {
	d := &diary{}
	goOn := make(chan struct{})
	app := web.New(quiet())
	d.around(&app.Scaffold, "app")
	app.After(func(res *web.Response, _ *http.Request) error {
		res.Header().Set("X-After", "yes")
		return nil
	})
	app.Get("/", "index", func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, "one ")
		if err := http.NewResponseController(w).Flush(); err != nil {
			return err
		}
		d.add("flushed")
		<-goOn
		_, err := io.WriteString(w, "two")
		return err
	})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, served(t, app), nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.Equal(t, "yes", res.Header.Get("X-After"))
	first := make([]byte, 4)
	_, err = io.ReadFull(res.Body, first)
	require.NoError(t, err)
	close(goOn)
	rest, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, "one two", string(first)+string(rest))
	require.True(t, strings.HasPrefix(d.take(), "pre:app before:app after:app flushed"))
}

func TestLargeBodies(t *testing.T) {
	long := strings.Repeat("x", 300)
	app := web.New(quiet(), web.BufferSize(100))
	app.After(func(res *web.Response, _ *http.Request) error {
		res.Header().Set("X-Held", fmt.Sprint(len(res.Body())))
		return nil
	})
	app.Get("/write", "write", func(w http.ResponseWriter, _ *http.Request) error {
		for range 3 {
			if _, err := w.Write([]byte(long[:80])); err != nil {
				return err
			}
		}
		return nil
	})
	app.Get("/copy", "copy", func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.Copy(w, iotest.OneByteReader(strings.NewReader(long)))
		return err
	})
	app.Get("/known", "known", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Length", "300")
		_, err := io.Copy(w, strings.NewReader(long))
		return err
	})
	app.HandleHTTP("/file", "file", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "x.txt", web.Record{}.Begun, strings.NewReader(long))
	}))
	app.Get("/late", "late", func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, long)
		return errBoom
	})
	url := served(t, app)
	for path, held := range map[string]string{"/write": "80", "/copy": "100", "/known": "0", "/file": "0"} {
		res, body, err := fetch(t, url+path)
		require.NoError(t, err)
		require.Equal(t, strings.TrimRight(body, "x"), "")
		require.Equal(t, held, res.Header.Get("X-Held"), path)
	}
	_, _, err := fetch(t, url+"/late")
	require.Error(t, err, "an error after the header has the client see that the body is not whole")
}

func TestFlushFails(t *testing.T) {
	app := web.New(quiet())
	n := 0
	app.After(func(*web.Response, *http.Request) error {
		if n++; n == 1 {
			return errBoom
		}
		return nil
	})
	app.Get("/", "index", func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, "x")
		err := http.NewResponseController(w).Flush()
		_, werr := io.WriteString(w, "more")
		return errors.Join(err, werr)
	})
	w := get(app, "/")
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Equal(t, 2, n)
}

func TestHijack(t *testing.T) {
	d := &diary{}
	app := web.New(quiet())
	d.around(&app.Scaffold, "app")
	app.Get("/", "index", func(w http.ResponseWriter, _ *http.Request) error {
		conn, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return err
		}
		defer func() { require.NoError(t, conn.Close()) }()
		_, _ = rw.WriteString("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
		return rw.Flush()
	})
	_, body, err := fetch(t, served(t, app))
	require.NoError(t, err)
	require.Equal(t, "hi", body)
	require.Equal(t, http.StatusInternalServerError, get(app, "/").Code, "a recorder cannot be hijacked")
}

func TestResponse(t *testing.T) {
	app := web.New(quiet(), web.DefaultType("text/plain"))
	app.Get("/", "index", text("abc"))
	app.Get("/204", "empty", func(w http.ResponseWriter, _ *http.Request) error {
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
	app.Get("/early", "early", func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		return text("then")(w, r)
	})
	app.After(func(res *web.Response, r *http.Request) error {
		if r.URL.Path == "/" {
			require.False(t, res.Sent())
			res.SetBody(bytes.ToUpper(res.Body()))
			res.SetStatus(http.StatusAccepted)
		}
		return nil
	})
	w := get(app, "/")
	require.Equal(t, http.StatusAccepted, w.Code)
	require.Equal(t, "ABC", w.Body.String())
	require.Equal(t, "text/plain", w.Header().Get("Content-Type"))
	w = ask(app, http.MethodHead, "/")
	require.Empty(t, w.Body.String())
	require.Equal(t, "3", w.Header().Get("Content-Length"))
	w = get(app, "/204")
	require.Equal(t, http.StatusNoContent, w.Code)
	require.Empty(t, w.Header().Get("Content-Type"))
	res, body, err := fetch(t, served(t, app)+"/early")
	require.NoError(t, err)
	require.Equal(t, []any{http.StatusOK, "then"}, []any{res.StatusCode, body})
}

func TestRules(t *testing.T) {
	app := web.New()
	app.Get("/b", "b", text(""))
	app.Handle("/a/<int:id>", "a", text(""), web.Methods("post"))
	var all []string
	for r := range app.Rules() {
		all = append(all, fmt.Sprint(r.Rule, " ", r.Endpoint, " ", strings.Join(r.Methods, ",")))
	}
	require.Equal(t, []string{"/b b GET,HEAD,OPTIONS", "/a/<int:id> a OPTIONS,POST"}, all)
	require.Len(t, slices.Collect(app.Rules()), 2)
}
