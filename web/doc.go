// Package web is Flask's idea of an application on net/http: blueprints, a request
// that goes through functions in a fixed order, and sessions. It answers as Flask
// does, hook by hook, and any handler or middleware of net/http fits in.
//
//	app := web.New(web.SignedSessions(secret))
//	notes := web.NewBlueprint("notes", web.Prefix("/notes"))
//	notes.Get("/<int:id>", "note", func(w http.ResponseWriter, r *http.Request) error {
//		c := web.From(r.Context())
//		url, err := web.URLFor(c, ".note", "id", c.Args().Int("id")+1)
//		if err != nil {
//			return err
//		}
//		fmt.Fprintln(w, "the next one is at", url)
//		return nil
//	})
//	app.Register(notes)
//	err := http.ListenAndServe("localhost:8000", app)
//
// # Three notions
//
// A [Blueprint] is a part of an application that carries its own rules, functions
// around the request, error handlers and prefix. It is recorded under a name and
// played into an [App] when it is registered: more than once, under other names and
// prefixes, and inside other blueprints. So a program is laid out by what it is
// about, a folder for accounts, one for notes, one for administration, and not by
// kind. It is no application of its own: it shares sessions, error pages and URLs
// with everything around it.
//
// A request is handled in two contexts, and it is often said that both are created,
// pushed on their stacks, and popped after the response. Precisely: an application
// context ([AppContext]: the current App and g) is pushed unless one of the same App
// is on top; a request context ([RequestContext]: request and session) is pushed on
// it; the view runs; the response is made and finished, with both still there; and
// only then the request context is popped, then the application context. In Flask the
// stacks belong to the thread or task (contextvars), and current_app, g, request and
// session look there. Go has no such place, and needs none: a context is a value in
// the context.Context that every function is given, the stack is the chain of
// contexts, and to pop one is to be done with it. [Current], [G], [From] and
// [SessionFrom] find them, in other goroutines too.
//
// A [Session] is what is remembered of a client between requests. It is often said
// that Flask keeps it on the server. It does not: its own default is a cookie on the
// client, signed so that it cannot be changed, and readable by everybody
// ([SignedSessions]). To keep sessions on the server takes an extension; here
// [StoredSessions] does. They are to be preferred: only they can be ended for good.
//
// # The way of a request
//
//	push      application context, unless there; request context
//	open      the session, before the URL is matched
//	match     the URL. An error is only kept: everything up to the view still runs
//	before    Preprocess: App, outer … inner blueprint, all of them; then Before: the same
//	          way, and the first that answers ends it
//	view      or the kept error, or the answer to OPTIONS
//	          an error: its handler, by code in each scope from the innermost out, then
//	          by type in each; so a 404 handler of the App comes before one of a
//	          blueprint for any HTTPError
//	after     AfterThisRequest in order; After: inner … outer blueprint, App, each backwards
//	save      the session
//	          an error nobody took, or of these: logged, made a 500, its handler, and
//	          "after" and "save" once more; if they fail now, the 500 goes out as it is
//	send      header and body
//	pop       Teardown: inner … outer, App, each backwards; TeardownApp backwards
//
// TestOrder, TestErrorLookup and TestAfterRunsTwice show it; [Watch] is told every step.
//
// Teardown runs on every way out: a panic, a client that left, a stream that broke,
// [http.ErrAbortHandler], runtime.Goexit (TestPanics, TestTeardownAll,
// TestTeardownWhenTheClientLeaves). A panic is an error like any other, and handlers
// see what was panicked with.
//
// # Writing a response
//
// A view writes to its [http.ResponseWriter] and returns nil, or returns an error,
// which takes back what it wrote. That is possible because the [Response] holds back
// what is written. Flask holds back whole bodies; this does up to [BufferSize]. What is
// longer, or flushed, goes out: "after" and "save" run first, since they write the
// header, and an error that comes later can only cut the body short, which the client
// sees (TestFlush, TestLargeBodies). Handlers of net/http are [HTTP]; middleware goes
// around a view ([Scaffold.Use]) or around the App. Below a prefix an App is put by
// [Mount].
//
// # Rules
//
// Rules are matched as Werkzeug does, by a state machine of its own and not by
// [http.ServeMux], which redirects and cleans paths by itself, has no types of
// variables, refuses rules that overlap, and answers wrong methods before a hook
// could see them. [Scaffold.Handle] lists the converters. Text is tried before
// variables, longer text and narrower types first, whatever the order of
// registration. A missing slash at the end is a redirect (308), so are two slashes
// in a row, and defaults that another rule of the endpoint has ([Defaults]).
// HEAD comes with GET and OPTIONS by itself. [URLFor] goes the other way.
//
// An unknown URL below a prefix never reaches the blueprint in Flask. With [OwnErrors]
// it does (TestOwnErrors).
//
// # Sessions
//
// Cookies are those of Flask, in both directions: what one signed the other reads,
// with all types of Flask's tagged JSON (TestCookiesBothWays). Use [FlaskCookie] for the
// same name and attributes. [OlderSecrets] lets a secret be replaced. A cookie that is
// forged, truncated, too old, too large or broken is no session, and counted
// ([Rejected]); it is never an error. Nothing is decompressed or decoded before its
// signature is right. What is signed can be replayed until it expires: there is
// nothing on the server to know better.
//
// A stored session is known by 128 random bits, of which the store has a hash.
// Requests of one session at once lose nothing, by the rule of [StoredSessions]
// (TestStoredSessionsMeet). Call [Session.Rotate] at login and logout.
//
// A session that nobody touches costs nothing to read, but where a permanent one is
// sent again with each response ([Refresh]): then the signature is checked.
//
// # Differences from Flask
//
// The oracle is Flask 2.2 with Werkzeug 2.2, Debian 12's. Random applications, and
// what they answer, are compared with it (TestConformRecorded, TestConformLive); what is
// not the same, or not the same in later versions, is here:
//
//   - All teardown functions run, whatever one does, and their errors are joined and
//     logged; the response is out by then. So it is from Flask 3.2 on. Before, an error
//     skips the rest of its scope and reaches the server (TestTeardownAll).
//   - Teardown comes after the body is sent. In Flask it comes before the body of a
//     stream, unless stream_with_context is used (TestFlush).
//   - The handler of a 500 that fails itself leaves a plain 500. In Flask the error
//     reaches the server (TestUnanswered).
//   - A converter's arguments that make no sense, such as int(min=x), are an error of the
//     set-up, not of the first request (TestSetupErrors).
//   - [OlderSecrets] count (Flask 3.1); the server name neither limits what is served
//     (3.1) nor sets the domain of the cookie (2.3), which a [Cookie] does; Vary: Cookie
//     is sent whenever the session was read, by Has and Len too (3.1.3).
//   - A request to become a WebSocket matches rules like any other; Werkzeug answers
//     400 for want of a websocket rule (TestWebSocket).
//   - A variable in a prefix and once more in the rule is read by the converter of another
//     variable, as in Werkzeug; where that is an error there, it is no match here.
//   - A status outside 100 to 999 is a panic of the view that names it, as in net/http.
//     Werkzeug sends it (TestInvalidStatus).
//   - A signed session that is no object is none. Flask fails (TestRejected). One of
//     more than 16 KiB, or 1 MiB decompressed, is none either.
//   - Compressed cookies differ in their bytes, and sometimes in whether they are: zlib
//     is another one. They are read both ways.
//   - Around the name of a cookie only spaces and tabs are skipped, as browsers do. For
//     Werkzeug a blank of Unicode in front of __Host-session is nothing, for browsers it is
//     a name without prefix, which a subdomain may plant (TestPlantedSession).
//   - Werkzeug from 2.2.3 on redirects /a to /a/ where the rule ends in a path variable
//     and a slash, makes one slash of three where 2.2 makes two, and leaves & = @ in
//     paths and / : in queries as they are (TestWerkzeug22).
//   - Classes of errors are what errors wrap. An error type that wraps an [HTTPError]
//     is looked up by its code before its type, in all scopes.
//   - Not here: templates, static files, hosts and subdomains as part of rules,
//     TRAP_HTTP_EXCEPTIONS, and what net/http has already.
//
// # Cost
//
// The functions around a request are put in order once, before the first one. A
// request is one allocation, for its contexts, session and response and the copy of the
// *http.Request that carries them, and one for each value of the URL that has to be
// boxed. A signed session of which a value is read is its text, its entries and the
// values that have to be boxed; a stored one its key and what is known of its record, too
// (TestRequestAllocations). BenchmarkRequest measures it beside a bare ServeMux.
//
// # Sources
//
// flask/app.py, blueprints.py, ctx.py, sessions.py and json/tag.py of Flask 2.2;
// werkzeug/routing and exceptions.py of Werkzeug 2.2; itsdangerous 2.1; RFC 9110, 6265bis
// (cookie prefixes); OWASP ASVS 5, chapter 7 (sessions).
package web
