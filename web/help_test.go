package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

// quiet takes what an App logs.
func quiet() web.Option { return web.Log(slog.New(slog.NewTextHandler(io.Discard, nil))) }

// text is a view that answers with a text.
func text(s string) web.View {
	return func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// failing is a view that returns an error.
func failing(err error) web.View {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

// ask sends one request to a handler.
func ask(h http.Handler, method, target string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func get(h http.Handler, target string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	return ask(h, http.MethodGet, target, cookies...)
}

// A diary is what happened, in order; safe for concurrent use.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) add(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, line)
}

func (d *diary) take() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := strings.Join(d.lines, " ")
	d.lines = nil
	return s
}

// around adds a function of each kind that notes its name.
func (d *diary) around(s *web.Scaffold, name string) {
	s.Preprocess(func(*http.Request, string, *web.Args) error {
		d.add("pre:" + name)
		return nil
	})
	s.Before(func(http.ResponseWriter, *http.Request) error {
		d.add("before:" + name)
		return nil
	})
	s.After(func(*web.Response, *http.Request) error {
		d.add("after:" + name)
		return nil
	})
	s.Teardown(func(_ *http.Request, err error) error {
		d.add("down:" + name)
		return nil
	})
}

// served runs a server until the test ends and returns its URL.
func served(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.Start()
	t.Cleanup(s.Close)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return s.URL
}

func fetch(t *testing.T, url string) (*http.Response, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, "", err
	}
	var body bytes.Buffer
	_, err = io.Copy(&body, res.Body)
	require.NoError(t, res.Body.Close())
	return res, body.String(), err
}

func teardownApp(d *diary) web.AppTeardown {
	return func(context.Context, error) error {
		d.add("appdown")
		return nil
	}
}
