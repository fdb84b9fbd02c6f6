package lesson

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"

	"underhood/concurrency"
)

// A call is what a worker says when it has begun a task.
type call struct {
	Task string
	Pid  int
}

// An order is a task for a worker, and where to call.
type order struct{ Task, Address string }

// obeys calls whoever leads the pool, waits to be let go on, and does its task.
var obeys = concurrency.Register("lesson/concurrency/pool", func(ctx context.Context, o order) (string, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", o.Address)
	if err != nil {
		return "", err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer func() { _ = conn.Close() }()
	if err := json.NewEncoder(conn).Encode(call{o.Task, os.Getpid()}); err != nil {
		return "", err
	}
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		return "", fmt.Errorf("nobody lets %s go on: %w", o.Task, err)
	}
	return strings.ToUpper(o.Task), nil
})

// A gate is where workers call. Its goroutines end with close.
type gate struct {
	listener net.Listener
	callers  chan caller
	over     chan struct{}
	group    sync.WaitGroup
}

// A caller is a worker at the gate.
type caller struct {
	call
	conn net.Conn
}

// openGate listens on this machine alone.
func openGate(ctx context.Context) (*gate, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	g := &gate{listener: listener, callers: make(chan caller), over: make(chan struct{})}
	g.group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // close has been called
			}
			g.group.Go(func() { g.hear(conn) })
		}
	})
	return g, nil
}

// hear hands a caller on, or hangs up on who is none.
func (g *gate) hear(conn net.Conn) {
	stop := make(chan struct{})
	defer close(stop)
	g.group.Go(func() {
		select {
		case <-g.over: // or the decoder would wait for somebody who says nothing
			_ = conn.Close()
		case <-stop:
		}
	})
	c := caller{conn: conn}
	if err := json.NewDecoder(conn).Decode(&c.call); err != nil {
		_ = conn.Close()
		return
	}
	select {
	case g.callers <- c:
	case <-g.over:
		_ = conn.Close()
	}
}

// close hangs up on all who have not been handed on, and waits until nobody is left.
func (g *gate) close() {
	close(g.over)
	_ = g.listener.Close() // it serves nobody else
	g.group.Wait()
}
