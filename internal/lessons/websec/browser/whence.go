package browser

import "net/url"

// The values of Sec-Fetch-Site.
const (
	Typed      = "none"
	SameOrigin = "same-origin"
	SameSite   = "same-site"
	CrossSite  = "cross-site"
)

// Whence is what Sec-Fetch-Site says of a request for a target by a page at an origin, ""
// for what the user typed. A site is a scheme and a host here, whatever the port: of the
// names that duels have, none is below another.
func Whence(from, target string) string {
	if from == "" {
		return Typed
	}
	if from == origin(target) {
		return SameOrigin
	}
	a, errA := url.Parse(from)
	b, errB := url.Parse(target)
	if errA == nil && errB == nil && a.Scheme == b.Scheme && a.Hostname() == b.Hostname() {
		return SameSite
	}
	return CrossSite
}

// origin is that of a URL, "" if it is none.
func origin(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
