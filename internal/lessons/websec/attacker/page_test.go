package attacker_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/attacker"
)

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestPage(t *testing.T) {
	h := attacker.Page("http://localhost:8002", "http://127.0.0.1:8002",
		attacker.Victim{Name: "bare", URL: "http://127.0.0.1:8000"}, attacker.Victim{Name: "protected", URL: "http://127.0.0.1:8001"})
	page := get(h, "/").Body.String()
	for _, victim := range []string{"http://127.0.0.1:8000", "http://127.0.0.1:8001"} {
		require.Contains(t, page, `<form method="post" action="`+victim+`/pay"><input type="hidden" name="amount" value="10"><input type="hidden" name="to" value="eve">`)
		require.Contains(t, page, `<form method="post" action="`+victim+`/login"><input type="hidden" name="name" value="eve">`)
		require.Contains(t, page, `<a href="`+victim+`/accounts?q=zz%27`)
		require.Contains(t, page, `<a href="`+victim+`/preview?text=%3Cscript`)
		require.Contains(t, page, `<a href="`+victim+`/widget?src=http%3A%2F%2Flocalhost%3A8002%2Fsteal.js`)
	}
	require.Contains(t, page, `password <code>&#39; OR &#39;1&#39;=&#39;1</code>`, "to be typed")
	require.NotContains(t, page, "<script", "the page itself is harmless")

	script := get(h, "/steal.js")
	require.Equal(t, "text/javascript", script.Header().Get("Content-Type"))
	require.Contains(t, script.Body.String(), attacker.Taken)
	require.Equal(t, http.StatusNotFound, get(h, "/other").Code)
}
