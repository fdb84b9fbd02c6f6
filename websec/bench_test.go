package websec_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"underhood/websec"
)

// null is a ResponseWriter that keeps its header between requests, as a benchmark of
// middleware needs: to make one costs more than what is measured.
type null struct{ header http.Header }

func (n *null) Header() http.Header         { return n.header }
func (n *null) Write(p []byte) (int, error) { return len(p), nil }
func (n *null) WriteHeader(int)             {}

func serve(b *testing.B, h http.Handler, r *http.Request) {
	b.Helper()
	w := &null{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		h.ServeHTTP(w, r)
	}
}

func post(headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "https://shop.example/buy", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

var idle = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})

func BenchmarkFetchMetadata(b *testing.B) {
	ours, err := websec.CSRF{}.Middleware()
	if err != nil {
		b.Fatal(err)
	}
	contestants := []struct {
		impl string
		h    http.Handler
	}{
		{"underhood", ours(idle)},
		{"net_http", http.NewCrossOriginProtection().Handler(idle)},
	}
	for _, c := range contestants {
		b.Run("impl="+c.impl+"/get", func(b *testing.B) { serve(b, c.h, httptest.NewRequest("GET", "https://shop.example/", nil)) })
		b.Run("impl="+c.impl+"/site", func(b *testing.B) { serve(b, c.h, post("Sec-Fetch-Site", "same-origin")) })
		b.Run("impl="+c.impl+"/origin", func(b *testing.B) { serve(b, c.h, post("Origin", "https://shop.example")) })
	}
}

func session(r *http.Request) string {
	cookie := r.Header["Cookie"]
	if len(cookie) == 0 {
		return ""
	}
	return strings.TrimPrefix(cookie[0], "session=")
}

func BenchmarkCSRFToken(b *testing.B) {
	layer, err := websec.CSRF{Tokens: &websec.Tokens{Session: session}}.Middleware()
	if err != nil {
		b.Fatal(err)
	}
	token := ""
	h := layer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			token = websec.Token(r.Context())
		}
	}))
	get := httptest.NewRequest("GET", "https://shop.example/", nil)
	get.Header.Set("Cookie", "session=0123456789abcdef0123456789abcdef")
	h.ServeHTTP(httptest.NewRecorder(), get)
	b.Run("get", func(b *testing.B) { serve(b, h, get) })
	r := post("Cookie", "session=0123456789abcdef0123456789abcdef", "X-CSRF-Token", token)
	b.Run("post", func(b *testing.B) { serve(b, h, r) })
}

func BenchmarkHeaders(b *testing.B) {
	layer, err := websec.StrictHeaders().Middleware()
	if err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest("GET", "https://shop.example/", nil)
	b.Run("static", func(b *testing.B) { serve(b, layer(idle), r) })
	b.Run("nonce", func(b *testing.B) { serve(b, layer(nonced), r) })
}

var nonced = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
	if websec.Nonce(r.Context()) == "" {
		panic("no nonce")
	}
})

func BenchmarkProtect(b *testing.B) {
	protect, err := websec.Protect(
		websec.WithIsolation(websec.Isolation{}),
		websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{Session: session}}),
	)
	if err != nil {
		b.Fatal(err)
	}
	h := protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = websec.Nonce(r.Context())
		_ = websec.Token(r.Context())
	}))
	r := post("Cookie", "session=0123456789abcdef0123456789abcdef", "Sec-Fetch-Site", "same-origin")
	serve(b, h, r)
}
