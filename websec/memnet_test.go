package websec_test

import (
	"io"
	"net"
	"net/netip"
	"sync"
)

// A memNet is a network in memory, which synctest can run: its listener accepts
// what dial connects. A write waits until it is read, as if no buffer were between.
type memNet struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newMemNet() *memNet { return &memNet{conns: make(chan net.Conn), done: make(chan struct{})} }

func (n *memNet) Accept() (net.Conn, error) {
	select {
	case c := <-n.conns:
		return c, nil
	case <-n.done:
		return nil, net.ErrClosed
	}
}

func (n *memNet) Close() error { n.once.Do(func() { close(n.done) }); return nil }

func (n *memNet) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80} }

// dial connects from an address such as "198.51.100.1:1000", or from none.
func (n *memNet) dial(from string) net.Conn {
	client, server := net.Pipe()
	if from != "" {
		server = memConn{server, net.TCPAddrFromAddrPort(netip.MustParseAddrPort(from))}
	}
	select {
	case n.conns <- server:
		return client
	case <-n.done:
		panic("dial after Close")
	}
}

type memConn struct {
	net.Conn
	peer net.Addr
}

func (c memConn) RemoteAddr() net.Addr { return c.peer }

// drain reads until the other side closes.
func drain(c net.Conn) string {
	all, err := io.ReadAll(c)
	if err != nil {
		return string(all) + " then " + err.Error()
	}
	return string(all)
}
