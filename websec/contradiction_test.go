package websec_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// Of two options that say different things of one layer, one would be obeyed and the other
// not: Protect names both.
func TestProtectRefusesContradictions(t *testing.T) {
	limiter := newLimiter[string](t, websec.PerSecond(1))
	shedder := newShedder(t)
	list, err := websec.NewAccessList()
	require.NoError(t, err)
	decide := limiter.By(func(*http.Request) string { return "" })
	same := func(h http.Handler) http.Handler { return h }
	for says, opts := range map[string][]websec.Option{
		"option 2 is nil":                                        {websec.TLSAtProxy(), nil},
		"WithLimit is given twice":                               {websec.WithLimit(decide), websec.WithLimit(decide)},
		"WithCSRF is given twice":                                {websec.WithCSRF(websec.CSRF{}), websec.TLSAtProxy(), websec.WithCSRF(websec.CSRF{})},
		"WithHeaders is given twice":                             {websec.WithHeaders(websec.StrictHeaders()), websec.WithHeaders(websec.StrictHeaders())},
		"WithIsolation is given twice":                           {websec.WithIsolation(websec.Isolation{}), websec.WithIsolation(websec.Isolation{})},
		"MaxBody is given twice":                                 {websec.MaxBody(1), websec.MaxBody(2)},
		"TLSAtProxy is given twice":                              {websec.TLSAtProxy(), websec.TLSAtProxy()},
		"Watch is given twice":                                   {websec.Watch(nil), websec.Watch(nil)},
		"OnRefuse is given twice":                                {websec.OnRefuse(nil), websec.OnRefuse(nil)},
		"Instead is given twice for layer csrf":                  {websec.Instead(websec.LayerCSRF, same), websec.Instead(websec.LayerCSRF, same)},
		"both WithCSRF and Without for layer csrf":               {websec.Without(websec.LayerCSRF), websec.WithCSRF(websec.CSRF{})},
		"both WithHeaders and Without for layer headers":         {websec.WithHeaders(websec.Headers{CSP: &websec.CSP{}}), websec.Without(websec.LayerHeaders)},
		"both WithLimit and Without for layer limit":             {websec.WithLimit(decide), websec.Without(websec.LayerLimit)},
		"both MaxBody and Without for layer body":                {websec.MaxBody(5), websec.Without(websec.LayerBody)},
		"both WithDeadlines and Instead for layer deadlines":     {websec.WithDeadlines(nil), websec.Instead(websec.LayerDeadlines, same)},
		"both Without and Instead for layer limit":               {websec.Without(websec.LayerLimit), websec.Instead(websec.LayerLimit, same)},
		"layer connections is not in Protect, but outside of it": {websec.Instead(websec.LayerConns, same)},
		"no layer 200":                                           {websec.Without(200)},
		"DenyUnlisted does nothing with WithLimit":               {websec.WithLimit(decide, websec.DenyUnlisted())},
		"LimitPolicy does nothing with WithAccess":               {websec.WithAccess(list, nil, websec.LimitPolicy("a"))},
		"QuietLimits does nothing with WithShedding":             {websec.WithShedding(shedder, websec.QuietLimits())},
		"WithLimit: LimitPolicy is given twice":                  {websec.WithLimit(decide, websec.LimitPolicy("a"), websec.LimitPolicy("b"))},
		"ShedAfterBody does nothing with WithLimit":              {websec.WithLimit(decide, websec.ShedAfterBody(1))},
		"WithLimit: option 1 is nil":                             {websec.WithLimit(decide, nil)},
	} {
		_, err := websec.Protect(opts...)
		require.ErrorIs(t, err, websec.ErrOption, says)
		require.ErrorContains(t, err, says)
	}
}

// Reports that are sent elsewhere than where they are waited for are lost.
func TestReportsElsewhere(t *testing.T) {
	reports := websec.WithReports(websec.Reports{Path: "/reports", Hook: func(websec.Report) {}})
	protect := func(uri string, endpoints map[string]string) error {
		h := websec.StrictHeaders()
		h.CSP.ReportURI, h.Endpoints = uri, endpoints
		_, err := websec.Protect(reports, websec.WithHeaders(h))
		return err
	}
	err := protect("/report", nil)
	require.ErrorIs(t, err, websec.ErrOption)
	require.ErrorContains(t, err, "report to /report, and WithReports waits at /reports")
	require.ErrorIs(t, protect("", map[string]string{"csp": "/x"}), websec.ErrOption)
	for _, uri := range []string{"", "/reports", "/reports?page=1", "https://collector.example/all"} {
		require.NoError(t, protect(uri, nil))
	}
	require.NoError(t, protect("/other", map[string]string{"csp": "/reports"}), "one of them comes")
	require.NoError(t, protect("/other", map[string]string{"csp": "https://shop.example/reports"}))
}

// What returns no error panics, and names the misuse.
func TestMisuseIsNamed(t *testing.T) {
	decide := func(*http.Request) websec.Decision { return websec.Decision{Allowed: true} }
	broken, err := websec.Protect(websec.Instead(websec.LayerBody, func(http.Handler) http.Handler { return nil }))
	require.NoError(t, err)
	protect, err := websec.Protect()
	require.NoError(t, err)
	limiter := newLimiter[string](t, websec.PerSecond(1))
	for says, misuse := range map[string]func(){
		"websec: Protect around a nil handler":                                                func() { protect(nil) },
		"websec: what is there instead of layer body returned no handler":                     func() { broken(sayHello) },
		"websec: LimitRequests without a function that decides":                               func() { websec.LimitRequests(nil) },
		"websec: bad option of a flood defence: LimitRequests: option 1 is nil":               func() { websec.LimitRequests(decide, nil) },
		"websec: bad option of a flood defence: DenyUnlisted does nothing with LimitRequests": func() { websec.LimitRequests(decide, websec.DenyUnlisted()) },
		"websec: Limiter.By without a function for the key":                                   func() { limiter.By(nil) },
		"websec: Take of a Limiter that NewLimiter did not make":                              func() { new(websec.Limiter[string]).Take("", 1) },
		"websec: Take of an AddrLimiter that NewAddrLimiter did not make":                     func() { new(websec.AddrLimiter).Take(netip.Addr{}) },
		"websec: Accept of a ConnLimiter that LimitConns did not make":                        func() { _, _ = new(websec.ConnLimiter).Accept() },
		"websec: Acquire of a Shedder that NewShedder did not make":                           func() { _, _ = new(websec.Shedder).Acquire(t.Context(), websec.Normal) },
		"websec: Guard of a Shedder that NewShedder did not make":                             func() { new(websec.Shedder).Guard() },
		"websec: Guard of an AccessList that is nil":                                          func() { (*websec.AccessList)(nil).Guard(nil) },
		"websec: Token or Nonce with a context that is nil":                                   func() { websec.Token(nil) }, //nolint:staticcheck // the misuse that is tested
	} {
		require.PanicsWithValue(t, says, misuse)
	}
	for says, err := range map[string]error{
		"NewLimiter: option 1 is nil":                                      second(websec.NewLimiter[int](websec.PerSecond(1), nil)),
		"LimitConns: option 1 is nil":                                      second(websec.LimitConns(newMemNet(), nil)),
		"TrustProxies: option 1 is nil":                                    second(websec.TrustProxies(websec.Forwarded, prefixes("10.0.0.0/8"), nil)),
		"NewShedder: option 1 is nil":                                      second(websec.NewShedder(nil)),
		"ShedQueue(0, 0s): 0 to 1<<20 requests, and a patience above zero": second(websec.NewShedder(websec.ShedQueue(0, 0))),
		"NewServer: option 1 is nil":                                       second(websec.NewServer(sayHello, nil)),
	} {
		require.ErrorIs(t, err, websec.ErrFlood)
		require.ErrorContains(t, err, says)
	}
}

// What returns errors returns one for a value that was not made.
func TestZeroValuesAreNamed(t *testing.T) {
	r, w := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
	for _, page := range []*websec.Template{nil, {}} {
		require.ErrorIs(t, page.Execute(w, r, "page", nil), websec.ErrTemplate)
	}
	_, err := websec.ParseTemplateFS(nil, "*.html")
	require.ErrorIs(t, err, websec.ErrTemplate)
	_, err = websec.Guard(nil)
	require.ErrorIs(t, err, websec.ErrTemplate)
	for _, d := range []*websec.Decoder[struct{}]{nil, {}} {
		require.ErrorIs(t, second(d.Query(r)), websec.ErrType)
		require.ErrorIs(t, second(d.Form(r)), websec.ErrType)
		require.ErrorIs(t, second(d.JSON(r)), websec.ErrType)
	}
	client, err := new(websec.Proxies).Client(asked("198.51.100.1:1", "X-Forwarded-For", "1.1.1.1"))
	require.NoError(t, err)
	require.Equal(t, "198.51.100.1", client.String(), "the zero Proxies trusts nobody")
	require.Equal(t, websec.Unlisted, new(websec.AccessList).Verdict(client), "and a zero AccessList has no rule")
}

func second[T any](_ T, err error) error { return err }
