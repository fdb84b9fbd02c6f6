package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"

	"underhood/internal/lessons/websec/attacker"
	"underhood/internal/lessons/websec/siege"
	"underhood/internal/lessons/websec/wire"
	"underhood/websec"
)

var errNotLoopback = errors.New("the bare bank is vulnerable on purpose, so only the loopback addresses of localhost will do, 127.0.0.1 and ::1")

// A server is what serve runs: a site, or the attacker's page.
type server interface {
	Serve() error
	Close() error
}

// serve serves both banks and the attacker's page until ctx is done.
func serve(ctx context.Context, host string, stdout io.Writer) (err error) {
	if host != "127.0.0.1" && host != "::1" {
		return fmt.Errorf("-host %q: %w", host, errNotLoopback)
	}
	ctx, stop := context.WithCancel(ctx)
	listeners, err := listen(ctx, host, host, host)
	if err != nil {
		stop()
		return err
	}
	defer func() { err = errors.Join(err, closeAll(listeners)) }()
	out := &printer{out: stdout}
	log := wire.NewLog(keptCrossings)
	crossed := func(c wire.Crossing) {
		log.Add(c)
		if client, err := netip.ParseAddr(c.Client); err != nil || !siege.IsOurs(client) {
			out.print(c.String()) // a flood would be all there is to read
		}
	}
	failed := func(err error) { out.print(fmt.Sprintf("protected only you are told: %q", err)) }
	limits := siege.DefaultLimits()
	urls, near, theirs := addresses(listeners)
	var sites []*siege.Site
	for i, setup := range []siege.Setup{{Name: "bare"}, {Name: "protected", Limits: &limits}} {
		setup.Room, setup.Crossed, setup.Failed = siege.Rooms, crossed, failed
		setup.Around = func(h http.Handler) http.Handler { return onlyHosts(h, listeners[i].Addr().String()) }
		site, err := siege.Open(ctx, listeners[i], setup)
		if err != nil {
			stop()
			return errors.Join(err, closeSites(sites))
		}
		sites = append(sites, site)
	}
	desk := &desk{ctx: ctx, sites: sites, limits: limits, log: log, told: out.print}
	page, err := attackersServer(listeners[2], desk, near, theirs, urls)
	if err != nil {
		stop()
		return errors.Join(err, closeSites(sites))
	}
	out.print(fmt.Sprintf("bare      %s\nprotected %s\nattacker  %s", urls[0], urls[1], theirs))
	out.print("customers ada/analytical bob/builder eve/evil")
	out.print("Loopback only, and vulnerable on purpose. Ctrl-C ends it.")
	err = serveAll(ctx, stop, sites[0], sites[1], page)
	desk.running.Wait()
	return err
}

// addresses are the banks' by number, and the attacker's by number and by name.
func addresses(listeners []net.Listener) (urls []string, near, theirs string) {
	for _, l := range listeners {
		urls = append(urls, "http://"+l.Addr().String())
	}
	_, port, _ := net.SplitHostPort(listeners[2].Addr().String()) // a listener's address has a port
	return urls[:2], urls[2], "http://localhost:" + port
}

type pageServer struct {
	*http.Server
	listener net.Listener
}

func (s pageServer) Serve() error { return s.Server.Serve(s.listener) }

// attackersServer has the attacker's page, and the desk from which the banks are besieged
// and watched.
func attackersServer(l net.Listener, d *desk, near, theirs string, urls []string) (server, error) {
	protect, err := websec.Protect()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", attacker.Page(theirs, near, attacker.Victim{Name: "bare", URL: urls[0]}, attacker.Victim{Name: "protected", URL: urls[1]}))
	mux.Handle("/live/", protect(http.StripPrefix("/live", d.handler())))
	s, err := websec.NewServer(onlyHosts(mux, near[len("http://"):], theirs[len("http://"):]))
	return pageServer{s, l}, err
}

func listen(ctx context.Context, hosts ...string) (listeners []net.Listener, err error) {
	for _, host := range hosts {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
		if err != nil {
			return nil, errors.Join(err, closeAll(listeners))
		}
		listeners = append(listeners, l)
	}
	return listeners, nil
}

// serveAll closes the servers, and stops the attacks before. A server that ends by itself
// ends all.
func serveAll(ctx context.Context, stop func(), servers ...server) error {
	ended := make(chan error, len(servers))
	for _, s := range servers {
		go func() { ended <- s.Serve() }() // until Close, below
	}
	var failed []error
	running := len(servers)
	select {
	case <-ctx.Done():
	case e := <-ended:
		failed = append(failed, e)
		running--
	}
	stop()
	for _, s := range servers {
		failed = append(failed, s.Close())
	}
	for range running {
		if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
			failed = append(failed, e)
		}
	}
	return errors.Join(failed...)
}

func closeSites(sites []*siege.Site) (err error) {
	for _, s := range sites {
		err = errors.Join(err, s.Close())
	}
	return err
}

// closeAll closes what a server has not closed already.
func closeAll(listeners []net.Listener) (err error) {
	for _, l := range listeners {
		if e := l.Close(); !errors.Is(e, net.ErrClosed) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// A printer writes whole lines, from any goroutine.
type printer struct {
	mu  sync.Mutex
	out io.Writer
}

func (p *printer) print(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintln(p.out, line)
}
