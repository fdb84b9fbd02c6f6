package websec

import (
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
)

// A ConnLimiter is a listener that keeps each address to a number of open
// connections, and all of them together to another. A connection beyond is closed
// as soon as it is accepted. IPv6 counts by /64 (NAT64 as the IPv4 that it is), and once more by /48, which one customer
// may have. Safe for concurrent use.
//
// It is the defence against clients that open connections and say nothing, who
// never get as far as a handler. Counts are exact, and there is an entry for an
// address only while it has a connection: memory is bounded by the number of them
// all.
//
// It sees the peers of connections. Behind a proxy that is the proxy: exempt it. It
// cannot keep the kernel from answering handshakes.
type ConnLimiter struct {
	net.Listener
	perAddr, perNet, total int
	exempt                 *accessTable
	watch                  func(Event)
	given                  given // options

	mu      sync.Mutex
	open    map[uint64]int
	nets    map[uint64]int // by /48
	all     int
	refused uint64
}

// A ConnOption says how a ConnLimiter behaves; see [LimitConns]. Each may be given once.
type ConnOption func(*ConnLimiter) error

// ConnsPerAddr is how many connections an address may have open: 64 if not said, or what
// [ConnsTotal] says if that is less. It leaves room for a household behind one address,
// and for a browser that opens six.
func ConnsPerAddr(n int) ConnOption {
	return connOption("ConnsPerAddr", func(l *ConnLimiter) error {
		if n < 1 {
			return fmt.Errorf("%w: ConnsPerAddr(%d): 1 at least", ErrFlood, n)
		}
		l.perAddr = n
		return nil
	})
}

// ConnsPerNet is how many connections an IPv6 /48 may have open: eight times what an
// address may if not said, or all. Without it 128 of its /64 networks would take all
// places.
func ConnsPerNet(n int) ConnOption {
	return connOption("ConnsPerNet", func(l *ConnLimiter) error {
		if n < 1 {
			return fmt.Errorf("%w: ConnsPerNet(%d): 1 at least", ErrFlood, n)
		}
		l.perNet = n
		return nil
	})
}

// ConnsTotal is how many connections may be open in all: 8,192 if not said. Keep
// it below the number of files that the process may open.
func ConnsTotal(n int) ConnOption {
	return connOption("ConnsTotal", func(l *ConnLimiter) error {
		if n < 1 {
			return fmt.Errorf("%w: ConnsTotal(%d): 1 at least", ErrFlood, n)
		}
		l.total = n
		return nil
	})
}

// ConnsExempt frees peers, such as your own proxies, from the limits per address and /48;
// they count in the total.
func ConnsExempt(prefixes ...netip.Prefix) ConnOption {
	return connOption("ConnsExempt", func(l *ConnLimiter) error {
		var err error
		l.exempt, err = tableOf("ConnsExempt", prefixes)
		return err
	})
}

// WatchConns is told of every connection that is closed at once, by the goroutine
// that accepts: it has to be quick.
func WatchConns(hook func(Event)) ConnOption {
	return connOption("WatchConns", func(l *ConnLimiter) error {
		if hook == nil {
			return fmt.Errorf("%w: WatchConns(nil)", ErrFlood)
		}
		l.watch = hook
		return nil
	})
}

// LimitConns wraps a listener, before any TLS: wrap what it returns with tls.NewListener,
// or call ServeTLS on it. Around a TLS listener net/http would not see that there is TLS;
// such a one is refused, now or by Accept. Closing it closes that one; open connections
// stay, and stay counted. The error wraps [ErrFlood].
func LimitConns(inner net.Listener, opts ...ConnOption) (*ConnLimiter, error) {
	if inner == nil {
		return nil, fmt.Errorf("%w: LimitConns without a listener", ErrFlood)
	}
	if fmt.Sprintf("%T", inner) == "*tls.listener" { // it has no name of its own
		return nil, errConnsInTLS
	}
	l := &ConnLimiter{Listener: inner, total: 8192, open: map[uint64]int{}, nets: map[uint64]int{}}
	for i, opt := range opts {
		if opt == nil {
			return nil, nilOption(ErrFlood, "LimitConns", i)
		}
		if err := opt(l); err != nil {
			return nil, err
		}
	}
	switch {
	case l.perAddr > l.total:
		return nil, fmt.Errorf("%w: ConnsPerAddr(%d) is more than ConnsTotal(%d)", ErrFlood, l.perAddr, l.total)
	case l.perNet > l.total:
		return nil, fmt.Errorf("%w: ConnsPerNet(%d) is more than ConnsTotal(%d)", ErrFlood, l.perNet, l.total)
	case l.perNet > 0 && l.perAddr > l.perNet:
		return nil, fmt.Errorf("%w: ConnsPerAddr(%d) is more than ConnsPerNet(%d)", ErrFlood, l.perAddr, l.perNet)
	}
	if l.perAddr == 0 {
		l.perAddr = min(64, l.total)
		if l.perNet > 0 {
			l.perAddr = min(l.perAddr, l.perNet)
		}
	}
	if l.perNet == 0 {
		l.perNet = l.total
		if l.perAddr < l.total/8 {
			l.perNet = 8 * l.perAddr
		}
	}
	return l, nil
}

var errConnsInTLS = fmt.Errorf("%w: LimitConns around a TLS listener; put TLS around it instead", ErrFlood)

// Accept returns the next connection that is within the limits. It panics if LimitConns
// did not make the limiter.
func (l *ConnLimiter) Accept() (net.Conn, error) {
	if l.Listener == nil {
		panic("websec: Accept of a ConnLimiter that LimitConns did not make")
	}
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if _, ok := c.(*tls.Conn); ok {
			_ = c.Close() // nothing was said on it
			return nil, errConnsInTLS
		}
		peer := addrOf(c.RemoteAddr())
		key, ok := l.enter(peer)
		if ok {
			return l.counted(c, key), nil
		}
		if l.watch != nil {
			l.watch(Event{Layer: LayerConns, Refusal: refusalFor(TooManyConns), Client: peer})
		}
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // a reset leaves nothing behind in the kernel
		}
		_ = c.Close() // it was never used
	}
}

// noAddr counts the connections of peers without an address, or exempt: no limit.
const noAddr = 0

func (l *ConnLimiter) enter(peer netip.Addr) (key uint64, ok bool) {
	key = l.keyOf(peer)
	l.mu.Lock()
	defer l.mu.Unlock()
	netKey, hasNet := netOf(key)
	if l.all >= l.total || key != noAddr && l.open[key] >= l.perAddr || hasNet && l.nets[netKey] >= l.perNet {
		l.refused++
		return 0, false
	}
	l.all++
	if key != noAddr {
		l.open[key]++
	}
	if hasNet {
		l.nets[netKey]++
	}
	return key, true
}

func (l *ConnLimiter) leave(key uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if key == noAddr {
		return
	}
	takeOne(l.open, key)
	if netKey, ok := netOf(key); ok {
		takeOne(l.nets, netKey)
	}
}

func takeOne(counts map[uint64]int, key uint64) {
	if counts[key]--; counts[key] == 0 {
		delete(counts, key)
	}
}

// netOf returns the /48 of the /64 that a key stands for; IPv4 has none.
func netOf(key uint64) (uint64, bool) { return key >> 16, key != noAddr && key>>48 != 0xffff }

func (l *ConnLimiter) keyOf(peer netip.Addr) uint64 {
	if l.exempt != nil && l.exempt.find(peer) >= 0 {
		return noAddr
	}
	switch peer = embedded(peer); {
	case peer.Is4():
		return keyOfIPv4(peer)
	case peer.Is6():
		bytes := peer.As16()
		// The network of all zeros is that of ::1 alone.
		return max(1, binary.BigEndian.Uint64(bytes[:8]))
	}
	return noAddr
}

// ConnStats says how a ConnLimiter does.
type ConnStats struct {
	Open    int
	Addrs   int // with a connection
	Refused uint64
}

// Stats is a snapshot.
func (l *ConnLimiter) Stats() ConnStats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return ConnStats{l.all, len(l.open), l.refused}
}

func addrOf(a net.Addr) netip.Addr {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr().Unmap().WithZone("")
	}
	if a == nil {
		return netip.Addr{}
	}
	addr, _ := parseNode(a.String())
	return addr
}

// counted wraps a connection so that closing it gives its place back, once. What
// net/http looks for in a connection has to stay to be found.
func (l *ConnLimiter) counted(c net.Conn, key uint64) net.Conn {
	place := &connPlace{leave: sync.OnceFunc(func() { l.leave(key) })}
	if tcp, ok := c.(*net.TCPConn); ok {
		return &countedTCP{tcp, place}
	}
	return &countedConn{c, place}
}

// A connPlace is what is known of one connection: its place, and for [WatchServer] what
// became of its last header.
type connPlace struct {
	leave  func()
	header headerFate
}

type countedConn struct {
	net.Conn
	place *connPlace
}

func (c *countedConn) fate() *headerFate { return &c.place.header }

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.place.header.read(err)
	return n, err
}

func (c *countedConn) Write(p []byte) (int, error) {
	c.place.header.answered(p)
	return c.Conn.Write(p)
}

func (c *countedConn) Close() error {
	defer c.place.leave()
	return c.Conn.Close()
}

type countedTCP struct {
	*net.TCPConn
	place *connPlace
}

func (c *countedTCP) fate() *headerFate { return &c.place.header }

func (c *countedTCP) Read(p []byte) (int, error) {
	n, err := c.TCPConn.Read(p)
	c.place.header.read(err)
	return n, err
}

func (c *countedTCP) Write(p []byte) (int, error) {
	c.place.header.answered(p)
	return c.TCPConn.Write(p)
}

func (c *countedTCP) Close() error {
	defer c.place.leave()
	return c.TCPConn.Close()
}

var (
	_ io.ReaderFrom                   = (*countedTCP)(nil) // sendfile
	_ interface{ CloseWrite() error } = (*countedTCP)(nil) // an orderly end after an error
)
