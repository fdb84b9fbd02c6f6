package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A Cookie says how a session cookie looks. The zero Cookie is not useful: begin
// with [DefaultCookie] or [FlaskCookie].
type Cookie struct {
	Name        string
	Domain      string // "": the host alone
	Path        string // "": the root of the App
	Secure      bool   // only over TLS, or to localhost
	HTTPOnly    bool   // out of reach for scripts
	SameSite    http.SameSite
	Partitioned bool
}

// DefaultCookie is what sessions use: __Host-session, Secure, HttpOnly and
// SameSite=Lax. The prefix has the browser refuse the cookie from anybody but the
// host itself; it asks for the path /, so with another [Root] the name is
// __Secure-session.
func DefaultCookie() Cookie {
	return Cookie{Name: "__Host-session", Secure: true, HTTPOnly: true, SameSite: http.SameSiteLaxMode}
}

// FlaskCookie is Flask's own default, to share sessions with a Flask application:
// session, HttpOnly, and nothing else.
func FlaskCookie() Cookie { return Cookie{Name: "session", HTTPOnly: true} }

// in completes a cookie for an App.
func (k Cookie) in(a *App) (Cookie, error) {
	if k.Path == "" {
		k.Path = a.root
	}
	if k.Name == "__Host-session" && k.Path != "/" && k.Domain == "" {
		k.Name = "__Secure-session"
	}
	switch {
	case k.Name == "" || strings.ContainsAny(k.Name, "()<>@,;:\\\"/[]?={} \t\r\n"):
		return k, fmt.Errorf("%w: no cookie is named %q", ErrBadOption, k.Name)
	case strings.ContainsAny(k.Path+k.Domain, ";\r\n"):
		return k, fmt.Errorf("%w: path %q or domain %q of a cookie", ErrBadOption, k.Path, k.Domain)
	case strings.HasPrefix(k.Name, "__Host-") && (!k.Secure || k.Path != "/" || k.Domain != ""):
		return k, fmt.Errorf("%w: %s asks for Secure, the path / and no domain", ErrBadOption, k.Name)
	case strings.HasPrefix(k.Name, "__Secure-") && !k.Secure, k.Partitioned && !k.Secure, k.SameSite == http.SameSiteNoneMode && !k.Secure:
		return k, fmt.Errorf("%w: the cookie %s has to be Secure", ErrBadOption, k.Name)
	}
	return k, nil
}

// set writes the cookie, in the order of Werkzeug's dump_cookie.
func (k *Cookie) set(h http.Header, value string, expires time.Time, over bool) {
	b := make([]byte, 0, len(k.Name)+len(value)+128)
	b = append(append(append(b, k.Name...), '='), value...)
	if k.Domain != "" {
		b = append(append(b, "; Domain="...), k.Domain...)
	}
	if !expires.IsZero() {
		b = append(b, "; Expires="...)
		b = expires.UTC().AppendFormat(b, http.TimeFormat)
	}
	if over {
		b = append(b, "; Max-Age=0"...)
	}
	if k.Secure {
		b = append(b, "; Secure"...)
	}
	if k.HTTPOnly {
		b = append(b, "; HttpOnly"...)
	}
	b = append(append(b, "; Path="...), k.Path...)
	switch k.SameSite {
	case http.SameSiteLaxMode:
		b = append(b, "; SameSite=Lax"...)
	case http.SameSiteStrictMode:
		b = append(b, "; SameSite=Strict"...)
	case http.SameSiteNoneMode:
		b = append(b, "; SameSite=None"...)
	}
	if k.Partitioned {
		b = append(b, "; Partitioned"...)
	}
	h["Set-Cookie"] = append(h["Set-Cookie"], string(b))
}

// expire has the browser forget the cookie.
func (k *Cookie) expire(h http.Header) { k.set(h, "", time.Unix(0, 0), true) }

// get finds the first value of the cookie in a request, "" if there is none. Around the
// name only spaces and tabs are not part of it, as for browsers. Werkzeug takes off every
// blank of Unicode, so that a subdomain can plant a cookie that it takes for one with the
// prefix __Host-, and browsers do not.
func (k *Cookie) get(r *http.Request) string {
	for _, line := range r.Header["Cookie"] {
		for line != "" {
			var pair string
			pair, line, _ = strings.Cut(line, ";")
			name, value, _ := strings.Cut(pair, "=")
			if strings.Trim(name, " \t") == k.Name {
				value = strings.TrimSpace(value)
				if n := len(value); n > 1 && value[0] == '"' && value[n-1] == '"' {
					value = value[1 : n-1]
				}
				return value
			}
		}
	}
	return ""
}

// varyCookie says that the response depends on the cookie, once.
func (c *RequestContext) varyCookie(h http.Header) {
	for _, line := range h["Vary"] {
		for field := range strings.SplitSeq(line, ",") {
			if field = strings.TrimSpace(field); field == "*" || strings.EqualFold(field, "Cookie") {
				return
			}
		}
	}
	if len(h["Vary"]) == 0 {
		c.vary[0] = "Cookie"
		h["Vary"] = c.vary[:]
		return
	}
	h["Vary"] = append(h["Vary"], "Cookie")
}
