package gcview

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

var update = flag.Bool("update", false, "write the golden files anew")

// moment is the one thing in an answer that differs from run to run.
var moment = regexp.MustCompile(`"at": "[^"]+"`)

// TestGolden: each page and its JSON, of the same heap.
func TestGolden(t *testing.T) {
	var ticks time.Duration
	clock := func() time.Duration { ticks += 1500 * time.Microsecond; return ticks }
	v := New(WithEvents(20))
	v.nonce = func() string { return "NONCE" }
	h, all := small(t, gc.WithPauses(clock), gc.WithHook(v.Record), gc.WithoutAutomatic())
	must(h.Collect(0)) // the lost pair is found before the picture
	lost := must(h.NewList())
	require.NoError(t, h.Append(lost, lost))
	require.NoError(t, h.DecRef(lost))
	require.NoError(t, v.Attach(h))
	ada, alone, weak := ref(all["ada"]).Query(), ref(lost).Query(), ref(all["weak"]).Query()
	events := get(v, "/events").Body.Bytes()
	keep(t, v)
	sheet, err := files.ReadFile("page/style.css")
	require.NoError(t, err)
	sheet = bytes.TrimSpace(sheet)
	for name, address := range map[string]string{
		"overview.html": "/?every=5", "overview.json": "/overview.json",
		"object.html": "/object?ref=" + ada, "object.json": "/object.json?ref=" + ada,
		"unreachable.html": "/object?ref=" + alone, "unreachable.json": "/object.json?ref=" + alone,
		"weak.html": "/object?ref=" + weak, "weak.json": "/object.json?ref=" + weak,
		"retained.html": "/retained", "retained.json": "/retained.json",
		"events.html": "", "events.json": "/events.json",
		"stale.html": "/object?ref=999", "input.json": "/object.json?ref=x",
	} {
		t.Run(name, func(t *testing.T) {
			got := events
			if address != "" {
				got = get(v, address).Body.Bytes()
			}
			got = moment.ReplaceAll(got, []byte(`"at": "then"`))
			if strings.HasSuffix(name, ".html") { // whole, and once; a golden file need not have it
				require.Equal(t, 1, bytes.Count(got, sheet))
				got = bytes.Replace(got, sheet, []byte("(page/style.css)"), 1)
			}
			file := filepath.Join("testdata", name)
			if *update {
				require.NoError(t, os.MkdirAll("testdata", 0o755))
				require.NoError(t, os.WriteFile(file, got, 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), string(got))
		})
	}
}

// TestHeaders: strict ones, on pages, JSON, refusals and what is not there.
func TestHeaders(t *testing.T) {
	h, _ := small(t)
	v := attached(t, h)
	keep(t, v)
	for address, code := range map[string]int{
		"/": 200, "/overview.json": 200, "/retained": 200, "/events.json": 200,
		"/object": 400, "/object?ref=77": 404, "/nothing": 404,
	} {
		w := get(v, address)
		require.Equal(t, code, w.Code, address)
		require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		csp := w.Header().Get("Content-Security-Policy")
		require.Contains(t, csp, "default-src 'none'", address)
		require.NotContains(t, csp, "unsafe", address)
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		w := httptest.NewRecorder()
		v.ServeHTTP(w, httptest.NewRequest(method, "/", nil))
		require.Equal(t, http.StatusMethodNotAllowed, w.Code)
		require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
	}
}

// TestInputs: what an address says is understood or refused, never passed over.
func TestInputs(t *testing.T) {
	h, _ := small(t)
	v := attached(t, h)
	keep(t, v)
	for address, says := range map[string]string{
		"/retained.json?n=-1":                         "takes no \"n\"",
		"/retained.json?n=99999999999999999999":       "takes no \"n\"",
		"/retained?every=1&n=3":                       "takes no \"n\"",
		"/overview.json?every=5":                      "takes no \"every\"",
		"/?every=x":                                   "every=\"x\" is no number of seconds",
		"/?every=-1":                                  "is no number of seconds",
		"/?every=3601":                                "from 0 to 3600",
		"/events?every=99999999999999999999":          "is no number of seconds",
		"/events.json?ref=1":                          "takes no \"ref\"",
		"/object.json?ref=1&ref=2":                    "comes twice",
		"/object?ref=1&reff=2":                        "takes no \"reff\"",
		"/object?ref=%zz":                             "cannot be read",
		"/stream?from=x":                              "is no number of an event",
		"/stream?from=-1":                             "is no number of an event",
		"/stream?to=1":                                "takes no \"to\"",
		"/?" + strings.Repeat("x", 1000):              "takes no",
		"/object.json?ref=" + strings.Repeat("9", 99): "is no object",
	} {
		w := get(v, address)
		require.Equal(t, http.StatusBadRequest, w.Code, address)
		require.Contains(t, html.UnescapeString(strings.ReplaceAll(w.Body.String(), `\"`, `"`)), says, address)
		require.Less(t, w.Body.Len(), bounded)
	}
	require.Zero(t, v.desk.waiting.Load())
	for _, address := range []string{"/?every=", "/?every=0", "/retained?every=3600", "/object?ref=1&every=7", "/events?every=5", "/?"} {
		require.Equal(t, http.StatusOK, get(v, address).Code, address)
	}
}

// TestNonce: each page has its own.
func TestNonce(t *testing.T) {
	v := New()
	first, second := get(v, "/").Header().Get("Content-Security-Policy"), get(v, "/").Header().Get("Content-Security-Policy")
	require.NotEqual(t, first, second)
}

// TestMarkupInLabels: a label, a name, a frame may hold anything.
func TestMarkupInLabels(t *testing.T) {
	const evil = `</style><script>alert(1)</script><style>" onload='x' <!--`
	v := New()
	h := gc.New(gc.WithHook(v.Record))
	r := must(h.NewInstance(1))
	require.NoError(t, h.SetLabel(r, evil))
	f := must(h.Call(evil))
	require.NoError(t, f.Bind(evil, r))
	require.NoError(t, v.Attach(h))
	keep(t, v)
	for _, address := range []string{"/", "/object?ref=1", "/retained", "/events", "/object?ref=" + "%3Cscript%3Ealert(1)"} {
		body := get(v, address).Body.String()
		require.NotContains(t, body, "<script>", address)
		require.NotContains(t, body, "</style><script", address)
		require.NotContains(t, body, "onload='", address)
		require.Contains(t, body, "&lt;", address)
	}
	for _, address := range []string{"/overview.json", "/object.json?ref=1", "/retained.json", "/events.json"} {
		body := get(v, address).Body.Bytes()
		require.True(t, json.Valid(body))
		require.False(t, bytes.Contains(body, []byte("<script")), address)
	}
}

// bounded are the limits of an answer in bytes.
const bounded = 64 << 10

func requireBounded(t *testing.T, v *View, addresses ...string) {
	for _, address := range addresses {
		w := get(v, address)
		require.Equal(t, http.StatusOK, w.Code, address)
		require.Less(t, w.Body.Len(), bounded, address)
	}
}

// TestMillionObjects: a chain of a million, a hub that refers to all of them.
func TestMillionObjects(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	h := gc.New(gc.WithoutAutomatic())
	hub := must(h.NewList())
	var last gc.Ref
	n := 1_000_000
	if raceEnabled {
		n /= 20 // a million calls are slow to watch
	}
	for range n {
		x := must(h.NewInstance(2))
		require.NoError(t, h.Set(x, 1, hub))
		if last != gc.Nil {
			require.NoError(t, h.Give(x, 0, last))
		}
		last = x
	}
	// The hub refers to the youngest alone, so that the oldest is a million steps away.
	require.NoError(t, h.Append(hub, last))
	for range 1000 {
		require.NoError(t, h.Append(hub, hub))
	}
	require.NoError(t, h.DecRef(last))
	v := attached(t, h, WithWait(time.Minute))
	keep(t, v)
	requireBounded(t, v, "/", "/overview.json", "/object?ref=1", "/object.json?ref=1", "/object?ref=2", "/object.json?ref=2", "/retained", "/retained.json")

	var n2 struct {
		Why struct {
			Steps []edge `json:"-"`
			Left  int    `json:"left_out"`
		} `json:"why"`
		Nodes []json.RawMessage `json:"nodes"`
		Cut   bool              `json:"cut"`
	}
	require.NoError(t, json.Unmarshal(get(v, "/object.json?ref=2").Body.Bytes(), &n2))
	require.Equal(t, n-2*mostSteps, n2.Why.Left)
	require.LessOrEqual(t, len(n2.Nodes), mostNodes)
	require.NoError(t, json.Unmarshal(get(v, "/object.json?ref=1").Body.Bytes(), &n2))
	require.LessOrEqual(t, len(n2.Nodes), mostNodes)
	require.True(t, n2.Cut)
}

// TestManyLabels: as many groups and names as objects, and long ones.
func TestManyLabels(t *testing.T) {
	h := gc.New()
	for i := range 3000 {
		r := must(h.NewInstance(0))
		label := fmt.Sprintf("%d %s", i, strings.Repeat("ä", 1000))
		require.NoError(t, h.SetLabel(r, label))
		require.NoError(t, h.Globals().Give(label, r))
	}
	v := attached(t, h)
	keep(t, v)
	requireBounded(t, v, "/", "/overview.json", "/object?ref=1", "/retained")
	var o overview
	got := get(v, "/overview.json").Body.Bytes()
	require.NoError(t, json.Unmarshal(bytes.ReplaceAll(got, []byte(`"ref"`), []byte(`"-"`)), &o))
	require.Equal(t, 3000-mostGroups, o.MoreGroups)
	require.Equal(t, 3000-mostNames, o.MoreNames)
}

// TestRefText: what is written can be read, and names the same object.
func TestRefText(t *testing.T) {
	h := gc.New()
	seen := map[gc.Ref]bool{}
	for range 5 {
		r := must(h.NewLeaf(1))
		seen[r] = true
		for _, s := range []string{ref(r).String(), ref(r).Query(), " " + ref(r).String() + " "} {
			require.Equal(t, r, must(refOf(s)))
		}
		require.NoError(t, h.DecRef(r)) // the next has the index again
	}
	require.Len(t, seen, 5)
	for _, s := range []string{"", "#", "0", "-1", "x", "1.", "1.x", "4294967296", "1.4294967295", "1.4294967296", strings.Repeat("9", 1000)} {
		_, err := refOf(s)
		require.Error(t, err, s)
		require.Less(t, len(err.Error()), 200)
	}
}

// FuzzObject: whatever the address asks for, the answer is a page or a clear refusal.
func FuzzObject(f *testing.F) {
	for _, s := range []string{"1", "#2", "3.1", "", "<b>", "4294967295.4294967294"} {
		f.Add(s)
	}
	h := gc.New()
	list := must(h.NewList())
	if err := h.Append(list, list); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := refOf(s)
		if err != nil {
			return
		}
		require.Equal(t, r, must(refOf(ref(r).String())))
		n, err := around(h, r)
		if err != nil {
			require.ErrorIs(t, err, gc.ErrStale)
			return
		}
		svg, err := n.picture("NONCE")
		require.NoError(t, err)
		require.NotContains(t, string(svg), "<style>")
	})
}
