package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

func TestSetupErrors(t *testing.T) {
	ok := text("ok")
	tests := []struct {
		name  string
		setup func(*web.App)
		want  error
		where string
	}{
		{"rule without a slash", func(a *web.App) { a.Get("x", "x", ok) }, web.ErrBadRule, `rule "x" of endpoint x`},
		{"malformed rule", func(a *web.App) { a.Get("/<int:>", "x", ok) }, web.ErrBadRule, "/<int:>"},
		{"unknown converter", func(a *web.App) { a.Get("/<no:id>", "x", ok) }, web.ErrUnknownConverter, "/<no:id>"},
		{"unknown parameter", func(a *web.App) { a.Get("/<int(len=2):id>", "x", ok) }, web.ErrBadConverter, "len"},
		{"parameter that is no number", func(a *web.App) { a.Get("/<int(min=x):id>", "x", ok) }, web.ErrBadConverter, "min=x"},
		{"impossible length", func(a *web.App) { a.Get("/<string(minlength=3, maxlength=2):s>", "x", ok) }, web.ErrBadConverter, "3 to 2"},
		{"too many parameters", func(a *web.App) { a.Get("/<int(1, 2, 3, True, 5):id>", "x", ok) }, web.ErrBadConverter, "at most 4"},
		{"variable twice", func(a *web.App) { a.Get("/<a>/<a>", "x", ok) }, web.ErrDuplicateVariable, "/<a>/<a>"},
		{"default that does not fit", func(a *web.App) { a.Get("/<int:n>", "x", ok, web.Defaults("n", "x")) }, web.ErrBadRule, "converter int"},
		{"odd defaults", func(a *web.App) { a.Get("/", "x", ok, web.Defaults("n")) }, web.ErrArgs, "/"},
		{"bad method", func(a *web.App) { a.Handle("/", "x", ok, web.Methods("")) }, web.ErrBadOption, "endpoint x"},
		{"nil option", func(a *web.App) { a.Get("/", "x", ok, nil) }, web.ErrNilFunc, "/"},
		{"no endpoint", func(a *web.App) { a.Get("/", "", ok) }, web.ErrBadName, `rule "/"`},
		{"endpoint twice", func(a *web.App) { a.Get("/a", "x", ok); a.Get("/b", "x", ok) }, web.ErrDuplicateEndpoint, `"/b" of endpoint x`},
		{"endpoint without a view", func(a *web.App) { a.Get("/a", "x", nil) }, web.ErrUnknownEndpoint, "endpoint x"},
		{"nil handler", func(a *web.App) { a.HandleHTTP("/a", "x", nil) }, web.ErrNilFunc, "/a"},
		{"nil before", func(a *web.App) { a.Before(nil) }, web.ErrNilFunc, "Before"},
		{"nil after", func(a *web.App) { a.After(nil) }, web.ErrNilFunc, "After"},
		{"nil teardown", func(a *web.App) { a.Teardown(nil) }, web.ErrNilFunc, "Teardown"},
		{"nil middleware", func(a *web.App) { a.Use(nil) }, web.ErrNilFunc, "Use"},
		{"nil error handler", func(a *web.App) { a.HandleCode(404, nil) }, web.ErrNilFunc, "HandleCode"},
		{"unknown code", func(a *web.App) {
			a.HandleCode(299, func(http.ResponseWriter, *http.Request, error) error { return nil })
		}, web.ErrBadCode, "299"},
		{"nil error", func(a *web.App) {
			a.HandleError(nil, func(http.ResponseWriter, *http.Request, error) error { return nil })
		}, web.ErrBadOption, "HandleError"},
		{"nil blueprint", func(a *web.App) { a.Register(nil) }, web.ErrNilFunc, "blueprint"},
		{"blueprint with a dot", func(a *web.App) { a.Register(web.NewBlueprint("a.b")) }, web.ErrBadName, `blueprint "a.b"`},
		{"blueprint without a name", func(a *web.App) { a.Register(web.NewBlueprint("")) }, web.ErrBadName, `blueprint ""`},
		{"empty new name", func(a *web.App) { a.Register(web.NewBlueprint("b"), web.Name("")) }, web.ErrBadName, "blueprint b"},
		{"blueprint twice", func(a *web.App) {
			b := web.NewBlueprint("b")
			a.Register(b)
			a.Register(b)
		}, web.ErrDuplicateName, "blueprint b"},
		{"endpoint with a dot", func(a *web.App) {
			b := web.NewBlueprint("b")
			b.Get("/", "x.y", ok)
			a.Register(b)
		}, web.ErrBadName, `endpoint "x.y" of blueprint b`},
		{"bad prefix", func(a *web.App) {
			b := web.NewBlueprint("b", web.Prefix("p"))
			b.Get("/", "x", ok)
			a.Register(b)
		}, web.ErrBadPrefix, `prefix "p" of endpoint b.x`},
		{"in itself", func(a *web.App) {
			b := web.NewBlueprint("b")
			b.Register(b)
			a.Register(b)
		}, web.ErrCycle, "blueprint b in b"},
		{"in a circle", func(a *web.App) {
			b, c, d := web.NewBlueprint("b"), web.NewBlueprint("c"), web.NewBlueprint("d")
			b.Register(c)
			c.Register(d)
			d.Register(b)
			a.Register(b)
		}, web.ErrCycle, "blueprint b in d"},
		{"changed too late", func(a *web.App) {
			b := web.NewBlueprint("b")
			a.Register(b)
			b.Get("/", "x", ok)
		}, web.ErrServing, "blueprint b"},
		{"errors without a prefix", func(a *web.App) { a.Register(web.NewBlueprint("b", web.OwnErrors())) }, web.ErrBadPrefix, "owns its errors"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			app := web.New(quiet())
			app.Get("/fine", "fine", ok)
			tt.setup(app)
			err := app.Build()
			require.ErrorIs(t, err, tt.want)
			require.ErrorContains(t, err, tt.where)
			var at *web.SetupError
			require.ErrorAs(t, err, &at)
			require.Equal(t, http.StatusInternalServerError, get(app, "/fine").Code, "it is not half set up")
			require.ErrorIs(t, app.In(t.Context(), nil), tt.want)
		})
	}
}

func TestBadOptions(t *testing.T) {
	for name, opt := range map[string]web.Option{
		"nil": nil, "server name": web.ServerName("a/b"), "root": web.Root("x"), "scheme": web.Scheme("ftp", false),
		"buffer": web.BufferSize(-1), "log": web.Log(nil), "clock": web.Clock(nil), "watch": web.Watch(nil),
		"secret": web.SignedSessions(""), "older secret": web.SignedSessions("k", web.OlderSecrets("")),
		"store": web.StoredSessions(nil), "lifetime": web.SignedSessions("k", web.Lifetime(-1)),
		"idle": web.SignedSessions("k", web.IdleTimeout(-1)), "timeout": web.SignedSessions("k", web.StoreTimeout(0)),
		"nil session option": web.SignedSessions("k", nil), "counter": web.SignedSessions("k", web.CountRejected(nil)),
		"cookie name":   web.SignedSessions("k", web.SessionCookie(web.Cookie{Name: "a b"})),
		"cookie path":   web.SignedSessions("k", web.SessionCookie(web.Cookie{Name: "a", Path: "/;x"})),
		"host prefix":   web.SignedSessions("k", web.SessionCookie(web.Cookie{Name: "__Host-a", Secure: true, Domain: "example.org"})),
		"secure prefix": web.SignedSessions("k", web.SessionCookie(web.Cookie{Name: "__Secure-a"})),
		"partitioned":   web.SignedSessions("k", web.SessionCookie(web.Cookie{Name: "a", Partitioned: true})),
	} {
		err := web.New(opt).Build()
		var at *web.SetupError
		require.ErrorAs(t, err, &at, name)
		require.Equal(t, "option", at.Where)
	}
	app := web.New(web.SignedSessions("k"), web.Root("/r"))
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		web.SessionFrom(r.Context()).Set("a", 1)
		return text("x")(w, r)
	})
	require.Contains(t, get(app, "/").Header().Get("Set-Cookie"), "Path=/r", "whichever comes first")
	require.NoError(t, web.New(web.DefaultType(""), web.Root("/x"), web.SignedSessions("k")).Build())
}

func TestChangedWhileServing(t *testing.T) {
	app := web.New()
	app.Get("/", "index", text("x"))
	require.NoError(t, app.Build())
	for name, change := range map[string]func(){
		"route": func() { app.Get("/x", "x", nil) }, "before": func() { app.Before(nothing) },
		"blueprint": func() { app.Register(web.NewBlueprint("b")) },
	} {
		require.Panics(t, change, name)
	}
	require.Equal(t, "x", get(app, "/").Body.String())
}

// A prefix may own its 404 and 405, which Flask's never do.
func TestOwnErrors(t *testing.T) {
	d := &diary{}
	app := web.New(quiet())
	api := web.NewBlueprint("api", web.Prefix("/api"), web.OwnErrors())
	v2 := web.NewBlueprint("v2", web.Prefix("/v2"), web.OwnErrors())
	d.around(&api.Scaffold, "api")
	says := func(s string) web.ErrorHandler {
		return func(w http.ResponseWriter, r *http.Request, _ error) error { return text(s)(w, r) }
	}
	api.HandleCode(404, says("api 404"))
	api.HandleCode(405, says("api 405"))
	v2.HandleCode(404, says("v2 404"))
	app.HandleCode(404, says("app 404"))
	api.Get("/x", "x", text("x"))
	api.Register(v2)
	app.Register(api)
	require.Equal(t, "api 404", get(app, "/api/nope").Body.String())
	require.Equal(t, "pre:api before:api after:api down:api", d.take())
	require.Equal(t, "api 404", get(app, "/api").Body.String())
	require.Equal(t, "api 405", ask(app, http.MethodPost, "/api/x").Body.String())
	require.Equal(t, "v2 404", get(app, "/api/v2/nope").Body.String())
	require.Equal(t, "app 404", get(app, "/apis").Body.String(), "another path, not below")
	require.Equal(t, "app 404", get(app, "/nope").Body.String())
}

func TestBlueprintApp(t *testing.T) {
	d := &diary{}
	app := web.New(quiet())
	bp := web.NewBlueprint("bp", web.Prefix("/p"))
	require.Equal(t, "bp", bp.Name())
	d.around(bp.App(), "all")
	bp.App().HandleCode(404, func(w http.ResponseWriter, r *http.Request, _ error) error { return text("lost")(w, r) })
	bp.App().Get("/global", "global", text("no such thing"))
	bp.Get("/", "index", text("x"))
	app.Register(bp)
	app.Register(bp, web.Name("again"), web.Prefix("/again"))
	require.Equal(t, "lost", get(app, "/nope").Body.String())
	require.Equal(t, "pre:all before:all after:all down:all", d.take(), "once, though registered twice")
	require.Equal(t, "x", get(app, "/again/").Body.String())
}

func TestMount(t *testing.T) {
	app := web.New(quiet())
	app.Get("/x/", "x", func(w http.ResponseWriter, r *http.Request) error {
		url, err := web.URLFor(r.Context(), "x", "_external", true)
		if err != nil {
			return err
		}
		return text(url)(w, r)
	})
	h := web.Mount("/a", web.Mount("/b", app))
	require.Equal(t, "http://example.com/a/b/x/", get(h, "/a/b/x/").Body.String())
	require.Equal(t, "http://example.com/a/b/x/?q=1", get(h, "/a/b/x?q=1").Header().Get("Location"))
	require.Equal(t, http.StatusNotFound, get(h, "/x/").Code)
	proxied := web.New(web.Scheme("https", true))
	proxied.Get("/x/", "x", text("x"))
	require.Equal(t, "https://example.com/x/", get(proxied, "/x").Header().Get("Location"))
}

func TestHTTPHandlers(t *testing.T) {
	app := web.New(quiet())
	app.HandleHTTP("/n/<int:id>/<path:rest>", "n", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(r.PathValue("id") + " " + r.PathValue("rest")))
	}))
	require.Equal(t, "7 a/b", get(app, "/n/7/a/b").Body.String())
	mux := http.NewServeMux()
	mux.Handle("/app/", web.Mount("/app", app))
	require.Equal(t, "7 c", get(mux, "/app/n/7/c").Body.String())
}

func TestURLForErrors(t *testing.T) {
	app := web.New(quiet())
	var endpoint string
	var values []any
	app.Get("/n/<int:id>", "n", text("n"))
	app.Post("/n/<int:id>/<any(de,en):lang>", "n", nil)
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		url, err := web.URLFor(r.Context(), endpoint, values...)
		if err != nil {
			return text("!"+err.Error())(w, r)
		}
		return text(url)(w, r)
	})
	app.HandleBuildError(
		func(err *web.BuildError, _ string, _ *web.Args) (string, error) { return "", err },
		func(err *web.BuildError, endpoint string, values *web.Args) (string, error) {
			if endpoint == "cdn" {
				return "https://cdn.example.org/" + values.String("file"), nil
			}
			return "", err
		})
	for _, tt := range []struct {
		endpoint string
		values   []any
		want     string
	}{
		{"n", []any{"id", 7}, "/n/7"},
		{"n", []any{"id", "x"}, `!web: id: the converter int takes no "x"`},
		{"n", []any{"id", 7, "lang", "fr"}, "/n/7?lang=fr"},
		{"n", []any{"id", 7, "lang", "fr", "_method", "POST"}, `!web: lang: the converter any takes no "fr"`},
		{"n", []any{"id"}, "!" + web.ErrArgs.Error()},
		{"n", []any{1, 2}, "!" + web.ErrArgs.Error()},
		{"n", []any{"id", 7, "_scheme", "https", "_external", false}, "!" + web.ErrArgs.Error() + ": _scheme is of an external URL"},
		{"nope", []any{"id", 7}, `!web: no URL for endpoint "nope" with values ["id"`},
		{"cdn", []any{"file", "a.css"}, "https://cdn.example.org/a.css"},
	} {
		endpoint, values = tt.endpoint, tt.values
		require.True(t, strings.HasPrefix(get(app, "/").Body.String(), tt.want), "%v: %s", tt, get(app, "/").Body)
	}
}
