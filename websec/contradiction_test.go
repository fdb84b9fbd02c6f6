package websec_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

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
	watch := func(websec.Event) {}
	refuse := func(http.ResponseWriter, *http.Request, *websec.Refusal) {}
	for says, opts := range map[string][]websec.Option{
		"option 2 is nil":                                        {websec.TLSAtProxy(), nil},
		"WithLimit is given twice":                               {websec.WithLimit(decide), websec.WithLimit(decide)},
		"WithCSRF is given twice":                                {websec.WithCSRF(websec.CSRF{}), websec.TLSAtProxy(), websec.WithCSRF(websec.CSRF{})},
		"WithHeaders is given twice":                             {websec.WithHeaders(websec.StrictHeaders()), websec.WithHeaders(websec.StrictHeaders())},
		"WithIsolation is given twice":                           {websec.WithIsolation(websec.Isolation{}), websec.WithIsolation(websec.Isolation{})},
		"MaxBody is given twice":                                 {websec.MaxBody(1), websec.MaxBody(2)},
		"TLSAtProxy is given twice":                              {websec.TLSAtProxy(), websec.TLSAtProxy()},
		"Watch is given twice":                                   {websec.Watch(watch), websec.Watch(watch)},
		"Watch(nil)":                                             {websec.Watch(nil)},
		"OnRefuse is given twice":                                {websec.OnRefuse(refuse), websec.OnRefuse(refuse)},
		"OnRefuse(nil)":                                          {websec.OnRefuse(nil)},
		"WithLimit: WatchFlood(nil)":                             {websec.WithLimit(decide, websec.WatchFlood(nil))},
		"WithAccess: AnswerFlood(nil)":                           {websec.WithAccess(list, nil, websec.AnswerFlood(nil))},
		"WithShedding: ShedPriority(nil)":                        {websec.WithShedding(shedder, websec.ShedPriority(nil))},
		"WithShedding: ShedAfterBody(-1): 0 to 67108864":         {websec.WithShedding(shedder, websec.ShedAfterBody(-1))},
		"WithShedding: ShedAfterBody(67108865)":                  {websec.WithShedding(shedder, websec.ShedAfterBody(64<<20+1)), websec.MaxBody(1 << 30)},
		"ShedAfterBody(1001) is more than MaxBody(1000)":         {websec.WithShedding(shedder, websec.ShedAfterBody(1001)), websec.MaxBody(1000)},
		"ShedAfterBody(1048577) is more than MaxBody(1048576)":   {websec.WithShedding(shedder, websec.ShedAfterBody(1<<20+1))},
		"WithShedding without a shedder of NewShedder":           {websec.WithShedding(new(websec.Shedder))},
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

// Nor is one of two said to be obeyed by the others that take options.
func TestOptionsAreGivenOnce(t *testing.T) {
	watch := func(websec.Event) {}
	conns := func(opts ...websec.ConnOption) error { return second(websec.LimitConns(newMemNet(), opts...)) }
	limiter := func(opts ...websec.LimiterOption) error {
		return second(websec.NewLimiter[int](websec.PerSecond(1), opts...))
	}
	sheds := func(opts ...websec.ShedOption) error { return second(websec.NewShedder(opts...)) }
	trusts := func(opts ...websec.ProxyOption) error {
		return second(websec.TrustProxies(websec.Forwarded, prefixes("10.0.0.0/8"), opts...))
	}
	for says, err := range map[string]error{
		"ConnsPerAddr is given twice":        conns(websec.ConnsPerAddr(3), websec.ConnsTotal(9), websec.ConnsPerAddr(5)),
		"ConnsPerNet is given twice":         conns(websec.ConnsPerNet(99), websec.ConnsPerNet(99)),
		"ConnsTotal is given twice":          conns(websec.ConnsTotal(99), websec.ConnsTotal(99)),
		"ConnsExempt is given twice":         conns(websec.ConnsExempt(prefixes("10.0.0.0/8")...), websec.ConnsExempt(prefixes("::1/128")...)),
		"WatchConns is given twice":          conns(websec.WatchConns(watch), websec.WatchConns(watch)),
		"WatchConns(nil)":                    conns(websec.WatchConns(nil)),
		"LimiterKeys is given twice":         limiter(websec.LimiterKeys(1), websec.LimiterKeys(1)),
		"LimiterClock is given twice":        limiter(websec.LimiterClock(time.Now), websec.LimiterClock(time.Now)),
		"LimiterTick is given twice":         limiter(websec.LimiterTick(0), websec.LimiterTick(0)),
		"both LimiterClock and LimiterTick":  limiter(websec.LimiterTick(time.Second), websec.LimiterClock(time.Now)),
		"both LimiterClock and LimiterTick,": limiter(websec.LimiterClock(time.Now), websec.LimiterTick(time.Second)),
		"ShedLimits is given twice":          sheds(websec.ShedLimits(1, 2), websec.ShedLimits(5, 6)),
		"ShedQueue is given twice":           sheds(websec.ShedQueue(0, time.Second), websec.ShedQueue(0, time.Second)),
		"ShedRetryAfter is given twice":      sheds(websec.ShedRetryAfter(1), websec.ShedRetryAfter(1)),
		"ProxyEntries is given twice":        trusts(websec.ProxyEntries(1), websec.ProxyEntries(2)),
		"ProxySocket is given twice":         trusts(websec.ProxySocket(), websec.ProxySocket()),
	} {
		require.ErrorIs(t, err, websec.ErrFlood, says)
		require.ErrorContains(t, err, says)
	}
	twice := websec.LimiterKeys(10) // an option is no option's state
	require.NoError(t, limiter(twice))
	require.NoError(t, limiter(twice))
	require.NoError(t, second(websec.NewAddrLimiter(websec.PerSecond(1), websec.PerSecond(2), twice)))
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
