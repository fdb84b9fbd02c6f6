package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"underhood/gc"
	"underhood/gc/gcview"
	"underhood/internal/show"
)

// serveAt serves a heap at work until the user has seen enough.
func serveAt(ctx context.Context, choice show.Choice) error {
	address := choice.Options["serve"]
	if err := onLoopback(address); err != nil {
		return &show.InputError{File: "-serve", Err: err}
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return &show.InputError{File: "-serve", Err: err}
	}
	return serve(ctx, listener, choice.Seed, os.Stderr)
}

// onLoopback refuses addresses that others can reach: the pages ask for no password.
func onLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if !loopback(host) {
		return fmt.Errorf("%q is not this machine alone, as 127.0.0.1 and localhost are", host)
	}
	return nil
}

func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// serve shows the heap of a village at the listener, which it closes, until ctx is
// done, whose error it returns.
func serve(ctx context.Context, listener net.Listener, seed uint64, say io.Writer) error {
	view := gcview.New()
	begin := time.Now()
	h := gc.New(gc.WithHook(view.Record), gc.WithPauses(func() time.Duration { return time.Since(begin) }))
	if err := errors.Join(h.SetThreshold(100, 5, 5), view.Attach(h)); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: ownHostOnly(view), ReadHeaderTimeout: 5 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	fmt.Fprintf(say, "http://%s/ shows the heap while it works; ^C ends it\n", listener.Addr())
	err := live(ctx, newVillage(h, seed), view)
	// Streams end with the view, so that the server has nothing to wait for.
	err = errors.Join(err, view.Close(), server.Close())
	if ended := <-served; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}

// live lets a day pass every 50 milliseconds, and others look in between.
func live(ctx context.Context, v *village, view *gcview.View) error {
	day := time.NewTicker(50 * time.Millisecond)
	defer day.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-day.C:
			if err := v.day(); err != nil {
				return err
			}
			view.Poll()
		}
	}
}

// ownHostOnly answers only who asked for this machine by its own name: a page from
// elsewhere whose name leads to 127.0.0.1 (DNS rebinding) gets nothing.
func ownHostOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if !loopback(host) {
			http.Error(w, "ask for 127.0.0.1 or localhost", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
