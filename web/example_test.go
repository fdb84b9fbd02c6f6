package web_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"underhood/web"
)

const secret = "a long random text"

// show prints what an application answers.
func show(h http.Handler, path string, cookies ...*http.Cookie) []*http.Cookie {
	w := get(h, path, cookies...)
	fmt.Println(w.Code, w.Body)
	return w.Result().Cookies()
}

// The beginning of the package comment.
func Example() {
	app := web.New(web.SignedSessions(secret))
	notes := web.NewBlueprint("notes", web.Prefix("/notes"))
	notes.Get("/<int:id>", "note", func(w http.ResponseWriter, r *http.Request) error {
		c := web.From(r.Context())
		url, err := web.URLFor(c, ".note", "id", c.Args().Int("id")+1)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, "the next one is at", url)
		return nil
	})
	app.Register(notes)
	show(app, "/notes/7")
	// Output: 200 the next one is at /notes/8
}

func ExampleNew() {
	app := web.New()
	app.Get("/hello/<name>", "hello", func(w http.ResponseWriter, r *http.Request) error {
		fmt.Fprint(w, "hello ", web.From(r.Context()).Args().String("name"))
		return nil
	})
	show(app, "/hello/ann")
	// Output: 200 hello ann
}

// Set-up collects what is wrong with it, each with its place.
func ExampleApp_Build() {
	app := web.New()
	app.Get("hello", "hello", func(http.ResponseWriter, *http.Request) error { return nil })
	app.Get("/<integer:n>", "n", func(http.ResponseWriter, *http.Request) error { return nil })
	fmt.Println(app.Build())
	// Output:
	// web: malformed rule: it begins with a slash: rule "hello" of endpoint hello
	// web: no such converter: integer: rule "/<integer:n>" of endpoint n
}

// A blueprint is registered as often as one likes, and nests.
func ExampleBlueprint() {
	where := func(w http.ResponseWriter, r *http.Request) error {
		fmt.Fprint(w, web.From(r.Context()).Endpoint())
		return nil
	}
	page := web.NewBlueprint("page", web.Prefix("/page"))
	page.Get("/<int:n>", "show", where)
	admin := web.NewBlueprint("admin", web.Prefix("/admin"))
	admin.Register(page)
	app := web.New()
	app.Register(admin)
	app.Register(page, web.Name("public"), web.Prefix("/"))
	show(app, "/admin/page/1")
	show(app, "/1")
	// Output:
	// 200 admin.page.show
	// 200 public.show
}

func ExampleNewBlueprint() {
	api := web.NewBlueprint("api", web.Prefix("/api"), web.OwnErrors())
	api.HandleCode(http.StatusNotFound, func(w http.ResponseWriter, _ *http.Request, _ error) error {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":"not found"}`)
		return nil
	})
	app := web.New()
	app.Register(api)
	show(app, "/api/nothing")
	// Output: 404 {"error":"not found"}
}

// The functions around a request, in the order in which they run.
func ExampleScaffold() {
	app := web.New()
	bp := web.NewBlueprint("bp")
	for _, s := range []struct {
		name string
		*web.Scaffold
	}{{"app", &app.Scaffold}, {"bp", &bp.Scaffold}} {
		s.Before(func(http.ResponseWriter, *http.Request) error {
			fmt.Println("before:", s.name)
			return nil
		})
		s.After(func(*web.Response, *http.Request) error {
			fmt.Println("after:", s.name)
			return nil
		})
		s.Teardown(func(*http.Request, error) error {
			fmt.Println("teardown:", s.name)
			return nil
		})
	}
	bp.Get("/", "index", func(w http.ResponseWriter, _ *http.Request) error {
		fmt.Println("view")
		fmt.Fprint(w, "x")
		return nil
	})
	app.Register(bp)
	get(app, "/")
	// Output:
	// before: app
	// before: bp
	// view
	// after: bp
	// after: app
	// teardown: bp
	// teardown: app
}

func ExampleHandleType() {
	app := web.New()
	app.Get("/", "index", func(http.ResponseWriter, *http.Request) error {
		return fmt.Errorf("reading the note: %w", &web.ValueError{Variable: "id", Converter: "int", Value: "x"})
	})
	web.HandleType(app, func(w http.ResponseWriter, _ *http.Request, err *web.ValueError) error {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, "bad ", err.Variable)
		return nil
	})
	show(app, "/")
	// Output: 400 bad id
}

func ExampleAbort() {
	app := web.New()
	app.Get("/secret", "secret", func(http.ResponseWriter, *http.Request) error { return web.Abort(http.StatusForbidden) })
	app.HandleCode(http.StatusForbidden, func(w http.ResponseWriter, _ *http.Request, err error) error {
		var e *web.HTTPError
		errors.As(err, &e)
		w.WriteHeader(e.Code)
		fmt.Fprint(w, "not for you")
		return nil
	})
	show(app, "/secret")
	// Output: 403 not for you
}

func ExampleURLFor() {
	app := web.New(web.ServerName("example.org"))
	app.Get("/notes/<int:id>", "note", func(http.ResponseWriter, *http.Request) error { return nil })
	err := app.In(context.Background(), func(ctx context.Context) error {
		url, err := web.URLFor(ctx, "note", "id", 7, "q", "a b", "_anchor", "top")
		fmt.Println(url)
		return err
	})
	fmt.Println(err)
	// Output:
	// http://example.org/notes/7?q=a+b#top
	// <nil>
}

// In is for what no request started: a scheduled task, a command.
func ExampleApp_In() {
	app := web.New()
	app.TeardownApp(func(ctx context.Context, err error) error {
		fmt.Println("closing", web.G(ctx).Get("db"), err)
		return nil
	})
	_ = app.In(context.Background(), func(ctx context.Context) error {
		web.G(ctx).Set("db", "connection 1")
		return errors.New("no such table")
	})
	// Output: closing connection 1 no such table
}

func ExampleSignedSessions() {
	app := web.New(web.SignedSessions(secret))
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		s := web.SessionFrom(r.Context())
		s.Set("visits", s.Int("visits")+1)
		fmt.Fprint(w, s.Int("visits"), " visits")
		return nil
	})
	cookies := show(app, "/")
	show(app, "/", cookies...)
	// Output:
	// 200 1 visits
	// 200 2 visits
}

// At login the session gets another id, so that one somebody planted is worthless.
func ExampleStoredSessions() {
	app := web.New(web.StoredSessions(web.NewMemoryStore(100_000), web.IdleTimeout(time.Hour)))
	app.Get("/login", "login", func(w http.ResponseWriter, r *http.Request) error {
		s := web.SessionFrom(r.Context())
		s.Rotate()
		s.Set("user", "ann")
		fmt.Fprint(w, "welcome")
		return nil
	})
	app.Get("/logout", "logout", func(w http.ResponseWriter, r *http.Request) error {
		web.SessionFrom(r.Context()).Clear()
		fmt.Fprint(w, "bye")
		return nil
	})
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		fmt.Fprintf(w, "user %q", web.SessionFrom(r.Context()).String("user"))
		return nil
	})
	cookies := show(app, "/login")
	show(app, "/", cookies...)
	show(app, "/logout", cookies...)
	show(app, "/", cookies...) // the cookie was kept, and is of no use
	// Output:
	// 200 welcome
	// 200 user "ann"
	// 200 bye
	// 200 user ""
}

func ExampleSession_Update() {
	app := web.New(web.StoredSessions(web.NewMemoryStore(10)))
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		s := web.SessionFrom(r.Context())
		s.Update("n", func(old any) any { // again, if another request was quicker
			n, _ := old.(int)
			return n + 1
		})
		fmt.Fprint(w, s.Int("n"))
		return nil
	})
	show(app, "/")
	// Output: 200 1
}

// What Flask signed, and what Flask can read.
func ExampleSigner() {
	signer, err := web.NewSigner("k")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Unix(1700000000, 0)
	fromFlask := "eyJhIjoiXHUwMGU5IiwiYiI6MX0.ZVPxAA.0u0J1P2gI99h2t6DFVEtHICOR40"
	value, err := signer.Verify(fromFlask, at, time.Hour)
	fmt.Println(value, err)
	signed, err := signer.Sign(map[string]any{"a": "é", "b": 1}, at)
	fmt.Println(signed == fromFlask, err)
	// Output:
	// map[a:é b:1] <nil>
	// true <nil>
}

func ExampleNewSQLStore() {
	var db *sql.DB // from sql.Open, with the driver of the program
	_, err := web.NewSQLStore(db, web.PostgreSQL, "sessions")
	fmt.Println(err)
	// Output: web: bad option: no database
}

func ExampleMemoryStore() {
	store := web.NewMemoryStore(1)
	ctx := context.Background()
	fmt.Println(store.Save(ctx, "a", web.Record{}))
	fmt.Println(store.Save(ctx, "a", web.Record{}))
	fmt.Println(store.Save(ctx, "b", web.Record{}), store.Len())
	// Output:
	// <nil>
	// web: the session record was changed by another request
	// <nil> 1
}

func ExampleMount() {
	app := web.New()
	app.Get("/here", "here", func(w http.ResponseWriter, r *http.Request) error {
		url, err := web.URLFor(r.Context(), "here")
		fmt.Fprint(w, url)
		return err
	})
	mux := http.NewServeMux()
	mux.Handle("/app/", web.Mount("/app", app))
	show(mux, "/app/here")
	// Output: 200 /app/here
}

func ExampleHTTP() {
	app := web.New()
	app.Get("/<int:id>", "id", web.HTTP(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "id ", r.PathValue("id"))
	})))
	show(app, "/7")
	// Output: 200 id 7
}

// A function after the request may change the response that is held back.
func ExampleResponse() {
	app := web.New()
	app.Get("/", "index", func(w http.ResponseWriter, _ *http.Request) error {
		fmt.Fprint(w, "hello")
		return nil
	})
	app.After(func(res *web.Response, _ *http.Request) error {
		res.SetBody(append(res.Body(), '!'))
		res.SetStatus(http.StatusAccepted)
		return nil
	})
	show(app, "/")
	// Output: 202 hello!
}

func ExampleRequestContext() {
	app := web.New()
	bp := web.NewBlueprint("bp", web.Prefix("/bp"))
	bp.Get("/<int:id>/", "view", func(w http.ResponseWriter, r *http.Request) error {
		c := web.From(r.Context())
		fmt.Fprint(w, c.Rule(), " ", c.Endpoint(), " ", c.Blueprints(), " ", c.Args().Int("id"))
		return nil
	})
	app.Register(bp)
	show(app, "/bp/7/")
	// Output: 200 /bp/<int:id>/ bp.view [bp] 7
}

func ExampleRequestContext_Flash() {
	app := web.New(web.SignedSessions(secret))
	app.Get("/save", "save", func(w http.ResponseWriter, r *http.Request) error {
		web.From(r.Context()).Flash("message", "saved")
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	})
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		fmt.Fprint(w, web.From(r.Context()).Flashes())
		return nil
	})
	saved := get(app, "/save")
	show(app, "/", saved.Result().Cookies()...)
	// Output: 200 [{message saved}]
}

func ExampleWatch() {
	app := web.New(web.Watch(func(e web.Event) { fmt.Println(e.Step) }))
	app.Get("/", "index", func(w http.ResponseWriter, _ *http.Request) error {
		fmt.Fprint(w, "x")
		return nil
	})
	app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	// Output:
	// app context pushed
	// request context pushed
	// session opened
	// matched
	// request started
	// view
	// response made
	// session saved
	// request finished
	// sent
	// request context popped
	// app context popped
}

func ExampleArgs() {
	args, err := web.NewArgs("id", 7, "page", "2")
	args.SetDefault("lang", "de")
	args.Delete("page")
	for name, value := range args.All() {
		fmt.Println(name, value)
	}
	fmt.Println(args.Int("id"), args.Float("id"), args.String("lang"), args.Len(), err)
	// Output:
	// id 7
	// lang de
	// 7 0 de 2 <nil>
}

func ExampleCookie() {
	k := web.DefaultCookie()
	fmt.Println(k.Name, k.Secure, k.HTTPOnly, k.SameSite == http.SameSiteLaxMode)
	k = web.FlaskCookie()
	fmt.Println(k.Name, k.Secure, k.HTTPOnly)
	// Output:
	// __Host-session true true true
	// session false true
}

func ExampleRejected() {
	var n web.Rejected
	app := web.New(web.SignedSessions(secret, web.CountRejected(&n)))
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		fmt.Fprint(w, web.SessionFrom(r.Context()).Len())
		return nil
	})
	show(app, "/", &http.Cookie{Name: "__Host-session", Value: "made.up.cookie"})
	fmt.Println(n.Forged.Load())
	// Output:
	// 200 0
	// 1
}

func ExampleParseUUID() {
	u, err := web.ParseUUID("{6D7A2F0E00004000 8000000000000001}")
	fmt.Println(u, err != nil)
	u, err = web.ParseUUID("6D7A2F0E-0000-4000-8000-000000000001")
	fmt.Println(u, err)
	// Output:
	// 00000000-0000-0000-0000-000000000000 true
	// 6d7a2f0e-0000-4000-8000-000000000001 <nil>
}

func ExampleApp_Rules() {
	app := web.New()
	app.Get("/notes/<int:id>", "note", func(http.ResponseWriter, *http.Request) error { return nil })
	for r := range app.Rules() {
		fmt.Println(r.Rule, r.Endpoint, r.Methods)
	}
	// Output: /notes/<int:id> note [GET HEAD OPTIONS]
}

// In a session a tuple stays apart from a list, and markup from text.
func ExampleTuple() {
	signer, err := web.NewSigner256("k", "an older one")
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Now()
	signed, err := signer.Sign([]any{web.Tuple{1, 2}, web.Markup("<b>"), []byte("x")}, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	value, err := signer.Verify(signed, now, time.Minute)
	fmt.Printf("%#v %v\n", value, err)
	// Output: []interface {}{web.Tuple{1, 2}, "<b>", []uint8{0x78}} <nil>
}

func ExampleBuildError() {
	app := web.New()
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		_, err := web.URLFor(r.Context(), "indx", "q", 1)
		var missing *web.BuildError
		fmt.Fprint(w, errors.As(err, &missing), " ", missing.Endpoint)
		return nil
	})
	show(app, "/")
	// Output: 200 true indx
}

func ExamplePanicError() {
	app := web.New()
	app.Get("/", "index", func(http.ResponseWriter, *http.Request) error { panic("lost") })
	web.HandleType(app, func(w http.ResponseWriter, _ *http.Request, err *web.PanicError) error {
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, err.Value)
		return nil
	})
	show(app, "/")
	// Output: 500 lost
}

func ExampleScaffold_Use() {
	app := web.New()
	app.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-store")
			next.ServeHTTP(w, r)
		})
	})
	app.Get("/", "index", func(w http.ResponseWriter, _ *http.Request) error {
		fmt.Fprint(w, w.Header().Get("Cache-Control"))
		return nil
	})
	show(app, "/")
	// Output: 200 no-store
}
