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
	"time"

	"underhood/examples/websec/site"
	"underhood/websec"
)

var errNotLoopback = errors.New("the bare site is vulnerable on purpose, so only a loopback address will do")

// serve serves all three until ctx is done.
func serve(ctx context.Context, host string, stdout io.Writer) (err error) {
	addr, err := netip.ParseAddr(host)
	if err != nil || !addr.IsLoopback() {
		return fmt.Errorf("-host %q: %w", host, errNotLoopback)
	}
	var mu sync.Mutex // of stdout
	bare, err := site.Bare(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.Close()) }()
	protected, err := site.Protected(ctx, func(e websec.Event) {
		if e.Refusal == nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(stdout, "%s %q refused by layer %s: %s\n", e.Request.Method, e.Request.URL.Path, e.Layer, e.Refusal.Reason)
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, protected.Close()) }()

	var listeners []net.Listener
	for range 3 {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
		if err != nil {
			return errors.Join(err, closeAll(listeners))
		}
		listeners = append(listeners, l)
	}
	urls := []string{"http://" + listeners[0].Addr().String(), "http://" + listeners[1].Addr().String()}
	_, port, err := net.SplitHostPort(listeners[2].Addr().String())
	if err != nil {
		return errors.Join(err, closeAll(listeners))
	}
	theirs := "http://localhost:" + port
	mu.Lock()
	fmt.Fprintf(stdout, "bare      %s\nprotected %s\nattacker  %s\n", urls[0], urls[1], theirs)
	fmt.Fprintln(stdout, "Log in as ada, password engine. Loopback only, and vulnerable on purpose. Ctrl-C ends it.")
	mu.Unlock()

	handlers := []http.Handler{bare, protected, site.Attacker(theirs, urls)}
	ended := make(chan error, len(handlers))
	var servers []*http.Server
	for i, h := range handlers {
		server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
		servers = append(servers, server)
		go func() { ended <- server.Serve(listeners[i]) }() // until Close, below
	}
	var failed []error
	running := len(servers)
	select {
	case <-ctx.Done():
	case e := <-ended: // one that ends by itself ends all
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
