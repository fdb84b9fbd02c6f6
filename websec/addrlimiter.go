package websec

import (
	"encoding/binary"
	"fmt"
	"net/http"
	"net/netip"
)

// An AddrLimiter limits by address: an IPv4 address by itself, an IPv6 address
// with all others of its /64, since whoever has one has them all. All of a /48,
// which one customer may have, are kept to a second rate, so that going round its
// 65,536 networks gains little. Safe for concurrent use.
//
// It cannot tell apart the clients behind one address, or many addresses of one
// client that have nothing in common.
type AddrLimiter struct {
	near, wide *Limiter[uint64]
}

// NewAddrLimiter keeps addresses and /64 networks to near, and /48 networks to
// wide, which should be several times as much. The options are those of
// [NewLimiter]; the table for /48 networks has a quarter of the keys. A request
// that wide refuses has cost its /64 one all the same.
//
// It refuses a wide below near, in its burst or in the long run: one /64 could never have
// what it is promised.
func NewAddrLimiter(near, wide Rate, opts ...LimiterOption) (*AddrLimiter, error) {
	l := &AddrLimiter{}
	var err error
	if l.near, err = NewLimiter[uint64](near, opts...); err != nil {
		return nil, err
	}
	if n, w := near, wide; wide.Check() == nil && (w.burst() < n.burst() || w.perSecond() < n.perSecond()) {
		return nil, fmt.Errorf("%w: NewAddrLimiter: a /48 has %v, which is less than the %v of one /64 in it", ErrRate, w, n)
	}
	fewer := func(o *limiterOptions) error {
		o.keys = max(1, o.keys/4)
		return nil
	}
	if l.wide, err = NewLimiter[uint64](wide, append(opts[:len(opts):len(opts)], fewer)...); err != nil {
		return nil, err
	}
	return l, nil
}

// Take decides about a request of one address; an IPv4-mapped one counts as IPv4, as does
// one that NAT64 made of it, under 64:ff9b::/96 (RFC 6052): all IPv4 would else be one /64.
// All that are not valid share one limit. It panics if NewAddrLimiter did not make the
// limiter. The Decision is that of the address or
// its /64, unless it was the /48 that refused.
func (l *AddrLimiter) Take(a netip.Addr) Decision {
	if l.near == nil {
		panic("websec: Take of an AddrLimiter that NewAddrLimiter did not make")
	}
	a = embedded(a)
	if !a.Is6() {
		return l.near.Take(keyOfIPv4(a), 1)
	}
	bytes := a.As16()
	network := binary.BigEndian.Uint64(bytes[:8])
	d := l.near.Take(network, 1)
	if !d.Allowed {
		return d
	}
	if wide := l.wide.Take(network>>16, 1); !wide.Allowed {
		wide.Tier = "48"
		return wide
	}
	return d
}

// nat64 is the well-known prefix of RFC 6052, section 2.1. What else networks use for it
// cannot be known.
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// embedded returns the IPv4 address within an IPv6 one, or the address itself.
func embedded(a netip.Addr) netip.Addr {
	if a = a.Unmap().WithZone(""); !nat64.Contains(a) {
		return a
	}
	bytes := a.As16()
	return netip.AddrFrom4([4]byte(bytes[12:]))
}

// keyOfIPv4 puts IPv4 where no source of IPv6 is: multicast, ff00::/8.
func keyOfIPv4(a netip.Addr) uint64 {
	if !a.Is4() {
		return 0xff << 56
	}
	bytes := a.As4()
	return 0xffff<<48 | uint64(binary.BigEndian.Uint32(bytes[:]))
}

// ByClient decides about a request by its client's address; proxies may be nil.
func (l *AddrLimiter) ByClient(proxies *Proxies) func(*http.Request) Decision {
	return func(r *http.Request) Decision {
		client, err := proxies.Client(r)
		d := l.Take(client) // those who hide share a limit
		d.Client, d.ClientErr = client, err
		return d
	}
}

// Stats counts both tables together.
func (l *AddrLimiter) Stats() LimiterStats {
	near, wide := l.near.Stats(), l.wide.Stats()
	return LimiterStats{near.Bytes + wide.Bytes, near.Slots + wide.Slots, near.Live + wide.Live, near.Evicted + wide.Evicted}
}
