package websec

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Headers are the security headers of every response, as typed policies. The zero
// value sends only X-Content-Type-Options; see [StrictHeaders] to begin with.
//
// They are set before the handler runs, which can change or delete each of them. The
// values are shared between responses: replace one with Set, do not write into it.
type Headers struct {
	// CSP is the content security policy, and CSPReportOnly one that is only tried:
	// browsers report what it would have stopped. Both may be sent at once.
	CSP           *CSP
	CSPReportOnly *CSP

	HSTS *HSTS // sent on responses by TLS alone: RFC 6797, section 7.2

	Referrer    Referrer          // "" sends none
	Opener      OpenerPolicy      // "" sends none
	Resource    ResourcePolicy    // "" sends none
	Embedder    EmbedderPolicy    // "" sends none
	Permissions map[string]string // feature to its list; see [StrictHeaders]

	// AnyFeature allows names in Permissions that this package does not know: browsers
	// skip those that they do not know, and with them what was to be forbidden.
	AnyFeature bool

	// Endpoints are where browsers send reports: names for [CSP.ReportTo], and URLs,
	// which are https or begin with a slash. See [Reports] for one that is safe.
	Endpoints map[string]string

	// TLSAtProxy says that clients come by TLS although the server does not see it.
	TLSAtProxy bool

	// CacheNonces leaves out the Cache-Control: no-store that a response which asked
	// for its [Nonce] gets.
	CacheNonces bool
}

// StrictHeaders returns the headers that [Protect] sends unless told otherwise. It is
// a new value, to be changed at will. Strict-Transport-Security is for a year and not
// for subdomains: what they serve is not for this program to say.
func StrictHeaders() Headers {
	csp := StrictCSP()
	return Headers{
		CSP:      &csp,
		HSTS:     &HSTS{MaxAge: 365 * 24 * time.Hour},
		Referrer: StrictOriginWhenCrossOrigin,
		Opener:   OpenerSameOrigin,
		Resource: ResourceSameOrigin,
		Permissions: map[string]string{
			"camera": "()", "microphone": "()", "geolocation": "()", "payment": "()", "usb": "()",
		},
	}
}

// HSTS has browsers use nothing but TLS for a while: RFC 6797.
type HSTS struct {
	MaxAge     time.Duration // in whole seconds; 0 ends it
	Subdomains bool          // for every host below this one too
	Preload    bool          // consent to be built into browsers: a year and Subdomains are needed
}

// A Referrer is a Referrer-Policy.
type Referrer string

// The referrer policies; https://www.w3.org/TR/referrer-policy, section 3.
//
// There is no constant for no-referrer: under it browsers send Origin: null with
// forms, so that a check of the origin can only refuse them.
const (
	SameOriginReferrer          Referrer = "same-origin"
	StrictOrigin                Referrer = "strict-origin"
	StrictOriginWhenCrossOrigin Referrer = "strict-origin-when-cross-origin"
	OriginReferrer              Referrer = "origin"
	OriginWhenCrossOrigin       Referrer = "origin-when-cross-origin"
)

// An OpenerPolicy is a Cross-Origin-Opener-Policy: who shares a browsing context
// group with the page, and could reach its window.
type OpenerPolicy string

// The opener policies of the HTML standard.
const (
	OpenerSameOrigin            OpenerPolicy = "same-origin"
	OpenerSameOriginAllowPopups OpenerPolicy = "same-origin-allow-popups"
	OpenerNoopenerAllowPopups   OpenerPolicy = "noopener-allow-popups"
	OpenerUnsafeNone            OpenerPolicy = "unsafe-none"
)

// A ResourcePolicy is a Cross-Origin-Resource-Policy: who may embed the response.
type ResourcePolicy string

// The resource policies of the Fetch standard.
const (
	ResourceSameOrigin  ResourcePolicy = "same-origin"
	ResourceSameSite    ResourcePolicy = "same-site"
	ResourceCrossOrigin ResourcePolicy = "cross-origin"
)

// An EmbedderPolicy is a Cross-Origin-Embedder-Policy: what the page may embed.
type EmbedderPolicy string

// The embedder policies of the HTML standard.
const (
	EmbedderRequireCORP    EmbedderPolicy = "require-corp"
	EmbedderCredentialless EmbedderPolicy = "credentialless"
	EmbedderUnsafeNone     EmbedderPolicy = "unsafe-none"
)

// Check returns a [PolicyError] when browsers would ignore or misread a policy, or
// when it defends against nothing.
func (h Headers) Check() error {
	_, err := h.plan(nil)
	return err
}

// Middleware returns the layer alone. It gives the same error as [Headers.Check].
func (h Headers) Middleware() (func(http.Handler) http.Handler, error) {
	return h.layer(&manners{random: newEntropy(nil)})
}

func (h Headers) layer(m *manners) (func(http.Handler) http.Handler, error) {
	plan, err := h.plan(m.random)
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			header := w.Header()
			for i := range plan.fixed {
				header[plan.fixed[i].name] = plan.fixed[i].value
			}
			if plan.hsts != nil && (r.TLS != nil || plan.tlsAtProxy) {
				header["Strict-Transport-Security"] = plan.hsts
			}
			if plan.texts != nil {
				v, made := enter(w, r)
				if made {
					defer v.leave()
				}
				v.takePolicy(plan, header)
			}
			m.pass(LayerHeaders, r)
			next.ServeHTTP(w, r)
		})
	}, nil
}

// A headerPlan is what Headers come to, once.
type headerPlan struct {
	fixed       []headerLine
	nonced      []compiledPolicy // those with a nonce: two, one or none
	texts       *policyTexts     // their texts; nil for none
	hsts        []string
	tlsAtProxy  bool
	cacheNonces bool
}

type headerLine struct {
	name  string
	value []string
}

func (h Headers) plan(random *entropy) (*headerPlan, error) {
	p := &headerPlan{tlsAtProxy: h.TLSAtProxy, cacheNonces: h.CacheNonces}
	add := func(name, value string) {
		if value != "" {
			p.fixed = append(p.fixed, headerLine{name, []string{value}})
		}
	}
	add("X-Content-Type-Options", "nosniff")
	if err := h.planPolicies(p, add); err != nil {
		return nil, err
	}
	hsts, err := h.HSTS.text()
	if err != nil {
		return nil, err
	}
	if hsts != "" {
		p.hsts = []string{hsts}
	}
	for _, choice := range []struct {
		header, value string
		known         []string
	}{
		{"Referrer-Policy", string(h.Referrer), []string{"", "same-origin", "strict-origin", "strict-origin-when-cross-origin", "origin", "origin-when-cross-origin"}},
		{"Cross-Origin-Opener-Policy", string(h.Opener), []string{"", "same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"}},
		{"Cross-Origin-Resource-Policy", string(h.Resource), []string{"", "same-origin", "same-site", "cross-origin"}},
		{"Cross-Origin-Embedder-Policy", string(h.Embedder), []string{"", "require-corp", "credentialless", "unsafe-none"}},
	} {
		if !slices.Contains(choice.known, choice.value) {
			return nil, &PolicyError{choice.header, "", choice.value, "it is none of the policies that have a constant"}
		}
		add(choice.header, choice.value)
	}
	permissions, err := permissionsText(h.Permissions, h.AnyFeature)
	if err != nil {
		return nil, err
	}
	add("Permissions-Policy", permissions)
	if len(p.nonced) > 0 {
		p.texts = newPolicyTexts(random, p.nonced)
	}
	return p, nil
}

func (h Headers) planPolicies(p *headerPlan, add func(name, value string)) error {
	endpoints, err := endpointsText(h.Endpoints)
	if err != nil {
		return err
	}
	add("Reporting-Endpoints", endpoints)
	for _, policy := range []struct {
		name string
		csp  *CSP
	}{{cspHeader, h.CSP}, {cspHeader + "-Report-Only", h.CSPReportOnly}} {
		if policy.csp == nil {
			continue
		}
		if err := policy.csp.check(); err != nil {
			return err
		}
		if name := policy.csp.ReportTo; name != "" && h.Endpoints[name] == "" {
			return &PolicyError{policy.name, "report-to", name, "Endpoints has none of this name"}
		}
		compiled := policy.csp.compile(policy.name)
		if compiled.form != "" {
			p.nonced = append(p.nonced, compiled)
		}
		if compiled.form == "" || len(p.nonced) > 1 {
			p.fixed = append(p.fixed, headerLine{policy.name, compiled.plain})
		}
	}
	if h.CSPReportOnly != nil && h.CSPReportOnly.Sandbox != nil {
		return &PolicyError{cspHeader + "-Report-Only", "sandbox", "", "browsers ignore it in a policy that only reports"}
	}
	if h.CSP != nil { // for browsers before CSP 2
		switch {
		case slices.Equal(h.CSP.FrameAncestors, []Source{None}):
			add("X-Frame-Options", "DENY")
		case slices.Equal(h.CSP.FrameAncestors, []Source{Self}):
			add("X-Frame-Options", "SAMEORIGIN")
		}
	}
	return nil
}

func (h *HSTS) text() (string, error) {
	const name = "Strict-Transport-Security"
	if h == nil {
		return "", nil
	}
	if h.MaxAge < 0 || h.MaxAge%time.Second != 0 {
		return "", &PolicyError{name, "max-age", h.MaxAge.String(), "it is a whole number of seconds, 0 or more"}
	}
	if h.Preload && (h.MaxAge < 365*24*time.Hour || !h.Subdomains) {
		return "", &PolicyError{name, "preload", "", "it needs a max-age of a year and includeSubDomains"}
	}
	text := "max-age=" + strconv.FormatInt(int64(h.MaxAge/time.Second), 10)
	if h.Subdomains {
		text += "; includeSubDomains"
	}
	if h.Preload {
		text += "; preload"
	}
	return text, nil
}

func endpointsText(endpoints map[string]string) (string, error) {
	const name = "Reporting-Endpoints"
	text := ""
	for _, key := range slices.Sorted(maps.Keys(endpoints)) {
		target := endpoints[key]
		if !isToken(key) || key[0] == '-' || isDigit(key[0]) {
			return "", &PolicyError{name, key, "", "it is no name of an endpoint: small letters, digits, _ and -"}
		}
		if !isReportTarget(target) {
			return "", &PolicyError{name, key, target, "it is neither an https URL nor a path from the root"}
		}
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%s=%q", key, target)
	}
	return text, nil
}

// isReportTarget reports whether browsers send reports to a URL: one by https, or a path
// from the root of this origin.
func isReportTarget(target string) bool {
	u, err := url.Parse(target)
	if err != nil || target == "" || !only(target, func(c byte) bool { return isPathByte(c) || c == '?' }) {
		return false
	}
	if u.Scheme == "https" {
		return isAuthority(u.Host) && (u.Port() == "" || isPortNumber(u.Port())) && u.User == nil
	}
	return u.Scheme == "" && u.Host == "" && target[0] == '/'
}
