package websec

import (
	"net/http"
	"strings"
)

// Isolation is a resource isolation policy: other sites may navigate here, and
// nothing else. It covers what CSRF does not, requests by GET: an image, script, frame
// or fetch of another site, which leaks what it loads by side channels (Spectre, timing,
// errors), and the handshake of a WebSocket, which carries cookies too. The rules are those of https://web.dev/fetch-metadata
// and go-safeweb's plugin fetchmetadata:
//
//	an Origin in Trusted               passes
//	no Sec-Fetch-Site, a WebSocket     passes, unless its Origin is another than the request's
//	no Sec-Fetch-Site otherwise        passes: the browser is old, or none
//	same-origin, same-site, none       passes
//	GET or HEAD, mode navigate, dest   passes, unless the destination is object or embed
//	OPTIONS with neither mode nor dest passes: some proxies and preflights
//	everything else                    refused
//
// Browsers send Sec-Fetch-Site only to https and localhost, but with the handshake of a
// WebSocket they have always sent Origin.
type Isolation struct {
	// SameOrigin refuses other origins of this site too, such as another port.
	SameOrigin bool
	// Exempt are requests the layer does not look at: what is meant to be embedded
	// or fetched from anywhere, such as a public API with CORS.
	Exempt func(*http.Request) bool
	// Trusted are other origins whose requests pass if they bear an Origin, as those by
	// POST and by fetch do; written as in [CSRF.Trusted], which [Protect] adds to them.
	Trusted []string
	// TLSAtProxy says that clients come by TLS although the server does not see it, so
	// that the origin's scheme is https.
	TLSAtProxy bool
	// NoFrames refuses navigations inside frames of other sites too, whose
	// destinations are iframe and frame.
	NoFrames bool
}

// Middleware returns the layer alone, or an error for a trusted origin that is none.
func (i Isolation) Middleware() (func(http.Handler) http.Handler, error) {
	return i.layer(&manners{})
}

func (i Isolation) layer(m *manners) (func(http.Handler) http.Handler, error) {
	trusted, err := trustedOrigins("Isolation.Trusted", i.Trusted)
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !i.allows(r, trusted) && (i.Exempt == nil || !i.Exempt(r)) {
				m.stop(w, r, refusalFor(IsolatedSite))
				return
			}
			m.pass(LayerIsolation, r)
			next.ServeHTTP(w, r)
		})
	}, nil
}

func (i Isolation) allows(r *http.Request, trusted originSet) bool {
	site, origin := r.Header["Sec-Fetch-Site"], r.Header["Origin"]
	if len(origin) == 1 && trusted.has(origin[0]) {
		return true
	}
	if len(site) == 0 {
		return len(origin) == 0 || !isWebSocket(r) || len(origin) == 1 && sameOrigin(origin[0], r, i.TLSAtProxy)
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

// isWebSocket reports whether a request is the handshake of a WebSocket: RFC 6455, section
// 4.1, and over HTTP/2, RFC 8441, section 4.
func isWebSocket(r *http.Request) bool {
	for _, value := range r.Header["Upgrade"] {
		for protocol := range strings.SplitSeq(value, ",") {
			if strings.EqualFold(strings.TrimSpace(protocol), "websocket") {
				return true
			}
		}
	}
	protocol := r.Header[":protocol"]
	return r.Method == http.MethodConnect && len(protocol) > 0 && strings.EqualFold(protocol[0], "websocket")
}
