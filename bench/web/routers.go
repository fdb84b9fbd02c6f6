package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/labstack/echo/v4"
)

// bareMux is what everything is added to: a ServeMux, no hook, no session.
func bareMux() (http.Handler, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", welcome)
	mux.HandleFunc("GET /notes/{id}", func(w http.ResponseWriter, r *http.Request) {
		note(w, number(r.PathValue("id")), user)
	})
	return mux, nil
}

// welcome is a login that nobody remembers. Its cookie is as long as a signed session's,
// so that the requests to all servers are of one size.
func welcome(w http.ResponseWriter, _ *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: "__Host-session", Value: strings.Repeat("a", 120), Path: "/", Secure: true, HttpOnly: true})
	w.WriteHeader(http.StatusOK)
}

func chiRoutes() (http.Handler, error) {
	r := chi.NewRouter()
	r.Get("/login", welcome)
	r.Get("/notes/{id}", func(w http.ResponseWriter, r *http.Request) {
		note(w, number(chi.URLParam(r, "id")), user)
	})
	return r, nil
}

// chiHooks are the two hooks of a request, as chi has them: middleware that does nothing
// before and nothing after.
func chiHooks(r chi.Router) {
	r.Use(
		func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
		},
		func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
		},
	)
}

// chiHooked is chi with the hooks and without a session.
func chiHooked() (http.Handler, error) {
	r := chi.NewRouter()
	chiHooks(r)
	r.Get("/login", welcome)
	r.Get("/notes/{id}", func(w http.ResponseWriter, r *http.Request) {
		note(w, number(chi.URLParam(r, "id")), user)
	})
	return r, nil
}

func newGin() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	return gin.New()
}

func ginRoutes() (http.Handler, error) {
	g := newGin()
	g.GET("/login", func(c *gin.Context) { c.Status(http.StatusOK) })
	g.GET("/notes/:id", func(c *gin.Context) { note(c.Writer, number(c.Param("id")), user) })
	return g, nil
}

func echoRoutes() (http.Handler, error) {
	e := echo.New()
	e.GET("/login", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	e.GET("/notes/:id", func(c echo.Context) error {
		note(c.Response(), number(c.Param("id")), user)
		return nil
	})
	return e, nil
}
