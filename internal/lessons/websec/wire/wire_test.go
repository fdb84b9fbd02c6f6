package wire_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/lessons/websec/wire"
	"underhood/websec"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func cross(t *testing.T, h http.HandlerFunc, r *http.Request) (c wire.Crossing) {
	t.Helper()
	begun, ended := 0, 0
	tap := wire.Tap("bare", h, func() { begun++ }, func(one wire.Crossing) { c = one; ended++ })
	defer func() { require.Equal(t, []int{1, 1}, []int{begun, ended}) }()
	tap.ServeHTTP(httptest.NewRecorder(), r)
	return c
}

func TestTap(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/pay?x=1", nil)
	r.Header.Set("Origin", "http://localhost:8002")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	r.Header.Set("Cookie", "session=secret; __Host-session=secret")
	why := &websec.Refusal{Layer: websec.LayerCSRF, Reason: websec.CrossSite, Status: 403}
	c := cross(t, func(w http.ResponseWriter, r *http.Request) {
		require.True(t, wire.Watch(websec.Event{Layer: websec.LayerHeaders, Request: r}))
		require.True(t, wire.Watch(websec.Event{Layer: websec.LayerCSRF, Request: r, Refusal: why}))
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusForbidden)
		require.NoError(t, http.NewResponseController(w).Flush())
	}, r)
	require.Equal(t, wire.Crossing{
		Site: "bare", Client: "192.0.2.1", Method: "POST", Path: "/pay?x=1", Origin: "http://localhost:8002",
		FetchSite: "cross-site", FetchMode: "navigate", FetchDest: "document", Cookies: "session __Host-session",
		Status: 403, Layer: "csrf", Reason: "the request comes from another site",
	}, c)
	require.Equal(t, `bare      POST "/pay?x=1" Origin: "http://localhost:8002" Sec-Fetch-Site: "cross-site" Cookie: "session __Host-session" `+
		`→ 403, refused by layer csrf: the request comes from another site`, c.String())
	require.NotContains(t, c.String(), "secret")
	require.False(t, wire.Watch(websec.Event{Request: r}), "which went through no tap")
	require.False(t, wire.Watch(websec.Event{}))

	require.Equal(t, 200, cross(t, func(http.ResponseWriter, *http.Request) {}, r).Status)
	var aborted wire.Crossing
	tap := wire.Tap("bare", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") }), func() {}, func(c wire.Crossing) { aborted = c })
	require.PanicsWithValue(t, "broken", func() { tap.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/panic", nil)) })
	require.Equal(t, `bare      GET "/panic" → aborted`, aborted.String())
}

func TestOfConnection(t *testing.T) {
	conns := wire.OfConnection("protected", websec.Event{Client: netip.MustParseAddr("127.0.0.1"), Refusal: &websec.Refusal{Layer: websec.LayerConns, Reason: websec.TooManyConns}})
	require.Equal(t, "protected a connection from 127.0.0.1 → closed, refused by layer connections: too many connections", conns.String())
	header := wire.OfConnection("protected", websec.Event{Refusal: &websec.Refusal{Layer: websec.LayerServer, Reason: websec.LongHeader, Status: 431}})
	require.Equal(t, "protected a connection from somebody → 431, refused by layer server: the header is too long", header.String())
}

// FuzzCrossing: whatever a request says, its line is one line of a bounded length that a
// terminal only shows.
func FuzzCrossing(f *testing.F) {
	f.Add("/\x1b[2J", "http://a\n\u202e", "session=1; \xff=2", strings.Repeat("M", 5000))
	f.Add(strings.Repeat("é", 5000), strings.Repeat("\"", 5000), strings.Repeat("a=b; ", 5000), "GET")
	f.Fuzz(func(t *testing.T, path, origin, cookies, method string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RequestURI, r.Method = path, method
		r.Header = http.Header{"Origin": {origin}, "Sec-Fetch-Site": {origin}, "Sec-Fetch-Mode": {path}, "Cookie": {cookies}}
		c := cross(t, func(http.ResponseWriter, *http.Request) {}, r)
		require.Less(t, len(c.String()), 4000)
		for _, text := range []string{c.String(), c.FetchMode, c.FetchDest} {
			for _, char := range text {
				require.True(t, unicode.IsPrint(char), "%q", text)
			}
		}
	})
}

func TestLog(t *testing.T) {
	l := wire.NewLog(3)
	require.Empty(t, l.After(0))
	get := func(path, client string) wire.Crossing {
		return wire.Crossing{Method: "GET", Path: path, Client: client, Status: 200}
	}
	for i := range 5 {
		l.Add(get(fmt.Sprint("/", i), "127.0.0.1"))
	}
	kept := l.After(0)
	require.Len(t, kept, 3)
	require.EqualValues(t, []uint64{3, 4, 5}, []uint64{kept[0].Number, kept[1].Number, kept[2].Number})

	l.Add(get("/3", "127.0.0.2"))
	newer := l.After(5)
	require.Equal(t, []wire.Crossing{{Method: "GET", Path: "/3", Client: "127.0.0.2", Status: 200, Number: 6, Times: 2}}, newer)
	kept = l.After(0)
	require.Equal(t, []string{"/2", "/4", "/3"}, []string{kept[0].Path, kept[1].Path, kept[2].Path})
	require.Empty(t, l.After(6), "there is no more yet")

	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				l.Add(get("/flood", "127.0.0.3"))
				l.After(6)
			}
		})
	}
	all.Wait()
	newer = l.After(6)
	require.Len(t, newer, 1)
	require.Equal(t, 800, newer[0].Times)
}
