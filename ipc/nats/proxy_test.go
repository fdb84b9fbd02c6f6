package nats_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	client "github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
)

// A proxy stands before the server, to do what networks do.
type proxy struct {
	listener net.Listener
	target   string

	mu    sync.Mutex
	down  bool // nobody gets through
	mute  bool // nothing comes back
	conns []net.Conn
	work  sync.WaitGroup
}

// through starts a proxy and returns a connection that goes through it, and comes back
// as soon as it can.
func through(t *testing.T, to string) (*proxy, *client.Conn) {
	t.Helper()
	u := made(url.Parse(to))(t)
	p := &proxy{target: u.Host, listener: made(net.Listen("tcp", "127.0.0.1:0"))(t)}
	u.Host = p.listener.Addr().String()
	p.work.Go(p.accept)
	t.Cleanup(func() {
		require.NoError(t, p.listener.Close())
		p.cut()
		p.work.Wait()
	})
	return p, connect(t, u.String(), client.MaxReconnects(-1), client.ReconnectWait(time.Millisecond), client.ReconnectJitter(0, 0))
}

func (p *proxy) accept() {
	for {
		near, err := p.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = near.Close()
			continue
		}
		p.mu.Lock()
		if p.down {
			_, _ = near.Close(), far.Close()
		} else {
			p.conns = append(p.conns, near, far)
			p.work.Go(func() { p.copy(far, near, func() bool { return false }) })
			p.work.Go(func() { p.copy(near, far, func() bool { p.mu.Lock(); defer p.mu.Unlock(); return p.mute }) })
		}
		p.mu.Unlock()
	}
}

func (p *proxy) copy(to io.WriteCloser, from io.ReadCloser, drop func() bool) {
	defer func() { _, _ = to.Close(), from.Close() }() // one end of it is gone already
	buf := make([]byte, 1<<16)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		if drop() {
			continue
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// silence drops what the server says, until the connection is cut.
func (p *proxy) silence() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mute = true
}

// cut ends the connection; until heal there is no other.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down, p.mute = true, false
	for _, c := range p.conns {
		_ = c.Close() // both ends of it are ours
	}
	p.conns = nil
}

func (p *proxy) heal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = false
}
