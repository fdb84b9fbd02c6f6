package websec

import "net/http"

// Isolation is a resource isolation policy: other sites may navigate here, and
// nothing else. It covers what CSRF does not, requests by GET: an image, script, frame
// or fetch of another site, which leaks what it loads by side channels (Spectre, timing,
// errors), and the handshake of a WebSocket, which carries cookies too. The rules are those of https://web.dev/fetch-metadata
// and go-safeweb's plugin fetchmetadata:
//
//	no Sec-Fetch-Site                  passes: the browser is old, or none
//	same-origin, same-site, none       passes
//	GET or HEAD, mode navigate, dest   passes, unless the destination is object or embed
//	OPTIONS with neither mode nor dest passes: some proxies and preflights
//	everything else                    refused
type Isolation struct {
	// SameOrigin refuses other origins of this site too, such as another port.
	SameOrigin bool
	// Exempt are requests the layer does not look at: what is meant to be embedded
	// or fetched from anywhere, such as a public API with CORS.
	Exempt func(*http.Request) bool
	// NoFrames refuses navigations inside frames of other sites too, whose
	// destinations are iframe and frame.
	NoFrames bool
}

// Middleware returns the layer alone. The error is always nil; it is there so that
// all layers look alike.
func (i Isolation) Middleware() (func(http.Handler) http.Handler, error) {
	return i.layer(&manners{})
}

func (i Isolation) layer(m *manners) (func(http.Handler) http.Handler, error) {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !i.allows(r) && (i.Exempt == nil || !i.Exempt(r)) {
				m.stop(w, r, refusalFor(IsolatedSite))
				return
			}
			m.pass(LayerIsolation, r)
			next.ServeHTTP(w, r)
		})
	}, nil
}

func (i Isolation) allows(r *http.Request) bool {
	site := r.Header["Sec-Fetch-Site"]
	if len(site) == 0 {
		return true
	}
	if len(site) > 1 {
		return false
	}
	switch site[0] {
	case "same-origin", "none":
		return true
	case "same-site":
		if !i.SameOrigin {
			return true
		}
	}
	mode, dest := r.Header["Sec-Fetch-Mode"], r.Header["Sec-Fetch-Dest"]
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if len(mode) != 1 || mode[0] != "navigate" || len(dest) > 1 {
			return false
		}
		if len(dest) == 0 {
			return true
		}
		switch dest[0] {
		case "object", "embed":
			return false
		case "iframe", "frame", "fencedframe":
			return !i.NoFrames
		}
		return true
	case http.MethodOptions:
		return len(mode) == 0 && len(dest) == 0
	}
	return false
}
