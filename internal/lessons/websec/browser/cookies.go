package browser

import (
	"net/http"
	"strings"
)

// A kept cookie is one of a host, whatever the port.
type kept struct {
	*http.Cookie
	host string
}

// keep takes a cookie into the jar, in place of the host's of that name. One whose age is
// over goes out of it.
func (b *Browser) keep(host string, c *http.Cookie) {
	jar := b.jar[:0:0]
	for _, old := range b.jar {
		if old.Name != c.Name || old.host != host {
			jar = append(jar, old)
		}
	}
	if c.MaxAge >= 0 {
		jar = append(jar, kept{c, host})
	}
	b.jar = jar
}

// Cookies are those in the jar, in the order in which they came.
func (b *Browser) Cookies() (all []*http.Cookie) {
	for _, c := range b.jar {
		all = append(all, c.Cookie)
	}
	return all
}

// cookies are those that go with a request to a host. When another site asks, Strict ones
// stay, Lax ones too unless the user goes there by a link, and of those that say nothing
// the ones for a part of a page: a page itself gets them, also by a form, since Chromium
// takes them for Lax after two minutes only, and duels are over before. Loopback counts as
// secure, and the duels' cookies are for all paths. An old browser keeps none back.
func (b *Browser) cookies(host, whence, method, dest string) string {
	var sent []string
	for _, c := range b.jar {
		page := dest == "document"
		stays := c.SameSite == http.SameSiteStrictMode || !page || c.SameSite == http.SameSiteLaxMode && method != http.MethodGet
		if c.host == host && (b.Old || whence != CrossSite || !stays || c.SameSite == http.SameSiteNoneMode) {
			sent = append(sent, c.Name+"="+c.Value)
		}
	}
	return strings.Join(sent, "; ")
}
