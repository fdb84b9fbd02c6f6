package websec

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// A Proxies knows which machines may say on whose behalf they ask. Its zero value
// and nil trust nobody: the client is the peer of the connection. Safe for
// concurrent use.
//
// Anybody can send an X-Forwarded-For, and every proxy adds to the right. So the
// walk begins at the right, and goes on only while the machine that wrote an entry
// is trusted; what lies further left is hearsay.
//
// It cannot know that a trusted proxy passes on what it should replace, nor tell
// apart the many clients behind one address.
type Proxies struct {
	trusted *accessTable // by every rule
	header  ForwardingHeader
	entries int
	socket  bool
	given   given // options
}

// A ForwardingHeader is the header in which proxies name the client. Only one is
// read, because a proxy that writes one passes on the other as the client sent it.
type ForwardingHeader uint8

// The headers.
const (
	XForwardedFor ForwardingHeader = iota + 1
	Forwarded                      // RFC 7239
)

// A ProxyOption says what else a Proxies believes; see [TrustProxies]. Each may be given
// once.
type ProxyOption func(*Proxies) error

// ProxyEntries is how many entries are walked at most: 32 if not said. Beyond
// them the client is the machine that wrote the last one.
func ProxyEntries(n int) ProxyOption {
	return proxyOption("ProxyEntries", func(p *Proxies) error {
		if n < 1 {
			return fmt.Errorf("%w: ProxyEntries(%d): 1 at least", ErrFlood, n)
		}
		p.entries = n
		return nil
	})
}

// ProxySocket trusts peers without an address: those on a Unix socket.
func ProxySocket() ProxyOption {
	return proxyOption("ProxySocket", func(p *Proxies) error {
		p.socket = true
		return nil
	})
}

// TrustProxies trusts peers in the prefixes to write the header. An IPv4-mapped
// prefix is an IPv4 prefix. A prefix must have no bits beyond its length. Together they must
// not hold all of IPv4 or of the public IPv6 (2000::/3), in one piece or in several: then
// everybody could write the header, and be whoever he likes. The error wraps [ErrFlood].
func TrustProxies(header ForwardingHeader, prefixes []netip.Prefix, opts ...ProxyOption) (*Proxies, error) {
	if header != XForwardedFor && header != Forwarded {
		return nil, fmt.Errorf("%w: TrustProxies: no header is %d", ErrFlood, header)
	}
	trusted, err := tableOf("TrustProxies", prefixes)
	if err != nil {
		return nil, err
	}
	for _, everybody := range []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0), publicIPv6} {
		if trusted.covers(everybody) {
			what := fmt.Sprint(prefixes)
			if i := slices.IndexFunc(prefixes, func(p netip.Prefix) bool { return covers(unmapPrefix(p), everybody) }); i >= 0 {
				what = prefixes[i].String()
			}
			return nil, fmt.Errorf("%w: TrustProxies: %s trusts everybody to say who he is", ErrFlood, what)
		}
	}
	p := &Proxies{header: header, entries: 32, trusted: trusted}
	for i, opt := range opts {
		if opt == nil {
			return nil, nilOption(ErrFlood, "TrustProxies", i)
		}
		if err := opt(p); err != nil {
			return nil, err
		}
	}
	if len(prefixes) == 0 && !p.socket {
		return nil, fmt.Errorf("%w: TrustProxies without a prefix", ErrFlood)
	}
	return p, nil
}

// publicIPv6 is where all public addresses are (RFC 4291, section 2.4, and IANA's registry).
var publicIPv6 = netip.MustParsePrefix("2000::/3")

// Why the walk through the entries ended early. [Proxies.Client] returns one of
// them beside the address of the last machine that could be believed.
var (
	ErrNoPeer      = errors.New("websec: the connection has no address")
	ErrBadEntry    = errors.New("websec: a trusted proxy named the client in no known form")
	ErrHiddenEntry = errors.New("websec: a trusted proxy does not tell the client's address")
	ErrNoEntry     = errors.New("websec: a trusted proxy did not say on whose behalf it asks")
	ErrManyEntries = errors.New("websec: the request came through too many proxies")
)

// Client returns the address of whoever sent the request to the first trusted
// proxy, or of the peer if that is not trusted. It has no zone, and is never
// IPv4-mapped. If all entries are trusted it is the leftmost.
//
// An empty entry is one that a proxy wrote when it knew nobody, and not one to be passed
// over (as RFC 9110, section 5.6.1, has it for other lists): to its left is what the client
// wrote.
//
// An error says that the walk ended before a client was found. The address is then
// that of the last proxy to be believed, or not valid after [ErrNoPeer]. [ErrNoEntry] is
// what a proxy gets that asks for itself, and all clients if it writes another header
// than the one that is read. [Event.ClientErr] and [Decision.ClientErr] carry it. Limiting
// by it is safe, as it lumps together those who hide.
func (p *Proxies) Client(r *http.Request) (netip.Addr, error) {
	client, ok := parseNode(r.RemoteAddr)
	switch {
	case !ok && (p == nil || !p.socket):
		return netip.Addr{}, ErrNoPeer
	case p == nil, ok && !p.trusts(client):
		return client, nil
	}
	err := error(nil)
	if !ok {
		err = ErrNoPeer // until the proxy names somebody
	}
	name := "X-Forwarded-For"
	if p.header == Forwarded {
		name = "Forwarded"
	}
	entries := 0
	for _, line := range slices.Backward(r.Header[name]) {
		for more := true; more; {
			var entry string
			entry, line, more = p.lastEntry(line)
			entry = trimSpace(entry)
			if entries++; entries > p.entries {
				return client, ErrManyEntries
			}
			said, why := p.node(entry)
			if why != nil {
				return client, why
			}
			client, err = said, nil
			if !p.trusts(client) {
				return client, nil
			}
		}
	}
	if entries == 0 && err == nil {
		err = ErrNoEntry
	}
	return client, err
}

func (p *Proxies) trusts(a netip.Addr) bool { return p.trusted != nil && p.trusted.find(a) >= 0 }

// lastEntry splits the last entry off a line. It reads from the right, like the
// walk: a quote that a client left open on the left swallows nothing.
func (p *Proxies) lastEntry(line string) (entry, rest string, more bool) {
	at := strings.LastIndexByte(line, ',')
	if p.header == Forwarded {
		at = lastUnquoted(line, ',')
	}
	if at < 0 {
		return line, "", false
	}
	return line[at+1:], line[:at], true
}

func (p *Proxies) node(entry string) (netip.Addr, error) {
	if p.header == Forwarded {
		node, err := forwardedFor(entry)
		if err != nil {
			return netip.Addr{}, err
		}
		entry = node
	}
	if strings.EqualFold(entry, "unknown") || strings.HasPrefix(entry, "_") {
		return netip.Addr{}, ErrHiddenEntry // RFC 7239, sections 6.2 and 6.3
	}
	if a, ok := parseNode(entry); ok {
		return a, nil
	}
	return netip.Addr{}, ErrBadEntry
}

// parseNode reads an address with or without a port, in brackets or not.
func parseNode(s string) (netip.Addr, bool) {
	if inner, ok := strings.CutPrefix(s, "["); ok {
		host, port, ok := strings.Cut(inner, "]")
		if !ok || !strings.Contains(host, ":") || port != "" && !isPort(port) {
			return netip.Addr{}, false
		}
		s = host
	} else if host, port, ok := strings.Cut(s, ":"); ok && isPort(s[len(host):]) && !strings.Contains(port, ":") {
		if strings.Count(host, ".") != 3 {
			return netip.Addr{}, false
		}
		s = host
	}
	// A zone means nothing on another machine, and netip remembers each it has
	// seen; so it is cut off first.
	s, zone, zoned := strings.Cut(s, "%")
	if zoned && (zone == "" || !strings.Contains(s, ":")) || !looksLikeAddr(s) {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(s)
	return a.Unmap(), err == nil
}

// looksLikeAddr keeps rubbish from netip, whose errors quote it.
func looksLikeAddr(s string) bool {
	if len(s) < 2 || len(s) > len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255") {
		return false
	}
	for _, c := range []byte(s) {
		hex := '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
		if !hex && c != '.' && c != ':' {
			return false
		}
	}
	return true
}

// isPort reports whether s is a colon and a port. An obfuscated one (RFC 7239,
// section 6.3) begins with an underscore.
func isPort(s string) bool {
	if len(s) < 2 || s[0] != ':' || len(s) > 64 {
		return false
	}
	obscure, digits := s[1] == '_', true
	for _, c := range []byte(s[1:]) {
		digit := '0' <= c && c <= '9'
		digits = digits && digit
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !digit && (!obscure || !letter && c != '.' && c != '_' && c != '-') {
			return false
		}
	}
	return obscure && len(s) > 2 || digits && (len(s) < len(":65535") || len(s) == len(":65535") && s <= ":65535")
}

func trimSpace(s string) string { return strings.Trim(s, " \t") }

func covers(p, inner netip.Prefix) bool { return p.Bits() <= inner.Bits() && p.Contains(inner.Addr()) }

func unmapPrefix(p netip.Prefix) netip.Prefix {
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p
}
