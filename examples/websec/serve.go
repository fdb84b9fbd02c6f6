package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"underhood/internal/lessons/websec/attacker"
	"underhood/internal/lessons/websec/bank"
)

var errNotLoopback = errors.New("the bare bank is vulnerable on purpose, so only the loopback addresses of localhost will do, 127.0.0.1 and ::1")

// serve serves both banks and the attacker's page until ctx is done.
func serve(ctx context.Context, host string, stdout io.Writer) (err error) {
	if host != "127.0.0.1" && host != "::1" {
		return fmt.Errorf("-host %q: %w", host, errNotLoopback)
	}
	bare, err := bank.Open(ctx, bank.Defences{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.Close()) }()
	all := bank.AllDefences()
	all.Watch = watch
	protected, err := bank.Open(ctx, all)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, protected.Close()) }()

	listeners, err := listen(ctx, host, host, host)
	if err != nil {
		return err
	}
	urls := []string{"http://" + listeners[0].Addr().String(), "http://" + listeners[1].Addr().String()}
	near := "http://" + listeners[2].Addr().String()
	_, port, err := net.SplitHostPort(listeners[2].Addr().String())
	if err != nil {
		return errors.Join(err, closeAll(listeners))
	}
	theirs := "http://localhost:" + port
	fmt.Fprintf(stdout, "bare      %s\nprotected %s\nattacker  %s\n", urls[0], urls[1], theirs)
	fmt.Fprintln(stdout, "customers ada/analytical bob/builder eve/evil")
	fmt.Fprintln(stdout, "Loopback only, and vulnerable on purpose. Ctrl-C ends it.")

	log := &wire{out: stdout}
	return serveAll(ctx, listeners, []http.Handler{
		log.tap("bare", bare),
		log.tap("protected", protected),
		attacker.Page(theirs, near, attacker.Victim{Name: "bare", URL: urls[0]}, attacker.Victim{Name: "protected", URL: urls[1]}),
	})
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

// serveAll closes the listeners. A server that ends by itself ends all.
func serveAll(ctx context.Context, listeners []net.Listener, handlers []http.Handler) error {
	ended := make(chan error, len(handlers))
	var servers []*http.Server
	for i, h := range handlers {
		server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
		servers = append(servers, server)
		go func() { ended <- server.Serve(listeners[i]) }() // until Close, below
	}
	var failed []error
	running := len(servers)
	select {
	case <-ctx.Done():
	case e := <-ended:
		failed = append(failed, e)
		running--
	}
	for _, server := range servers {
		failed = append(failed, server.Close())
	}
	for range running {
		if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
			failed = append(failed, e)
		}
	}
	return errors.Join(failed...)
}

func closeAll(listeners []net.Listener) (err error) {
	for _, l := range listeners {
		err = errors.Join(err, l.Close())
	}
	return err
}
