package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"underhood/examples/web/site"
)

// How long clients may take, and how long the last requests have when all is to end.
const (
	readHeader = 5 * time.Second
	readAll    = 20 * time.Second
	idle       = time.Minute
	farewell   = 5 * time.Second
	sweepEvery = 5 * time.Minute
)

// serve serves the real application until ctx is done, and returns the exit status.
func serve(ctx context.Context, o own, stdout, stderr io.Writer) int {
	if err := serveSite(ctx, o, stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "%s: %s\n", app.Name, err)
		return 1
	}
	return 0
}

func serveSite(ctx context.Context, o own, stdout, stderr io.Writer) (err error) {
	log := slog.New(slog.NewTextHandler(stderr, nil))
	s, err := site.Open(ctx, site.Config{Path: o.db, Rounds: o.rounds, Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", o.addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "http://%s\n", l.Addr())
	for _, a := range site.Accounts() {
		fmt.Fprintf(stdout, "  %s, password %q%s\n", a.Name, a.Password, map[bool]string{true: ", an administrator"}[a.Admin])
	}
	if o.db == "" {
		fmt.Fprintln(stdout, "The database is in memory, and gone when this ends.")
	}
	fmt.Fprintln(stdout, "Everybody knows these passwords: do not let others in. Ctrl-C ends it.")

	server := &http.Server{
		Handler: s, ReadHeaderTimeout: readHeader, ReadTimeout: readAll, IdleTimeout: idle,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }() // until Shutdown, below
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case <-tick.C:
			if _, err := s.Sweep(ctx); err != nil {
				log.Error("sessions that expired are still there", "error", err)
			}
		case <-ctx.Done():
			// The requests that are there may end; ctx, which is over, is not theirs.
			last, stop := context.WithTimeout(context.WithoutCancel(ctx), farewell)
			defer stop()
			err := server.Shutdown(last)
			if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
				err = errors.Join(err, served)
			}
			return err
		}
	}
}
