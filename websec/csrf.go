package websec

import (
	"fmt"
	"net/http"
	"strings"
)

// CSRF is the layer against forged requests: those that another site makes the
// victim's browser send, with the victim's cookies.
//
// Methods GET, HEAD and OPTIONS pass, because they change nothing: where they do, this
// layer does not help. (Handshakes of WebSockets are GET: see [Isolation].) For all other methods the browser says where the request comes from:
//
//	Sec-Fetch-Site: same-origin, none    passes
//	Sec-Fetch-Site: same-site            refused; with Tokens.SameSite a token decides
//	Sec-Fetch-Site: cross-site           refused, unless its Origin is in Trusted
//	no Sec-Fetch-Site, an Origin         passes if scheme, host and port are those of
//	                                     the request, or it is in Trusted
//	neither                              a token decides, if there are Tokens; without,
//	                                     NoHeaders does
//
// A header that is there twice, an Origin with user part or path, and Origin: null
// are refused. Browsers have sent Origin with every POST since 2020, and fetch
// metadata since 2023, the latter only to https and localhost: so "neither" is a
// program, an old browser, or a proxy that strips headers.
//
// The zero value is the layer without tokens.
type CSRF struct {
	// Trusted are other origins whose requests pass, compared whole: scheme, host,
	// and port unless it is the default. [Protect] has the layer [Isolation] let them
	// pass too.
	Trusted []string

	// TLSAtProxy says that clients come by TLS although the server does not see it,
	// so that the origin's scheme is https.
	TLSAtProxy bool

	// NoHeaders is for requests that do not say where they come from, where no
	// token decides.
	NoHeaders NoHeaders

	// Tokens adds tokens. See there for when they are needed.
	Tokens *Tokens

	// Exempt are requests the layer does not look at, such as webhooks that are
	// signed. It is asked for unsafe methods only. It must not read the body.
	Exempt func(*http.Request) bool
}

// NoHeaders is what to do with a request that has neither Sec-Fetch-Site nor Origin.
type NoHeaders uint8

const (
	// RefuseCredentials lets it pass unless it carries what a browser adds by
	// itself: a cookie, an Authorization other than Bearer, a client certificate.
	// What has none of these cannot act for the victim.
	RefuseCredentials NoHeaders = iota
	// AllowAll lets it pass, as [http.CrossOriginProtection] does.
	AllowAll
	// RefuseAll refuses it.
	RefuseAll
)

// Middleware returns the layer alone. It returns an error for an origin that is
// none, and for Tokens that make no sense.
func (c CSRF) Middleware() (func(http.Handler) http.Handler, error) {
	return c.layer(&manners{random: newEntropy(nil)})
}

func (c CSRF) layer(m *manners) (func(http.Handler) http.Handler, error) {
	guard := &csrfGuard{CSRF: c, manners: m}
	var err error
	if guard.trusted, err = trustedOrigins("CSRF.Trusted", c.Trusted); err != nil {
		return nil, err
	}
	if c.NoHeaders > RefuseAll {
		return nil, fmt.Errorf("%w: no such NoHeaders: %d", ErrOption, c.NoHeaders)
	}
	if c.Tokens != nil {
		if c.TLSAtProxy && c.Tokens.PlainHTTP {
			return nil, fmt.Errorf("%w: both TLSAtProxy and Tokens.PlainHTTP", ErrOption)
		}
		if guard.tokens, err = c.Tokens.complete(m.random); err != nil {
			return nil, err
		}
	}
	return func(next http.Handler) http.Handler { return &csrfHandler{guard, next} }, nil
}

// A csrfGuard is the layer ready to judge.
type csrfGuard struct {
	CSRF
	*manners
	trusted originSet
	tokens  *tokenGuard // nil without tokens
}

type csrfHandler struct {
	*csrfGuard
	next http.Handler
}

func (h *csrfHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.tokens != nil {
		v, made := enter(w, r)
		if made {
			defer v.leave()
		}
		// The request is the one that came here: a session middleware between the layers
		// puts the session into a copy of the one that came to the first.
		v.csrf, v.token, v.request = h.csrfGuard, "", r
	}
	if why := refusalFor(h.judge(r)); why != nil {
		h.stop(w, r, why)
		return
	}
	h.pass(LayerCSRF, r)
	h.next.ServeHTTP(w, r)
}

func (g *csrfGuard) judge(r *http.Request) Reason {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, "":
		return 0
	}
	if g.Exempt != nil && g.Exempt(r) {
		return 0
	}
	why := g.whence(r)
	if g.tokens == nil {
		if why == NoOrigin && (g.NoHeaders == AllowAll || g.NoHeaders == RefuseCredentials && !hasCredentials(r)) {
			return 0
		}
		return why
	}
	if why == NoOrigin || why == SameSite && g.tokens.SameSite || why == 0 && g.tokens.Always {
		return g.tokens.check(r)
	}
	return why
}

// whence judges by the headers alone; NoOrigin is that they say nothing.
func (g *csrfGuard) whence(r *http.Request) Reason {
	site, origin := r.Header["Sec-Fetch-Site"], r.Header["Origin"]
	if len(site) > 1 {
		return OddFetchSite
	}
	if len(origin) > 1 {
		return OddOrigin
	}
	if len(site) == 1 {
		switch site[0] {
		case "same-origin", "none":
			return 0
		case "same-site", "cross-site":
			if len(origin) == 1 && g.trusted.has(origin[0]) {
				return 0
			}
			if site[0] == "same-site" {
				return SameSite
			}
			return CrossSite
		}
		return OddFetchSite
	}
	if len(origin) == 0 {
		return NoOrigin
	}
	switch from := origin[0]; {
	case from == "null":
		return NullOrigin
	case !isOrigin(from):
		return OddOrigin
	case sameOrigin(from, r, g.TLSAtProxy) || g.trusted.has(from):
		return 0
	}
	return OtherOrigin
}

// hasCredentials reports whether a request carries something that a browser adds
// without being told by the page.
func hasCredentials(r *http.Request) bool {
	if len(r.Header["Cookie"]) > 0 || r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		return true
	}
	for _, value := range r.Header["Authorization"] {
		scheme, _, _ := strings.Cut(value, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return true
		}
	}
	return false
}
