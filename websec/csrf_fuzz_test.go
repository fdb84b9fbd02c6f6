package websec_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

func FuzzOrigin(f *testing.F) {
	for _, s := range []string{"https://shop.example", "null", "https://a@shop.example", "http://[::1]:80", "https://shop.example:443"} {
		f.Add(s)
	}
	protect, err := websec.CSRF{}.Middleware()
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, origin string) {
		r := post()
		r.Header["Origin"] = []string{origin}
		w := httptest.NewRecorder()
		protect(idle).ServeHTTP(w, r)
		require.Equal(t, strings.EqualFold(origin, "https://shop.example") && strings.HasPrefix(origin, "https://"), w.Code == 200, "%q", origin)
	})
}

// FuzzToken knows no token of the session, so none may pass, nor may anything panic.
func FuzzToken(f *testing.F) {
	s := newSite(f, websec.Tokens{Session: session})
	token, _ := s.token("session=b")
	f.Add(token, "csrf_token="+token, formType)
	f.Add("", "--a\r\nContent-Disposition: form-data; name=csrf_token\r\n\r\nx\r\n--a--", "multipart/form-data; boundary=a")
	f.Fuzz(func(t *testing.T, header, text, kind string) {
		r := body(kind, text)
		if header != "" {
			r.Header["X-Csrf-Token"] = []string{header}
		}
		r.Header.Set("Cookie", "session=a")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		require.Equal(t, 403, w.Code)
	})
}

// FuzzCookies compares the reader of cookies with net/http's where both accept, and has it
// see the guest's cookie only where browsers do: around a name only spaces and tabs are
// not part of it (RFC 6265bis, section 5.7).
func FuzzCookies(f *testing.F) {
	f.Add("a=b; __Host-csrf=0123456789012345678901")
	f.Add("__Host-csrf=x;__Host-csrf=y")
	f.Add("\u2000__Host-csrf=0123456789012345678901")
	f.Add("\u0085__Host-csrf=0123456789012345678901; \u00a0__Host-csrf=x")
	f.Add("__Host-csrf\u3000=0123456789012345678901;\v__Host-csrf=x")
	s := newSite(f, websec.Tokens{})
	token, guest := s.token("")
	f.Fuzz(func(t *testing.T, more string) {
		if strings.ContainsAny(more, "\r\n") {
			return
		}
		code := s.post(more+"; "+guest, token)
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", more)
		if len(r.CookiesNamed("__Host-csrf")) > 0 {
			require.Equal(t, 403, code, "%q", more)
		}
		named := false
		for field := range strings.SplitSeq(more, ";") {
			name, _, _ := strings.Cut(field, "=")
			named = named || strings.Trim(name, " \t") == "__Host-csrf"
		}
		if !named {
			require.Equal(t, 200, code, "%q", more)
		}
	})
}

// TestPlantedCookie: a subdomain cannot plant the guest's cookie under a name that browsers
// do not take for it.
func TestPlantedCookie(t *testing.T) {
	s := newSite(t, websec.Tokens{})
	token, guest := s.token("")
	for _, blank := range []string{"\u0085", "\u00a0", "\u2000", "\u3000", "\v", "\f"} {
		require.Equal(t, 403, s.post(blank+guest, token), "%q in front of the name", blank)
		name, value, _ := strings.Cut(guest, "=")
		require.Equal(t, 403, s.post(name+blank+"="+value, token), "%q behind the name", blank)
		require.Equal(t, 200, s.post(guest+"; "+blank+"__Host-csrf=0123456789012345678901", token), "%q beside the real one", blank)
	}
}
