package websec_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"

	"underhood/websec"
)

// try sends one request to a handler and prints status and body.
func try(h http.Handler, r *http.Request) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
}

func ExampleProtect() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /pay", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "paid") })
	protect, err := websec.Protect()
	if err != nil {
		panic(err)
	}
	h := protect(mux)

	own := httptest.NewRequest("POST", "/pay", nil)
	own.Header.Set("Sec-Fetch-Site", "same-origin")
	try(h, own)

	forged := httptest.NewRequest("POST", "/pay", nil)
	forged.Header.Set("Sec-Fetch-Site", "cross-site")
	try(h, forged)
	// Output:
	// 200 paid
	// 403 the request comes from another site
}

func ExampleParseTemplate() {
	page, err := websec.ParseTemplate("hello", `<p>Hello, {{.}}</p><script>greet()</script>`)
	if err != nil {
		panic(err)
	}
	protect, _ := websec.Protect()
	h := protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := page.Execute(w, r, "hello", `<script>steal()</script>`); err != nil {
			http.Error(w, "sorry", http.StatusInternalServerError)
		}
	}))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	nonce := regexp.MustCompile(`nonce="(.*?)"`).FindStringSubmatch(w.Body.String())[1]
	fmt.Println(strings.ReplaceAll(w.Body.String(), nonce, "R"))
	fmt.Println(strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src 'nonce-"+nonce+"'"))
	// Output:
	// <p>Hello, &lt;script&gt;steal()&lt;/script&gt;</p><script nonce="R">greet()</script>
	// true
}

func ExampleGuard() {
	set := template.Must(template.New("frame").Parse("<p>\n<iframe srcdoc=\"{{.}}\"></iframe>"))
	_, err := websec.Guard(set)
	fmt.Println(err)
	// Output:
	// websec: template refused: frame:2: "{{.}}": an action in srcdoc, which is a page of its own with the rights of this one
}

func ExampleTrustScript() {
	page, err := websec.ParseTemplate("page", `<script src="{{scriptURL .}}"></script>`)
	if err != nil {
		panic(err)
	}
	w := httptest.NewRecorder()
	err = page.Execute(w, httptest.NewRequest("GET", "/", nil), "page", websec.TrustScript("/app.js"))
	fmt.Println(w.Body, err)
	// Output: <script src="/app.js"></script> <nil>
}

func ExampleStrictHeaders() {
	h := websec.StrictHeaders()
	h.CSP.Img = append(h.CSP.Img, "https://images.example")
	h.CSP.ReportTo = "csp"
	h.Endpoints = map[string]string{"csp": "/reports"}
	fmt.Println(h.Check())

	h.CSP.Img = append(h.CSP.Img, "https://images.example; script-src *")
	fmt.Println(h.Check())
	// Output:
	// <nil>
	// websec: bad policy: Content-Security-Policy, directive img-src, value "https://images.example; script-src *": it is no source: not a keyword, a scheme: with its colon, nor a host
}

func ExampleCSP() {
	p := websec.CSP{
		Default:        []websec.Source{websec.None},
		Connect:        []websec.Source{websec.Self},
		FrameAncestors: []websec.Source{websec.None},
	}
	fmt.Println(p)
	// Output: default-src 'none'; connect-src 'self'; frame-ancestors 'none'
}

func ExampleHash() {
	digest := sha256.Sum256([]byte("greet()"))
	fmt.Println(websec.Hash("sha256", digest[:]))
	// Output: 'sha256-qaAH0PL3PpGngZPKzBNSBxinN7XEHldntOST2ZOVfEo='
}

func ExampleNonce() {
	layer, _ := websec.StrictHeaders().Middleware()
	h := layer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		nonce := websec.Nonce(r.Context())
		fmt.Println(len(nonce), nonce == websec.Nonce(r.Context()))
	}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	fmt.Printf("%q\n", websec.Nonce(context.Background()))
	// Output:
	// 22 true
	// ""
}

func ExampleCSRF() {
	layer, err := websec.CSRF{Trusted: []string{"https://pay.example"}}.Middleware()
	if err != nil {
		panic(err)
	}
	h := layer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "done") }))
	for _, origin := range []string{"https://shop.example", "https://pay.example", "http://shop.example", "null"} {
		r := httptest.NewRequest("POST", "https://shop.example/", nil)
		r.Header.Set("Origin", origin)
		try(h, r)
	}
	// Output:
	// 200 done
	// 200 done
	// 403 the request comes from another origin
	// 403 the request comes from an opaque origin
}

func ExampleTokens() {
	layer, err := websec.CSRF{Tokens: &websec.Tokens{
		Session: func(r *http.Request) string { return r.Header.Get("X-Session") }, // of the cookie, in earnest
	}}.Middleware()
	if err != nil {
		panic(err)
	}
	h := layer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			fmt.Fprint(w, websec.Token(r.Context()))
			return
		}
		fmt.Fprintln(w, "done")
	}))
	get := httptest.NewRequest("GET", "/", nil)
	get.Header.Set("X-Session", "ada")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, get)

	for _, session := range []string{"ada", "mallory"} {
		r := httptest.NewRequest("POST", "/", nil)
		r.Header.Set("X-Session", session)
		r.Header.Set("X-CSRF-Token", w.Body.String())
		try(h, r)
	}
	// Output:
	// 200 done
	// 403 the token is malformed or of another session
}

func ExampleIsolation() {
	layer, _ := websec.Isolation{}.Middleware()
	h := layer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "here") }))
	for _, mode := range []string{"navigate", "no-cors"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Sec-Fetch-Mode", mode)
		try(h, r)
	}
	// Output:
	// 200 here
	// 403 other sites may only navigate here
}

func ExampleReports() {
	protect, err := websec.Protect(websec.WithReports(websec.Reports{
		Path: "/reports",
		Hook: func(r websec.Report) { fmt.Println(r.Directive, "stopped", r.Blocked, "on", r.URL) },
	}))
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest("POST", "/reports", strings.NewReader(
		`{"csp-report":{"document-uri":"https://shop.example/","effective-directive":"script-src-elem","blocked-uri":"inline"}}`))
	r.Header.Set("Content-Type", "application/csp-report")
	try(protect(http.NotFoundHandler()), r)
	// Output:
	// script-src-elem stopped inline on https://shop.example/
	// 204
}

func ExampleDecoder() {
	type SignUp struct {
		Name  string `in:"name,required" check:"max=40" match:"[a-z0-9]+"`
		Age   int    `in:"age" check:"min=18,max=150"`
		Plan  string `in:"plan" oneof:"free paid"`
		Admin bool   // never from a request
	}
	decoder, err := websec.NewDecoder[SignUp](websec.Limits{})
	if err != nil {
		panic(err)
	}
	fmt.Println(decoder.Query(httptest.NewRequest("GET", "/?name=ada&age=36&plan=paid", nil)))

	_, err = decoder.Query(httptest.NewRequest("GET", "/?name=Ada&age=7&Admin=true", nil))
	var bad *websec.InputError
	if errors.As(err, &bad) {
		fmt.Println(bad.Status)
		for _, p := range bad.Problems {
			fmt.Println(p.Field, p.Why)
		}
	}
	// Output:
	// {ada 36 paid false} <nil>
	// 400
	// name does not have the form asked for
	// age is less than 18
	// "Admin" is not known
}

func ExampleSessionCookie() {
	w := httptest.NewRecorder()
	http.SetCookie(w, websec.SessionCookie("id", "8f14e45f"))
	fmt.Println(w.Header().Get("Set-Cookie"))
	// Output: __Host-id=8f14e45f; Path=/; HttpOnly; Secure; SameSite=Lax
}

func ExampleCheckCookie() {
	fmt.Println(websec.CheckCookie(&http.Cookie{Name: "id", Value: "1"}))
	// Output: websec: bad cookie: id: SameSite is left to the browser; say Lax, Strict or None
}

func ExampleWatch() {
	refused := map[websec.Reason]int{}
	protect, err := websec.Protect(websec.Watch(func(e websec.Event) {
		if e.Refusal != nil {
			refused[e.Refusal.Reason]++
		}
	}))
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Origin", "https://evil.example")
	try(protect(http.NotFoundHandler()), r)
	fmt.Println(refused)
	// Output:
	// 403 the request comes from another origin
	// map[the request comes from another origin:1]
}

func ExampleInstead() {
	std := http.NewCrossOriginProtection()
	protect, err := websec.Protect(
		websec.Instead(websec.LayerCSRF, std.Handler),
		websec.Without(websec.LayerBody), // uploads have limits of their own
	)
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	try(protect(http.NotFoundHandler()), r)
	// Output: 403 cross-origin request detected from Sec-Fetch-Site header
}

func ExampleOnRefuse() {
	protect, err := websec.Protect(websec.OnRefuse(func(w http.ResponseWriter, _ *http.Request, why *websec.Refusal) {
		w.WriteHeader(why.Status)
		fmt.Fprintf(w, "Please open the page again: %v.", why.Reason)
	}))
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Origin", "null")
	try(protect(http.NotFoundHandler()), r)
	// Output: 403 Please open the page again: the request comes from an opaque origin.
}

func ExampleParseTemplateFS() {
	pages, err := websec.ParseTemplateFS(os.DirFS("testdata/pages"), "*.html")
	if err != nil {
		panic(err)
	}
	w := httptest.NewRecorder()
	err = pages.Execute(w, httptest.NewRequest("GET", "/", nil), "note.html", map[string]string{"Title": "a < b", "Text": "<b>"})
	fmt.Println(w.Body, err)
	// Output:
	// <!DOCTYPE html>
	// <title>a &lt; b</title>
	// <p>&lt;b&gt;</p>
	//  <nil>
}
