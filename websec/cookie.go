package websec

import (
	"fmt"
	"net/http"
	"strings"
)

// SessionCookie returns a cookie as one that says who somebody is should be: Secure,
// HttpOnly, Path=/, no Domain, and a name that begins with __Host-, which has
// browsers insist on that and keeps sibling subdomains from planting one (RFC 6265bis,
// section 4.1.3.2). It ends with the browser's session, unless MaxAge is set.
//
// SameSite is Lax, and said: a cookie without SameSite is sent by Chromium with POST
// from other sites for two minutes after it was set. Lax keeps it from forms, frames and
// fetches of other sites, but not from other ports and subdomains of this one, nor from
// links. So it is a second line behind [CSRF], not the first.
//
// A prefix that is there is not put before the name again, and is written as browsers
// insist on. It panics if name, without the prefix, is empty or no token (RFC 6265,
// section 4.1.1). The value is not looked at: [CheckCookie] does.
func SessionCookie(name, value string) *http.Cookie {
	const prefix = "__Host-"
	rest := name
	if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
		rest = name[len(prefix):]
	}
	if rest == "" || !isParameter(rest) {
		panic(fmt.Sprintf("websec: SessionCookie(%q): the name is not one of a cookie", name))
	}
	return &http.Cookie{
		Name: prefix + rest, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// CheckCookie returns an error when browsers would refuse a cookie for its prefix (RFC
// 6265bis, section 4.1.3, with __Http- and __Host-Http-, which keep scripts from planting
// one) or SameSite=None, or when it leaves SameSite to the browser.
func CheckCookie(c *http.Cookie) error {
	if c == nil {
		return fmt.Errorf("%w: there is none", ErrCookie)
	}
	if err := c.Valid(); err != nil {
		return fmt.Errorf("%w: %w", ErrCookie, err)
	}
	refuse := func(why string) error { return fmt.Errorf("%w: %s: %s", ErrCookie, c.Name, why) }
	name := strings.ToLower(c.Name) // browsers compare prefixes without regard to case
	switch {
	case c.SameSite == 0 || c.SameSite == http.SameSiteDefaultMode:
		return refuse("SameSite is left to the browser; say Lax, Strict or None")
	case c.SameSite < 0 || c.SameSite > http.SameSiteNoneMode:
		return refuse(fmt.Sprintf("there is no SameSite %d; say Lax, Strict or None", c.SameSite))
	case c.SameSite == http.SameSiteNoneMode && !c.Secure:
		return refuse("SameSite=None needs Secure")
	case c.Partitioned && !c.Secure:
		return refuse("Partitioned needs Secure")
	case strings.HasPrefix(name, "__secure-") && !c.Secure:
		return refuse("the prefix __Secure- needs Secure")
	case strings.HasPrefix(name, "__host-") && (!c.Secure || c.Domain != "" || c.Path != "/"):
		return refuse("the prefix __Host- needs Secure, Path=/ and no Domain")
	case strings.HasPrefix(name, "__http-") && (!c.Secure || !c.HttpOnly):
		return refuse("the prefix __Http- needs Secure and HttpOnly")
	case strings.HasPrefix(name, "__host-http-") && !c.HttpOnly:
		return refuse("the prefix __Host-Http- needs HttpOnly")
	}
	return nil
}
