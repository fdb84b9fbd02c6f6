package websec

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/httprate"
	"github.com/justinas/nosurf"
	"github.com/stretchr/testify/require"
	"github.com/unrolled/secure"

	underhood "underhood/websec"
)

// The examples are the task of COMPARE.md: headers with a nonce, no forged requests, at most
// two requests a minute of an address.

var page = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "paid") })

// attack posts from another site, and then gets three times.
func attack(h http.Handler) {
	for _, r := range []*http.Request{
		request(http.MethodPost, "Sec-Fetch-Site", "cross-site", "Origin", "https://other.example"),
		request(http.MethodGet), request(http.MethodGet),
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Header().Get("Content-Security-Policy") != "")
	}
}

func Example_underhood() {
	limiter, err := underhood.NewAddrLimiter(underhood.PerMinute(2), underhood.PerMinute(20))
	if err != nil {
		panic(err)
	}
	protect, err := underhood.Protect(underhood.WithLimit(limiter.ByClient(nil)))
	if err != nil {
		panic(err)
	}
	site := protect(page)
	attack(site)
	// Output:
	// 403 true
	// 200 true
	// 429 true
}

func Example_joined() {
	headers := secure.New(secure.Options{
		ContentSecurityPolicy: "script-src $NONCE 'strict-dynamic'; object-src 'none'; base-uri 'none'",
		STSSeconds:            31536000, FrameDeny: true, ContentTypeNosniff: true,
	})
	forged := nosurf.New(http.MaxBytesHandler(page, 1<<20)) // each form has to carry nosurf.Token
	limit := httprate.LimitBy(2, time.Minute, func(r *http.Request) (string, error) {
		host, _, _ := strings.Cut(r.RemoteAddr, ":") // behind a proxy, its address
		return httprate.CanonicalizeIP(host), nil
	})
	site := headers.Handler(limit(forged))
	attack(site)
	// Output:
	// 400 true
	// 200 true
	// 429 true
}

// TestCompared: the code in COMPARE.md is the code that is run here.
func TestCompared(t *testing.T) {
	text, err := os.ReadFile("../../COMPARE.md")
	require.NoError(t, err)
	file, err := os.ReadFile("compare_test.go")
	require.NoError(t, err)
	for _, name := range []string{"Example_underhood", "Example_joined"} {
		_, body, found := strings.Cut(string(file), "func "+name+"() {\n")
		require.True(t, found)
		body, _, _ = strings.Cut(body, "\tattack(")
		body = strings.ReplaceAll(body, "\n\t", "\n")
		body = strings.ReplaceAll(body, "underhood.", "websec.")
		require.True(t, strings.Contains(string(text), strings.TrimPrefix(body, "\t")), "COMPARE.md has not the code of %s", name)
	}
}
