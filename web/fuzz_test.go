package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

// FuzzVerify: nothing that was not signed here is read, whatever it is, and nothing
// panics.
func FuzzVerify(f *testing.F) {
	signer, err := web.NewSigner("k")
	require.NoError(f, err)
	other, err := web.NewSigner("other")
	require.NoError(f, err)
	now := time.Unix(1700000000, 0)
	for _, v := range []any{nil, 1, map[string]any{"a": []any{1, "é"}}, web.Tuple{}} {
		for _, s := range []*web.Signer{signer, other} {
			signed, err := s.Sign(v, now)
			require.NoError(f, err)
			f.Add(signed)
		}
	}
	for _, s := range []string{"", ".", "..", "a.b", "a.b.c", ".eJw.ZVPxAA.AA", "=.=.="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, signed string) {
		v, err := other.Verify(signed, now, time.Hour)
		if err != nil {
			return
		}
		again, err := other.Sign(v, now)
		require.NoError(t, err)
		back, err := other.Verify(again, now, time.Hour)
		require.NoError(t, err)
		require.Equal(t, v, back)
	})
}

// FuzzPayload: whatever is signed is read or refused, and what is read can be
// written again.
func FuzzPayload(f *testing.F) {
	for _, s := range []string{
		`{"a":1}`, `{" t":[1,{" b":"YQ=="}]}`, `{" di":{" t__":1}}`, `{" d":"Mon, 02 Jan 2023 03:04:05 GMT"}`, `[1.5e3,-0,NaN,Infinity]`,
		`"\ud83d\ude00\ud800"`, `{" u":"6d7a2f0e000040008000000000000001"}`, `{"a":{"b":[[[]]]}}`, `{" m":"<b>"}`, `12345678901234567890`, `{"":""}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		v, err := web.ReadTagged(payload)
		if err != nil {
			require.ErrorIs(t, err, web.ErrBadPayload)
			return
		}
		once, err := web.AppendTagged(nil, v)
		require.NoError(t, err)
		again, err := web.ReadTagged(string(once))
		require.NoError(t, err, "%s", once)
		twice, err := web.AppendTagged(nil, again)
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))
	})
}

// FuzzServe: no path, method, query or cookie makes the App panic, and the answer is
// always one.
func FuzzServe(f *testing.F) {
	app := web.New(quiet(), web.SignedSessions("k", web.SessionCookie(web.FlaskCookie())))
	for rule, endpoint := range map[string]string{
		"/a/<int:id>": "int", "/f/<float:x>/": "float", "/p/<path:rest>/end": "path", "/m/<a>-<b>.html": "mixed",
		"/u/<uuid:u>": "uuid", "/s/<string(length=2):s>": "string", "/": "index",
	} {
		app.Get(rule, endpoint, func(w http.ResponseWriter, r *http.Request) error {
			web.SessionFrom(r.Context()).Len()
			url, err := web.URLFor(r.Context(), endpoint, pairs(web.From(r.Context()).Args())...)
			if err != nil {
				return err
			}
			return text(url)(w, r)
		})
	}
	f.Add("/a/7", "GET", "q=1", "session=x")
	f.Add("//a//7", "OPTIONS", "", "session=\"")
	f.Add("/m/a-b.html", "HEAD", "%", ";=;session=.a.b.c")
	f.Add("/p/\xff/\xe2\x82/end", "get", "", "")
	f.Fuzz(func(t *testing.T, path, method, query, cookie string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path, r.Method, r.URL.RawQuery = path, method, query
		r.Header["Cookie"] = []string{cookie}
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		require.Contains(t, []int{200, 308, 404, 405}, w.Code)
	})
}

func pairs(a *web.Args) []any {
	var list []any
	for name, value := range a.All() {
		list = append(list, name, value)
	}
	return list
}
