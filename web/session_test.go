package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/big"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

// doing is an App with one view that does something to the session.
func doing(do *func(*web.Session), opts ...web.Option) *web.App {
	app := web.New(append(opts, quiet())...)
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		(*do)(web.SessionFrom(r.Context()))
		return text("ok")(w, r)
	})
	return app
}

// cookieOf returns the cookie a response sets, nil if it sets none.
func cookieOf(w *httptest.ResponseRecorder) *http.Cookie {
	if all := w.Result().Cookies(); len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

func addOne(old any) any {
	n, _ := old.(int)
	return n + 1
}

// first returns the first item of a list, to be changed.
func first(t *testing.T, list any) *any {
	t.Helper()
	items, ok := list.([]any)
	require.True(t, ok)
	return &items[0]
}

func TestKnownCookies(t *testing.T) {
	now := time.Unix(1700000000, 0)
	signer, err := web.NewSigner("k")
	require.NoError(t, err)
	for value, want := range map[*map[string]any]string{
		{}:                 "e30.ZVPxAA.6lbnt5hnd_0io3lLtLhrudzUJW0",
		{"a": 1}:           "eyJhIjoxfQ.ZVPxAA.-1QlRaColPEibXlFRFd2EAdBB74",
		{"b": 1, "a": "é"}: "eyJhIjoiXHUwMGU5IiwiYiI6MX0.ZVPxAA.0u0J1P2gI99h2t6DFVEtHICOR40",
	} {
		got, err := signer.Sign(*value, now)
		require.NoError(t, err)
		require.Equal(t, want, got)
		back, err := signer.Verify(want, now, time.Hour)
		require.NoError(t, err)
		require.Equal(t, *value, back)
	}
}

func TestSignerKeys(t *testing.T) {
	now := time.Unix(1700000000, 0)
	old, err := web.NewSigner("old")
	require.NoError(t, err)
	rotated, err := web.NewSigner("new", "older", "old")
	require.NoError(t, err)
	strong, err := web.NewSigner256("old")
	require.NoError(t, err)
	signed, err := old.Sign("v", now)
	require.NoError(t, err)
	v, err := rotated.Verify(signed, now, time.Hour)
	require.NoError(t, err)
	require.Equal(t, "v", v)
	signed, err = rotated.Sign("v", now)
	require.NoError(t, err)
	_, err = old.Verify(signed, now, time.Hour)
	require.ErrorIs(t, err, web.ErrBadTimeSignature, "the new key signs")
	signed, err = strong.Sign("v", now)
	require.NoError(t, err)
	_, err = old.Verify(signed, now, time.Hour)
	require.ErrorIs(t, err, web.ErrBadTimeSignature)
	v, err = strong.Verify(signed, now, time.Hour)
	require.NoError(t, err)
	require.Equal(t, "v", v)
	_, err = old.Sign(struct{}{}, now)
	require.ErrorIs(t, err, web.ErrSessionValue)
	_, err = web.NewSigner("")
	require.ErrorIs(t, err, web.ErrBadOption)
}

// Every cookie that is no session is treated as none, and counted.
func TestRejected(t *testing.T) {
	now := time.Unix(1700000000, 0)
	signer, err := web.NewSigner("k")
	require.NoError(t, err)
	sign := func(v any, at time.Time) string {
		s, err := signer.Sign(v, at)
		require.NoError(t, err)
		return s
	}
	fine := sign(map[string]any{"a": 1}, now)
	bomb := sign(map[string]any{"a": strings.Repeat("x", 2<<20)}, now)
	require.Less(t, len(bomb), 16<<10)
	var n web.Rejected
	do := func(s *web.Session) {
		require.Zero(t, s.Len())
		s.Delete("a")
	}
	app := doing(&do, web.Clock(func() time.Time { return now }), web.SignedSessions("k", web.SessionCookie(web.FlaskCookie()), web.CountRejected(&n)))
	for _, tt := range []struct {
		name, cookie string
		count        func() uint64
	}{
		{"forged", fine[:len(fine)-3] + "AAA", n.Forged.Load},
		{"truncated", fine[:len(fine)-5], n.Forged.Load},
		{"no signature at all", "x", n.Forged.Load},
		{"old", sign(map[string]any{"a": 1}, now.Add(-31*24*time.Hour-time.Second)), n.Expired.Load},
		{"from the future", sign(map[string]any{"a": 1}, now.Add(time.Second)), n.Expired.Load},
		{"oversized", strings.Repeat("x", 17<<10), n.TooLarge.Load},
		{"a bomb, though ours", bomb, n.TooLarge.Load},
		{"no object", sign([]any{1}, now), n.Broken.Load},
	} {
		before := tt.count()
		w := get(app, "/", &http.Cookie{Name: "session", Value: tt.cookie})
		require.Equal(t, http.StatusOK, w.Code, tt.name)
		require.Empty(t, w.Result().Cookies())
		require.Equal(t, before+1, tt.count(), tt.name)
	}
	do = func(s *web.Session) { require.Equal(t, 1, s.Int("a")) }
	get(app, "/", &http.Cookie{Name: "session", Value: fine})
}

func TestSessionMethods(t *testing.T) {
	for name, kept := range map[string]web.Option{
		"signed": web.SignedSessions("k"), "stored": web.StoredSessions(web.NewMemoryStore(10)),
	} {
		t.Run(name, func(t *testing.T) {
			do := func(*web.Session) {}
			app := doing(&do, kept)
			do = func(s *web.Session) {
				require.False(t, s.Modified())
				require.False(t, s.Permanent())
				s.Set("n", 1)
				s.Set("s", "x")
				s.Set("list", []any{1, web.Tuple{2}})
				s.Update("n", addOne)
				require.True(t, s.Modified())
				require.Equal(t, []any{2, "x", 3}, []any{s.Int("n"), s.String("s"), s.Len()})
				require.Nil(t, s.Delete("nope"))
			}
			w := get(app, "/")
			begun := cookieOf(w)
			require.Equal(t, "__Host-session", begun.Name)
			require.True(t, begun.Secure && begun.HttpOnly && begun.SameSite == http.SameSiteLaxMode && begun.Path == "/")
			require.Equal(t, "Cookie", w.Header().Get("Vary"))
			do = func(s *web.Session) {
				require.Equal(t, map[string]any{"n": 2, "s": "x", "list": []any{1, web.Tuple{2}}}, maps.Collect(s.All()))
				first(t, s.Get("list"))
			}
			require.Nil(t, cookieOf(get(app, "/", begun)), "only read")
			do = func(s *web.Session) {
				*first(t, s.Get("list")) = 9
				s.MarkModified()
				s.SetPermanent(true)
			}
			w = get(app, "/", begun)
			second := cookieOf(w)
			require.False(t, second.Expires.IsZero())
			do = func(s *web.Session) {
				require.Equal(t, 9, *first(t, s.Get("list")))
				require.True(t, s.Permanent())
				s.Clear()
				require.False(t, s.Has("n"))
			}
			require.Negative(t, cookieOf(get(app, "/", second)).MaxAge)
			do = func(s *web.Session) { s.Clear() }
			get(app, "/")
			do = func(s *web.Session) { s.Set("bad", make(chan int)) }
			require.Equal(t, http.StatusInternalServerError, get(app, "/").Code)
		})
	}
}

func TestNoSessions(t *testing.T) {
	for name, write := range map[string]func(*web.Session){
		"set": func(s *web.Session) { s.Set("a", 1) }, "delete": func(s *web.Session) { s.Delete("a") },
		"clear": func(s *web.Session) { s.Clear() }, "rotate": func(s *web.Session) { s.Rotate() },
	} {
		do := func(s *web.Session) {
			require.Nil(t, s.Get("a"))
			s.MarkModified()
			write(s)
		}
		app := doing(&do)
		var seen error
		app.HandleError(web.ErrNoSessions, func(w http.ResponseWriter, r *http.Request, err error) error {
			seen = err
			return text("no")(w, r)
		})
		require.Equal(t, "no", get(app, "/").Body.String(), name)
		require.ErrorIs(t, seen, web.ErrNoSessions)
	}
	require.Panics(t, func() {
		do := func(s *web.Session) { s.Update("a", nil) }
		get(doing(&do, web.Propagate()), "/")
	})
}

func TestFlashes(t *testing.T) {
	app := web.New(quiet(), web.SignedSessions("k"))
	app.Get("/leave", "leave", func(w http.ResponseWriter, r *http.Request) error {
		c := web.From(r.Context())
		c.Flash("message", "one")
		c.Flash("error", "two")
		return text("")(w, r)
	})
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		c := web.From(r.Context())
		require.Equal(t, c.Flashes(), c.Flashes())
		return text(fmt.Sprint(c.Flashes()))(w, r)
	})
	left := cookieOf(get(app, "/leave"))
	w := get(app, "/", left)
	require.Equal(t, "[{message one} {error two}]", w.Body.String())
	require.Negative(t, cookieOf(w).MaxAge)
	require.Equal(t, "[]", get(app, "/").Body.String())
}

// Requests of one session at the same time lose nothing.
func TestConcurrentRequests(t *testing.T) {
	store := web.NewMemoryStore(10)
	do := func(s *web.Session) { s.Set("n", 0) }
	app := doing(&do, web.StoredSessions(store))
	app.Get("/add/<int:i>", "add", func(w http.ResponseWriter, r *http.Request) error {
		s := web.SessionFrom(r.Context())
		s.Update("n", addOne)
		s.Set(fmt.Sprint("k", web.From(r.Context()).Args().Int("i")), true)
		return text("")(w, r)
	})
	cookie := cookieOf(get(app, "/"))
	const requests = 100
	var all sync.WaitGroup
	for i := range requests {
		all.Go(func() { get(app, fmt.Sprint("/add/", i), cookie) })
	}
	all.Wait()
	do = func(s *web.Session) {
		require.Equal(t, requests, s.Int("n"))
		require.Equal(t, requests+1, s.Len())
	}
	get(app, "/", cookie)
}

// While one request has a session in its hands, another writes, ends or rotates it.
func TestStoredSessionsMeet(t *testing.T) {
	tests := []struct {
		name        string
		mine, other func(*web.Session)
		want        string // what the session is afterwards, with the cookie of mine
		lost        uint64
	}{
		{"two names", func(s *web.Session) { s.Set("a", 1) }, func(s *web.Session) { s.Set("b", 2) }, "map[a:1 b:2 x:0]", 0},
		{"one name, the later wins", func(s *web.Session) { s.Set("x", 1) }, func(s *web.Session) { s.Set("x", 2) }, "map[x:1]", 0},
		{"deleted and changed", func(s *web.Session) { s.Delete("x") }, func(s *web.Session) { s.Set("b", 2) }, "map[b:2]", 0},
		{"the last name deleted", func(s *web.Session) { s.Delete("x") }, func(*web.Session) {}, "map[]", 0},
		{"marked, and other names changed", func(s *web.Session) { s.MarkModified() }, func(s *web.Session) { s.Set("x", 2); s.Set("b", 1) }, "map[b:1 x:2]", 0},
		{"ended by the other", func(s *web.Session) { s.Set("a", 1) }, func(s *web.Session) { s.Clear() }, "map[]", 1},
		{"ended by me", func(s *web.Session) { s.Clear() }, func(s *web.Session) { s.Set("b", 2) }, "map[]", 0},
		{"rotated by the other", func(s *web.Session) { s.Set("a", 1) }, func(s *web.Session) { s.Rotate() }, "map[]", 1},
		{"rotated by me", func(s *web.Session) { s.Rotate(); s.Set("a", 1) }, func(s *web.Session) { s.Set("b", 2) }, "map[a:1 b:2 x:0]", 0},
		{"rotated by me, ended by the other", func(s *web.Session) { s.Rotate() }, func(s *web.Session) { s.Clear() }, "map[]", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var n web.Rejected
			store := web.NewMemoryStore(10)
			do := func(s *web.Session) { s.Set("x", 0) }
			app := doing(&do, web.StoredSessions(store, web.CountRejected(&n)))
			cookie := cookieOf(get(app, "/"))
			do = func(s *web.Session) {
				require.Equal(t, 1, s.Len())
				mine := do
				do = tt.other
				get(app, "/", cookie)
				do = mine
				tt.mine(s)
			}
			w := get(app, "/", cookie)
			require.Equal(t, http.StatusOK, w.Code)
			now := cookie
			if c := cookieOf(w); c != nil {
				now = c
			}
			do = func(s *web.Session) { require.Equal(t, tt.want, fmt.Sprint(maps.Collect(s.All()))) }
			get(app, "/", now)
			require.Equal(t, tt.lost, n.Lost.Load())
			if now.Value != cookie.Value && now.MaxAge >= 0 {
				do = func(s *web.Session) { require.Zero(t, s.Len(), "the old id is void") }
				get(app, "/", cookie)
			}
		})
	}
}

// An id the store does not know is never adopted: no fixation.
func TestUnknownID(t *testing.T) {
	var n web.Rejected
	do := func(s *web.Session) { s.Set("a", 1) }
	app := doing(&do, web.StoredSessions(web.NewMemoryStore(10), web.CountRejected(&n)))
	for i, id := range []string{"AAAAAAAAAAAAAAAAAAAAAA", "short", strings.Repeat("x", 22), strings.Repeat("%", 22)} {
		w := get(app, "/", &http.Cookie{Name: "__Host-session", Value: id})
		require.NotEqual(t, id, cookieOf(w).Value)
		require.Equal(t, uint64(i+1), n.Forged.Load())
	}
}

func TestExpiry(t *testing.T) {
	now := time.Unix(1700000000, 0)
	var n web.Rejected
	do := func(s *web.Session) { s.Set("a", 1) }
	app := doing(&do, web.Clock(func() time.Time { return now }), web.StoredSessions(web.NewMemoryStore(10),
		web.Lifetime(time.Hour), web.IdleTimeout(20*time.Minute), web.CountRejected(&n)))
	cookie := cookieOf(get(app, "/"))
	read := 0
	do = func(s *web.Session) { read = s.Int("a") }
	for range 3 { // each time before it was idle for too long
		now = now.Add(19 * time.Minute)
		get(app, "/", cookie)
		require.Equal(t, 1, read)
	}
	now = now.Add(3 * time.Minute) // an hour and no longer
	get(app, "/", cookie)
	require.Zero(t, read)
	require.Equal(t, uint64(1), n.Expired.Load())

	do = func(s *web.Session) { s.Set("a", 1) }
	cookie = cookieOf(get(app, "/"))
	now = now.Add(20 * time.Minute)
	do = func(s *web.Session) { read = s.Int("a") }
	get(app, "/", cookie)
	require.Zero(t, read, "idle")
}

// A broken store fails, and blocks until it is told to stop.
type brokenStore struct {
	web.Store
	load, save error
}

func (b *brokenStore) Load(ctx context.Context, key string) (web.Record, error) {
	if b.load != nil {
		return web.Record{}, b.load
	}
	return b.Store.Load(ctx, key)
}

func (b *brokenStore) Save(ctx context.Context, key string, r web.Record) error {
	if errors.Is(b.save, context.DeadlineExceeded) {
		<-ctx.Done()
		return ctx.Err()
	}
	if b.save != nil {
		return b.save
	}
	return b.Store.Save(ctx, key, r)
}

func TestStoreDown(t *testing.T) {
	store := &brokenStore{Store: web.NewMemoryStore(10)}
	do := func(s *web.Session) { s.Set("a", 1) }
	app := doing(&do, web.StoredSessions(store))
	app.HandleCode(503, func(w http.ResponseWriter, r *http.Request, err error) error {
		require.ErrorIs(t, err, errBoom)
		w.WriteHeader(http.StatusServiceUnavailable)
		return text("later")(w, r)
	})
	cookie := cookieOf(get(app, "/"))
	store.load = errBoom
	w := get(app, "/", cookie)
	require.Equal(t, []any{503, "later"}, []any{w.Code, w.Body.String()})
	do = func(*web.Session) {}
	require.Equal(t, http.StatusOK, get(app, "/", cookie).Code, "nobody asked for the session")
	store.load, store.save = nil, errBoom
	do = func(s *web.Session) { s.Set("a", 2) }
	require.Equal(t, http.StatusInternalServerError, get(app, "/", cookie).Code)
}

func TestStoreHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &brokenStore{Store: web.NewMemoryStore(10), save: context.DeadlineExceeded}
		do := func(s *web.Session) { s.Set("a", 1) }
		app := doing(&do, web.StoredSessions(store, web.StoreTimeout(time.Second)))
		begun := time.Now()
		require.Equal(t, http.StatusInternalServerError, get(app, "/").Code)
		require.Equal(t, time.Second, time.Since(begun), "once, not again for the 500")
	})
}

// A store that failed was told once: who answers for it, and who comes after, need not wait.
func TestStoreDownOnce(t *testing.T) {
	store := &brokenStore{Store: web.NewMemoryStore(10)}
	do := func(s *web.Session) { s.Set("a", 1) }
	app := doing(&do, web.StoredSessions(store))
	seen := func(r *http.Request) int { return web.SessionFrom(r.Context()).Len() }
	app.After(func(_ *web.Response, r *http.Request) error { seen(r); return nil })
	app.HandleCode(503, func(w http.ResponseWriter, r *http.Request, _ error) error {
		w.WriteHeader(http.StatusServiceUnavailable)
		return text(fmt.Sprint(seen(r), " values"))(w, r)
	})
	cookie := cookieOf(get(app, "/"))
	store.load = errBoom
	w := get(app, "/", cookie)
	require.Equal(t, []any{503, "0 values"}, []any{w.Code, w.Body.String()})
	store.load = nil
	do = func(s *web.Session) { require.Equal(t, 1, s.Int("a"), "nothing was written over it") }
	require.Equal(t, http.StatusOK, get(app, "/", cookie).Code)
}

// A store that does not look at its context is not waited for either.
func TestStoreIgnoresContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		do := func(s *web.Session) { s.Len() }
		app := doing(&do, web.StoredSessions(deafStore{web.NewMemoryStore(10), func() { time.Sleep(time.Minute) }}, web.StoreTimeout(time.Second)))
		begun := time.Now()
		id := &http.Cookie{Name: "__Host-session", Value: "AAAAAAAAAAAAAAAAAAAAAA"}
		require.Equal(t, http.StatusServiceUnavailable, get(app, "/", id).Code)
		require.Equal(t, time.Second, time.Since(begun))
		time.Sleep(time.Hour) // of the bubble's time: the store gives up as well
	})
}

type deafStore struct {
	web.Store
	wait func()
}

func (d deafStore) Load(ctx context.Context, key string) (web.Record, error) {
	d.wait()
	return d.Store.Load(ctx, key)
}

// A session that was only looked at is not lost with its idle time.
func TestTouchFails(t *testing.T) {
	now := time.Unix(1700000000, 0)
	store := &brokenStore{Store: web.NewMemoryStore(10)}
	do := func(s *web.Session) { s.Set("a", 1) }
	app := doing(&do, web.StoredSessions(store, web.IdleTimeout(time.Hour)), web.Clock(func() time.Time { return now }))
	cookie := cookieOf(get(app, "/"))
	now = now.Add(10 * time.Minute)
	store.save = errBoom
	do = func(s *web.Session) { require.Equal(t, 1, s.Int("a")) }
	require.Equal(t, http.StatusOK, get(app, "/", cookie).Code)
}

// A signed session that browsers would drop is told to the log, and one that would be read
// by nobody is an error.
func TestLongCookies(t *testing.T) {
	var log bytes.Buffer
	size := 1000
	random := rand.New(rand.NewPCG(1, 2))
	app := web.New(web.SignedSessions("k"), web.Log(slog.New(slog.NewTextHandler(&log, nil))))
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		b := make([]byte, size)
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		web.SessionFrom(r.Context()).Set("a", b)
		return text("ok")(w, r)
	})
	require.Equal(t, http.StatusOK, get(app, "/").Code)
	require.Empty(t, log.String())
	size = 5000
	require.Equal(t, http.StatusOK, get(app, "/").Code)
	require.Contains(t, log.String(), "longer than browsers keep")
	size = 20000
	require.Equal(t, http.StatusInternalServerError, get(app, "/").Code)
}

// What comes too late is told.
func TestLateChange(t *testing.T) {
	var log bytes.Buffer
	app := web.New(web.StoredSessions(web.NewMemoryStore(10)), web.Log(slog.New(slog.NewTextHandler(&log, nil))))
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		require.NoError(t, http.NewResponseController(w).Flush())
		web.SessionFrom(r.Context()).Set("a", 1)
		web.SessionFrom(r.Context()).Set("b", 1)
		return text("ok")(w, r)
	})
	get(app, "/")
	require.Equal(t, 1, strings.Count(log.String(), "changed after the header was sent"))
}

func TestSessionOptions(t *testing.T) {
	store := web.NewMemoryStore(1)
	for name, opts := range map[string][]web.Option{
		"kept in two ways": {web.SignedSessions("k"), web.StoredSessions(store)},
		"IdleTimeout and StoreTimeout are for stored":     {web.SignedSessions("k", web.IdleTimeout(time.Hour))},
		"SHA256 and OlderSecrets are for signed sessions": {web.StoredSessions(store, web.SHA256())},
		"has to be Secure":   {web.SignedSessions("k", web.SessionCookie(web.Cookie{Name: "s", SameSite: http.SameSiteNoneMode}))},
		"no content type is": {web.DefaultType("a\r\nb")},
	} {
		err := web.New(opts...).Build()
		require.ErrorIs(t, err, web.ErrBadOption, name)
		require.ErrorContains(t, err, name)
	}
}

func TestMemoryStoreIsBounded(t *testing.T) {
	m := web.NewMemoryStore(2)
	for _, key := range []string{"a", "b"} {
		require.NoError(t, m.Save(t.Context(), key, web.Record{}))
	}
	_, err := m.Load(t.Context(), "a")
	require.NoError(t, err)
	require.NoError(t, m.Save(t.Context(), "c", web.Record{}))
	_, err = m.Load(t.Context(), "b")
	require.ErrorIs(t, err, web.ErrNoRecord, "not used for longest")
	require.Equal(t, 2, m.Len())
	require.Panics(t, func() { web.NewMemoryStore(0) })
}

func TestValues(t *testing.T) {
	signer, err := web.NewSigner("k")
	require.NoError(t, err)
	now := time.Unix(1700000000, 0)
	id, err := web.ParseUUID("6d7a2f0e-0000-4000-8000-000000000001")
	require.NoError(t, err)
	for _, v := range []any{
		nil, true, 1, -1, 1.5, 1e16, "é\n\"\\\u2028\U0001F600",
		[]any{},
		web.Tuple{1, web.Tuple{}},
		[]byte{0, 255},
		web.Markup("<b>"), id,
		time.Date(2023, 1, 2, 3, 4, 5, 0, time.UTC), new(big.Int).Lsh(big.NewInt(1), 80),
		map[string]any{" t": 1},
		map[string]any{" di": map[string]any{" b": []any{}}},
		map[string]any{"a": map[string]any{}, "": nil},
		strings.Repeat("ab", 400),
		"\xed\xa0\x80",
	} {
		signed, err := signer.Sign(v, now)
		require.NoError(t, err)
		got, err := signer.Verify(signed, now, 0)
		require.NoError(t, err)
		require.Equal(t, v, got, signed)
	}
	deep := []any{}
	for range 600 {
		deep = []any{deep}
	}
	_, err = signer.Sign(deep, now)
	require.ErrorIs(t, err, web.ErrSessionValue)
	require.ErrorContains(t, err, "nested deeper than 500 at [0][0][0][0][0][0][0][0] …")
	for at, v := range map[string]any{
		"chan int at [\"cart\"][1][\" d\"]": map[string]any{"a": 1, "cart": []any{2, map[string]any{" d": make(chan int)}}},
		"struct {} at [0]":                  web.Tuple{struct{}{}},
		"this value: struct {}":             struct{}{},
	} {
		_, err = signer.Sign(v, now)
		require.ErrorIs(t, err, web.ErrSessionValue)
		require.ErrorContains(t, err, at)
	}
	require.Equal(t, "6d7a2f0e-0000-4000-8000-000000000001", id.String())
	_, err = web.ParseUUID("x")
	require.Error(t, err)
}
