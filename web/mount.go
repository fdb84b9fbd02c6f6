package web

import (
	"context"
	"net/http"

	"underhood/internal/reqcopy"
)

// Mount serves an App, or anything else, below a prefix: like http.StripPrefix, but
// what is below knows of it, so that URLs, redirects and cookies have the prefix.
// It is what SCRIPT_NAME is to WSGI. Mounts nest. Other paths are not found.
func Mount(prefix string, h http.Handler) http.Handler {
	strip := http.StripPrefix(prefix, http.HandlerFunc(func(w http.ResponseWriter, stripped *http.Request) {
		m, _ := stripped.Context().Value(mountKey{}).(*mount) // it is there, from below
		returned := false
		defer func() { reqcopy.Return(stripped, m.request, returned) }()
		h.ServeHTTP(w, stripped)
		returned = true
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := &mount{mountedAt(r.Context()) + prefix, r}
		strip.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), mountKey{}, m)))
	})
}

// A mount is where something is served below a prefix.
type mount struct {
	prefix  string        // of all mounts around, too
	request *http.Request // as it came: http.StripPrefix hands on a copy
}

func mountedAt(ctx context.Context) string {
	if m, ok := ctx.Value(mountKey{}).(*mount); ok {
		return m.prefix
	}
	return ""
}
