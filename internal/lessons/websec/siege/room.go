package siege

import (
	"net"
	"sync"
)

// room is a listener whose process may have so many connections open, as a limit of open
// files has it: further ones wait in the kernel until others are closed. It is what a
// slow client is after. Both sites have the same.
type room struct {
	net.Listener
	free   chan struct{}
	closed chan struct{}
	once   sync.Once
}

func newRoom(l net.Listener, most int) *room {
	return &room{Listener: l, free: make(chan struct{}, most), closed: make(chan struct{})}
}

func (r *room) Accept() (net.Conn, error) {
	select {
	case r.free <- struct{}{}:
	case <-r.closed:
		return nil, net.ErrClosed
	}
	c, err := r.Listener.Accept()
	if err != nil {
		<-r.free
		return nil, err
	}
	leave := sync.OnceFunc(func() { <-r.free })
	if tcp, ok := c.(*net.TCPConn); ok {
		return &roomTCP{tcp, leave}, nil
	}
	return &roomConn{c, leave}, nil
}

func (r *room) Close() error {
	r.once.Do(func() { close(r.closed) })
	return r.Listener.Close()
}

type roomConn struct {
	net.Conn
	leave func()
}

func (c *roomConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}

// A roomTCP has what net/http looks for in a connection.
type roomTCP struct {
	*net.TCPConn
	leave func()
}

func (c *roomTCP) Close() error {
	defer c.leave()
	return c.TCPConn.Close()
}
