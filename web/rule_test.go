package web_test

import (
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

// Several rules of one endpoint, which the cases of the oracle cannot have: what
// Flask 2.2 answers was asked by hand.
func TestCanonicalRules(t *testing.T) {
	app := web.New(quiet())
	app.Get("/page/", "page", func(w http.ResponseWriter, r *http.Request) error {
		c := web.From(r.Context())
		var all []string
		for name, value := range c.Args().All() {
			all = append(all, fmt.Sprint(name, "=", value))
		}
		for _, values := range [][]any{pairs(c.Args()), {"page", 1}, {"page", 2, "q", "x"}} {
			url, err := web.URLFor(c, "page", values...)
			if err != nil {
				return err
			}
			all = append(all, url)
		}
		return text(strings.Join(all, " "))(w, r)
	}, web.Defaults("page", 1))
	app.Get("/page/<int:page>", "page", nil)
	app.Get("/l/<lang>/", "page", nil, web.Defaults("page", 1))
	app.Get("/l/<lang>/<int:page>", "page", nil)
	for _, tt := range []struct {
		path, location, body string
	}{
		{"/page/", "", "page=1 /page/ /page/ /page/2?q=x"},
		{"/page/1", "http://example.com/page/", ""},
		{"/page/1?a=b", "http://example.com/page/?a=b", ""},
		{"/page/2", "", "page=2 /page/2 /page/ /page/2?q=x"},
		{"/l/de/", "", "lang=de page=1 /l/de/ /page/ /page/2?q=x"},
		{"/l/de/1", "http://example.com/l/de/", ""},
		{"/l/de/2", "", "lang=de page=2 /l/de/2 /page/ /page/2?q=x"},
		{"/page", "http://example.com/page/", ""},
	} {
		w := get(app, tt.path)
		require.Equal(t, tt.location, w.Header().Get("Location"), tt.path)
		if tt.location == "" {
			require.Equal(t, tt.body, w.Body.String(), tt.path)
		} else {
			require.Equal(t, http.StatusPermanentRedirect, w.Code)
		}
	}
}

func TestRuleOfTheMethod(t *testing.T) {
	app := web.New(quiet())
	app.Get("/m", "m", func(w http.ResponseWriter, r *http.Request) error {
		var all []string
		for _, pairs := range [][]any{nil, {"_method", "POST"}, {"_method", "PUT", "id", 3}} {
			url, err := web.URLFor(r.Context(), "m", pairs...)
			if err != nil {
				return err
			}
			all = append(all, url)
		}
		return text(strings.Join(all, " "))(w, r)
	})
	app.Post("/m2", "m", nil)
	app.Handle("/m3/<id>", "m", nil, web.Methods("PUT"))
	require.Equal(t, "/m /m2 /m3/3", get(app, "/m").Body.String())
	require.Equal(t, "/m2 /m2 /m3/3", ask(app, http.MethodPost, "/m2").Body.String())
}

func TestArgs(t *testing.T) {
	var none *web.Args
	require.Zero(t, none.Len())
	require.Nil(t, none.Get("x"))
	require.False(t, none.Has("x"))
	a, err := web.NewArgs("f", 1.5, "n", nil)
	require.NoError(t, err)
	require.InEpsilon(t, 1.5, a.Float("f"), 0)
	a.SetDefault("n", 2)
	require.True(t, a.Has("n") && a.Get("n") == nil)
	require.Nil(t, a.Delete("x"))
	for range a.All() {
		break
	}
	for i := range 6 { // more than there is room for at first
		a.Set(fmt.Sprint(i), i)
	}
	require.Equal(t, 8, a.Len())
	require.Equal(t, 5, a.Int("5"))
}

// What Go has and JSON has not: values of other types in URLs.
func TestURLValues(t *testing.T) {
	app := web.New(quiet())
	var values []any
	endpoint := ""
	app.Get("/i/<int(fixed_digits=4):v>", "int", nil)
	app.Get("/f/<float:v>", "float", nil)
	app.Get("/s/<v>", "text", nil)
	app.Get("/u/<uuid:v>", "uuid", nil)
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		url, err := web.URLFor(r.Context(), endpoint, values...)
		if err != nil {
			return text("!")(w, r)
		}
		return text(url)(w, r)
	})
	for _, e := range []string{"int", "float", "text", "uuid"} { // whose views do not matter
		app.Handle("/other/"+e, e, text(""), web.Methods("POST"), web.Defaults("other", e))
	}
	big80 := new(big.Int).Lsh(big.NewInt(1), 80)
	for _, tt := range []struct {
		endpoint string
		value    any
		want     string
	}{
		{"int", int64(7), "/i/0007"},
		{"int", uint8(7), "/i/0007"},
		{"int", -7, "/i/-007"},
		{"int", uint64(1 << 63), "/i/9223372036854775808"},
		{"int", true, "/i/0001"},
		{"int", false, "/i/0000"},
		{"int", 7.9, "/i/0007"},
		{"int", float32(2), "/i/0002"},
		{"int", " 1_2 ", "/i/0012"},
		{"int", big80, "/i/1208925819614629174706176"},
		{"int", "1__2", "!"},
		{"int", "x", "!"},
		{"int", []any{}, "!"},
		{"int", struct{}{}, "!"},
		{"float", 3, "/f/3.0"},
		{"float", "1.5", "/f/1.5"},
		{"float", "0x1p4", "!"},
		{"float", float32(0.5), "/f/0.5"},
		{"float", 1e16, "/f/1e+16"},
		{"float", "nan", "/f/nan"},
		{"float", "-inf", "/f/-inf"},
		{"float", "inf", "/f/inf"},
		{"float", "1e999", "/f/inf"},
		{"text", true, "/s/True"},
		{"text", []byte("é"), "/s/%C3%A9"},
		{"text", float32(1), "/s/1.0"},
		{"text", time.Second, "/s/1s"},
		{"text", []any{"a", 1, nil, "it's", []any{true}}, "/s/%5B'a',%201,%20None,%20%22it's%22,%20%5BTrue%5D%5D"},
		{"uuid", web.UUID{15: 1}, "/u/00000000-0000-0000-0000-000000000001"},
	} {
		endpoint, values = tt.endpoint, []any{"v", tt.value}
		require.Equal(t, tt.want, get(app, "/").Body.String(), "%s %v", tt.endpoint, tt.value)
	}
	endpoint, values = "text", []any{"v", "x", "l", []string{"a", "b"}, "n", []int{1, 2}, "t", web.Tuple{nil, "c"}, "gone", nil}
	require.Equal(t, "/s/x?l=a&l=b&n=1&n=2&t=c", get(app, "/").Body.String())
}

func TestBadPaths(t *testing.T) {
	app := web.New(quiet())
	app.Get("/<s>", "s", func(w http.ResponseWriter, r *http.Request) error {
		return text(web.From(r.Context()).Args().String("s"))(w, r)
	})
	for path, want := range map[string]string{
		"/%ff%fe": "\ufffd\ufffd", "/%e2%82": "\ufffd", "/%e2%82x": "\ufffdx", "/%f0%9f%98": "\ufffd", "/%c3": "\ufffd", "/%c0%80": "\ufffd\ufffd",
		"/%ed%a0%80": "\ufffd\ufffd\ufffd", "/%e0%80": "\ufffd\ufffd", "/%f4%90": "\ufffd\ufffd", "/%f0%80": "\ufffd\ufffd", "/%C3%A9": "é",
	} {
		require.Equal(t, want, get(app, path).Body.String(), path)
	}
}

func TestContextAccessors(t *testing.T) {
	app := web.New(quiet(), web.SignedSessions("k", web.SHA256()))
	app.Before(func(_ http.ResponseWriter, r *http.Request) error {
		c := web.From(r.Context())
		require.Same(t, app, c.App())
		require.Same(t, app, c.AppContext().App())
		require.Same(t, c.AppContext().G(), web.G(c))
		require.Same(t, r, c.Request())
		require.Same(t, c.Session(), web.SessionFrom(c))
		if c.RoutingError() != nil {
			require.Nil(t, c.Args())
			require.Nil(t, c.Blueprints())
			require.Empty(t, c.Rule()+c.Endpoint()+c.Blueprint())
			return nil
		}
		c.AppContext().G().Set("b", 2)
		c.AppContext().G().Set("a", 1)
		for name := range c.AppContext().G().All() {
			require.Equal(t, "a", name)
			break
		}
		c.Session().Set("a", 1)
		return nil
	})
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		rc := http.NewResponseController(w)
		require.ErrorIs(t, rc.SetWriteDeadline(time.Time{}), http.ErrNotSupported, "the recorder's answer")
		f, ok := w.(http.Flusher)
		require.True(t, ok)
		f.Flush()
		return text("x")(w, r)
	})
	require.Equal(t, "x", get(app, "/").Body.String())
	require.Equal(t, 404, get(app, "/nope").Code)
}

// A function after the request that replaced the response to an error is undone when
// a later one fails: Flask sends the response it had made.
func TestReplacedAndFailed(t *testing.T) {
	app := web.New(quiet())
	app.After(func(*web.Response, *http.Request) error { return errBoom }, func(res *web.Response, r *http.Request) error {
		res.Header().Set("X-Kept", "yes")
		res.Reset()
		return text("replaced")(res, r)
	})
	app.Get("/", "index", text("x"))
	w := get(app, "/")
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Equal(t, "yes", w.Header().Get("X-Kept"))
	require.Contains(t, w.Body.String(), "Internal Server Error")
}
