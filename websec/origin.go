package websec

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// An originSet is a list of origins to be compared whole.
type originSet map[string]struct{}

func (s originSet) has(origin string) bool {
	_, ok := s[origin]
	return ok
}

func trustedOrigins(field string, origins []string) (originSet, error) {
	set := make(originSet, len(origins))
	for _, origin := range origins {
		refuse := func(why string) (originSet, error) {
			return nil, fmt.Errorf("%w: %s: origin %q %s", ErrOption, field, origin, why)
		}
		if !isOrigin(origin) || strings.ToLower(origin) != origin {
			return refuse("is not scheme://host[:port] in small letters")
		}
		scheme, host, _ := strings.Cut(origin, "://")
		port := host[strings.LastIndexByte(host, ':')+1:]
		switch {
		case scheme == "https" && port == "443" && port != host, scheme == "http" && port == "80" && port != host:
			return refuse("has the default port, which browsers leave out")
		case len(port) < len(host) && !strings.HasSuffix(port, "]") && !isPortNumber(port):
			return refuse("has a port that no browser writes: 1 to 65535 without leading zeros")
		}
		set[origin] = struct{}{}
	}
	return set, nil
}

// isPortNumber reports whether s is a port as browsers write it.
func isPortNumber(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0 && s[0] != '0'
}

// isOrigin reports whether s is an origin as browsers write it: scheme://host with an
// optional :port (RFC 6454, section 6.2), and nothing else. There is no user part, no
// path, not even a slash. It allocates nothing.
func isOrigin(s string) bool {
	i := 0
	for i < len(s) && s[i] != ':' {
		if c := s[i]; !('a' <= c && c <= 'z' || i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.')) {
			return false
		}
		i++
	}
	if i == 0 || len(s)-i < 4 || s[i:i+3] != "://" {
		return false
	}
	return isAuthority(s[i+3:])
}

// isAuthority reports whether s is host or host:port, the host a name, an IPv4
// address or an IPv6 address in brackets.
func isAuthority(s string) bool {
	i := 0
	if s != "" && s[0] == '[' {
		for i++; i < len(s) && s[i] != ']'; i++ {
			if c := s[i]; !(isDigit(c) || c == ':' || c == '.' || 'a' <= c|0x20 && c|0x20 <= 'f') {
				return false
			}
		}
		if i == len(s) || i == 1 {
			return false
		}
		i++
	} else {
		for i < len(s) && s[i] != ':' {
			if !isHostByte(s[i]) {
				return false
			}
			i++
		}
		if i == 0 {
			return false
		}
	}
	if i == len(s) {
		return true
	}
	port := s[i+1:]
	return s[i] == ':' && port != "" && len(port) <= 5 && only(port, isDigit)
}

// sameOrigin reports whether a well-formed origin is the one the request was sent to:
// scheme, host and port. The Host header of a browser leaves out the default port, and
// some proxies put it back; origins never have it.
func sameOrigin(origin string, r *http.Request, tlsAtProxy bool) bool {
	scheme, port := "http://", ":80"
	if r.TLS != nil || tlsAtProxy {
		scheme, port = "https://", ":443"
	}
	host := r.Host
	if n := len(host) - len(port); n > 0 && host[n:] == port && host[n-1] != ':' {
		host = host[:n]
	}
	return len(origin) == len(scheme)+len(host) && origin[:len(scheme)] == scheme && equalFold(origin[len(scheme):], host)
}

// equalFold compares ASCII of equal length without regard to case.
func equalFold(a, b string) bool {
	if a == b {
		return true
	}
	for i := range len(a) {
		x, y := a[i], b[i]
		if x != y && (x|0x20 != y|0x20 || !isLetter(x)) {
			return false
		}
	}
	return true
}
