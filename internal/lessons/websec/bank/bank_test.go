package bank_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/bank"
	"underhood/websec"
)

func open(t *testing.T, d bank.Defences) *bank.Bank {
	t.Helper()
	b, err := bank.Open(t.Context(), d)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

// ask sends a request as a browser does: with what it tells of itself, and the cookie.
func ask(h http.Handler, method, path, cookie, from, fields string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8000"+path, strings.NewReader(fields))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	r.Header.Set("Sec-Fetch-Site", from)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// login gives the cookie of who has logged in, "" if nobody has.
func login(t *testing.T, h http.Handler, name, password string) string {
	t.Helper()
	fields := url.Values{"name": {name}, "password": {password}}.Encode()
	w := ask(h, http.MethodPost, "/login", "", "same-origin", fields)
	for _, c := range w.Result().Cookies() {
		if strings.HasSuffix(c.Name, "session") {
			return c.Name + "=" + c.Value
		}
	}
	require.NotEqual(t, http.StatusSeeOther, w.Code)
	return ""
}

// TestDuelSQL: each attack gets what it is after from statements that are built, and
// nothing from constant ones.
func TestDuelSQL(t *testing.T) {
	bare, safe := open(t, bank.Defences{}), open(t, bank.Defences{Parameters: true})
	const always = `' OR '1'='1`
	require.NotEmpty(t, login(t, bare, "ada", always), "logged in without a password")
	require.Empty(t, login(t, safe, "ada", always))
	require.Empty(t, login(t, safe, "ada", "wrong"))
	require.NotEmpty(t, login(t, safe, "ada", "analytical"))

	for _, attack := range []struct{ name, query, gets string }{
		{"union", "q=" + url.QueryEscape(`zz' UNION SELECT name, password FROM account --`), "analytical"},
		{"everything, by a condition", "q=" + url.QueryEscape(`zz%' OR 1=1 --`), "London"},
		{"order", "q=a&by=" + url.QueryEscape(`name LIMIT 1 --`), "London"},
		{"LIKE's own signs, which are data to nobody else", "q=" + url.QueryEscape(`%`), "London"},
	} {
		t.Run(attack.name, func(t *testing.T) {
			require.Contains(t, ask(bare, http.MethodGet, "/accounts?"+attack.query, "", "none", "").Body.String(), attack.gets)
			w := ask(safe, http.MethodGet, "/accounts?"+attack.query, "", "none", "")
			require.NotContains(t, w.Body.String(), attack.gets)
			require.Contains(t, []int{http.StatusOK, http.StatusBadRequest}, w.Code)
		})
	}
	for _, b := range []*bank.Bank{bare, safe} {
		require.Contains(t, ask(b, http.MethodGet, "/accounts?q=ad&by=city", "", "none", "").Body.String(), "London")
	}
}

// TestDuelCSRF: a payment that another site's page asks for is made by the bare bank.
func TestDuelCSRF(t *testing.T) {
	for _, from := range []string{"cross-site", "same-site"} {
		for name, d := range map[string]bank.Defences{"bare": {}, "protected": bank.AllDefences()} {
			t.Run(from+"/"+name, func(t *testing.T) {
				var refusals []string
				d.Watch = func(e websec.Event) {
					if e.Refusal != nil {
						refusals = append(refusals, e.Layer.String())
					}
				}
				b := open(t, d)
				ada := login(t, b, "ada", "analytical")
				require.NotEmpty(t, ada)
				ask(b, http.MethodPost, "/pay", ada, from, "to=eve&amount=10")
				left, err := b.Balance(t.Context(), "ada")
				require.NoError(t, err)
				if name == "bare" {
					require.Equal(t, 90, left)
					return
				}
				require.Equal(t, 100, left)
				require.Equal(t, []string{"csrf"}, refusals)
				require.Equal(t, http.StatusForbidden, ask(b, http.MethodPost, "/login", "", from, "name=eve&password=evil").Code)
				require.Equal(t, http.StatusSeeOther, ask(b, http.MethodPost, "/pay", ada, "same-origin", "to=bob&amount=10").Code)
			})
		}
	}
}

// TestDuelXSS: what the bare bank puts into its pages as it is, the twin escapes, and the
// pages for which that is no help do not let it start.
func TestDuelXSS(t *testing.T) {
	const script = `<script>steal()</script>`
	bare, safe := open(t, bank.Defences{}), open(t, bank.AllDefences())
	path := "/hello?name=" + url.QueryEscape(script)
	require.Contains(t, ask(bare, http.MethodGet, path, "", "none", "").Body.String(), script)
	w := ask(safe, http.MethodGet, path, "", "none", "")
	require.NotContains(t, w.Body.String(), script)
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "script-src")

	for page, hole := range map[string]string{"preview": "srcdoc", "widget": "src"} {
		err := bank.Refused(page)
		require.ErrorIs(t, err, websec.ErrTemplate)
		require.ErrorContains(t, err, hole)
	}
}

// TestMisuse: nobody pays who has not logged in, nothing is paid to nobody, and what is
// said has a bound.
func TestMisuse(t *testing.T) {
	b := open(t, bank.Defences{Parameters: true})
	require.Equal(t, http.StatusForbidden, ask(b, http.MethodPost, "/pay", "", "none", "to=eve&amount=10").Code)
	require.Equal(t, http.StatusForbidden, ask(b, http.MethodPost, "/say", "", "none", "text=x").Code)
	ada := login(t, b, "ada", "analytical")
	for _, fields := range []string{"to=eve&amount=-10", "to=eve&amount=x", "to=nobody&amount=10", "to=ada&amount=10", "to=eve&amount=101", "to=eve&amount=9223372036854775807"} {
		ask(b, http.MethodPost, "/pay", ada, "none", fields)
		left, err := b.Balance(t.Context(), "ada")
		require.NoError(t, err)
		require.Equal(t, 100, left, fields)
	}
	ask(b, http.MethodPost, "/say", ada, "none", "text="+strings.Repeat("long", 200))
	ask(b, http.MethodPost, "/say", ada, "none", "text=short")
	page := ask(b, http.MethodGet, "/", ada, "none", "").Body.String()
	require.Contains(t, page, "short")
	require.NotContains(t, page, "long")
}

// TestNoMoneyIsMade: however many pay at the same time, nobody pays what he has not got.
func TestNoMoneyIsMade(t *testing.T) {
	b := open(t, bank.AllDefences())
	ada, bob := login(t, b, "ada", "analytical"), login(t, b, "bob", "builder")
	var all sync.WaitGroup
	var paid atomic.Int64
	for range 20 {
		for _, cookie := range []string{ada, ada, bob} {
			all.Go(func() {
				switch code := ask(b, http.MethodPost, "/pay", cookie, "same-origin", "to=eve&amount=30").Code; code {
				case http.StatusSeeOther:
					paid.Add(1)
				case http.StatusConflict:
				default:
					t.Error(code)
				}
			})
		}
	}
	all.Wait()
	require.EqualValues(t, 6, paid.Load())
	for name, want := range map[string]int{"ada": 10, "bob": 10, "eve": 180} {
		has, err := b.Balance(t.Context(), name)
		require.NoError(t, err)
		require.Equal(t, want, has, name)
	}
}

// TestErrorsOfTheDatabase: the bare bank tells the attacker what is wrong with his query,
// the protected one tells whoever runs it.
func TestErrorsOfTheDatabase(t *testing.T) {
	var failed []error
	quiet := bank.AllDefences()
	quiet.Parameters, quiet.Failed = false, func(err error) { failed = append(failed, err) }
	const query = "/accounts?q=%27"
	told := ask(open(t, bank.Defences{}), http.MethodGet, query, "", "none", "")
	require.Equal(t, http.StatusInternalServerError, told.Code)
	require.Contains(t, told.Body.String(), "SQL")
	silent := ask(open(t, quiet), http.MethodGet, query, "", "none", "")
	require.Equal(t, http.StatusInternalServerError, silent.Code)
	require.Equal(t, "Internal Server Error\n", silent.Body.String())
	require.Len(t, failed, 1)
	require.ErrorContains(t, failed[0], "SQL")
	order := ask(open(t, bank.AllDefences()), http.MethodGet, "/accounts?by=balance", "", "none", "")
	require.Equal(t, "Bad Request\n", order.Body.String())
}

// TestRates: they are got one at a time, in turn, and nobody waits for a closed bank.
func TestRates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, err := bank.Open(context.Background(), bank.Defences{})
		require.NoError(t, err)
		begun := time.Now()
		var codes [10]int
		var all sync.WaitGroup
		for i := range codes {
			all.Go(func() { codes[i] = ask(b, http.MethodGet, "/rates", "", "none", "").Code })
		}
		time.Sleep(8*bank.RateTime + time.Millisecond)
		require.NoError(t, b.Close())
		all.Wait()
		require.Equal(t, 8*bank.RateTime+time.Millisecond, time.Since(begun))
		slices.Sort(codes[:])
		require.Equal(t, [10]int{200, 200, 200, 200, 200, 200, 200, 200, 503, 503}, codes)
	})
}

// TestCookiesOfAnotherPort: a browser that has logged in at both banks sends both cookies
// to both of them.
func TestCookiesOfAnotherPort(t *testing.T) {
	bare, safe := open(t, bank.Defences{}), open(t, bank.AllDefences())
	both := login(t, bare, "bob", "builder") + "; " + login(t, safe, "ada", "analytical")
	require.Contains(t, ask(bare, http.MethodGet, "/", both, "none", "").Body.String(), `<p id="user">bob</p>`)
	require.Contains(t, ask(safe, http.MethodGet, "/", both, "none", "").Body.String(), `<p id="user">ada</p>`)
}

// TestSessionsAreBounded: what logins make the bank keep does not grow without end.
func TestSessionsAreBounded(t *testing.T) {
	b := open(t, bank.Defences{})
	first := login(t, b, "ada", "analytical")
	require.Contains(t, ask(b, http.MethodGet, "/", first, "none", "").Body.String(), "Balance")
	for range 1000 {
		require.NotEmpty(t, login(t, b, "bob", "builder"))
	}
	require.NotContains(t, ask(b, http.MethodGet, "/", first, "none", "").Body.String(), "Balance")
}
