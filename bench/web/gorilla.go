package web

import (
	"encoding/json"
	"net/http"

	ginsessions "github.com/gin-contrib/sessions"
	gincookie "github.com/gin-contrib/sessions/cookie"
	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"underhood/bench/harness"
)

var key = []byte("0123456789abcdef0123456789abcdef")

// newGorilla is a store of signed cookies that are not encrypted, as the library's are
// not.
func newGorilla() *sessions.CookieStore { return sessions.NewCookieStore(key) }

// jsonGorilla has its values serialized as JSON.
func jsonGorilla() *sessions.CookieStore {
	store := newGorilla()
	for _, c := range store.Codecs {
		if c, ok := c.(*securecookie.SecureCookie); ok {
			c.SetSerializer(jsonSerializer{})
		}
	}
	return store
}

// jsonSerializer is what somebody would write for whom gob is too slow: the
// JSONEncoder of securecookie cannot encode the map that sessions has.
type jsonSerializer struct{}

func (jsonSerializer) Serialize(src any) ([]byte, error) {
	values, _ := src.(map[any]any)
	named := make(map[string]any, len(values))
	for k, v := range values {
		if k, ok := k.(string); ok {
			named[k] = v
		}
	}
	return json.Marshal(named)
}

func (jsonSerializer) Deserialize(b []byte, dst any) error {
	var named map[string]any
	if err := json.Unmarshal(b, &named); err != nil {
		return err
	}
	values, ok := dst.(*map[any]any)
	if !ok {
		return securecookie.ErrMacInvalid
	}
	for k, v := range named {
		(*values)[k] = v
	}
	return nil
}

func loginGorilla(store *sessions.CookieStore, w http.ResponseWriter, r *http.Request) error {
	s, err := store.Get(r, "session")
	if err != nil {
		return err
	}
	s.Values["user"], s.Values["name"], s.Values["csrf"] = user, name, csrf
	return s.Save(r, w)
}

func userGorilla(store *sessions.CookieStore, r *http.Request) int {
	s, err := store.Get(r, "session")
	if err != nil {
		return 0
	}
	return userOf(s.Values["user"])
}

// chiGorilla is chi with the hooks and gorilla/sessions.
func chiGorilla(store func() *sessions.CookieStore) func() (http.Handler, error) {
	return func() (http.Handler, error) {
		store := store()
		r := chi.NewRouter()
		chiHooks(r)
		r.Get("/login", func(w http.ResponseWriter, r *http.Request) {
			if err := loginGorilla(store, w, r); err != nil {
				w.WriteHeader(http.StatusInternalServerError)
			}
		})
		r.Get("/notes/{id}", func(w http.ResponseWriter, r *http.Request) {
			note(w, number(chi.URLParam(r, "id")), userGorilla(store, r))
		})
		return r, nil
	}
}

// echoGorilla is echo with two hooks and gorilla/sessions, which echo-contrib would put
// a middleware in front of.
func echoGorilla() (http.Handler, error) {
	store := newGorilla()
	e := echo.New()
	hook := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { return next(c) }
	}
	e.Use(hook, hook)
	e.GET("/login", func(c echo.Context) error { return loginGorilla(store, c.Response(), c.Request()) })
	e.GET("/notes/:id", func(c echo.Context) error {
		note(c.Response(), number(c.Param("id")), userGorilla(store, c.Request()))
		return nil
	})
	return e, nil
}

// ginSessions is gin with two hooks and its own session middleware.
func ginSessions() (http.Handler, error) {
	g := newGin()
	g.Use(ginsessions.Sessions("session", gincookie.NewStore(key)), func(c *gin.Context) { c.Next() }, func(c *gin.Context) { c.Next() })
	g.GET("/login", func(c *gin.Context) {
		s := ginsessions.Default(c)
		s.Set("user", user)
		s.Set("name", name)
		s.Set("csrf", csrf)
		if err := s.Save(); err != nil {
			c.Status(http.StatusInternalServerError)
		}
	})
	g.GET("/notes/:id", func(c *gin.Context) {
		note(c.Writer, number(c.Param("id")), userOf(ginsessions.Default(c).Get("user")))
	})
	return g, nil
}

// verifyGorilla reads a cookie's value, without what store and request are around it.
func verifyGorilla(make func() *sessions.CookieStore) harness.Work {
	return verified(5, func() (func() (int, error), error) {
		store := make()
		value, err := securecookie.EncodeMulti("session", map[any]any{"user": user, "name": name, "csrf": csrf}, store.Codecs...)
		return func() (int, error) {
			values := map[any]any{}
			if err := securecookie.DecodeMulti("session", value, &values, store.Codecs...); err != nil {
				return 0, err
			}
			return userOf(values["user"]), nil
		}, err
	})
}
