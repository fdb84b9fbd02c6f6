package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"underhood/examples/web/site"
	lesson "underhood/internal/lessons/web"
	"underhood/internal/show"
)

// own are the flags that only this example has.
type own struct {
	serve    bool
	addr, db string
	as       string
	requests []string
	rounds   int // of hashing a password when serving; 0 is as many as there should be
}

// parse takes the example's own flags out of args.
func parse(args []string) (own, []string, error) {
	o := own{addr: "127.0.0.1:8000"}
	var rest []string
	set := map[string]bool{}
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		if !strings.HasPrefix(args[i], "-") || name != "serve" && name != "addr" && name != "db" && name != "as" && name != "request" {
			rest = append(rest, args[i])
			continue
		}
		set[name] = true
		if name == "serve" {
			o.serve = true
			continue
		}
		if !joined {
			if i++; i == len(args) {
				return o, nil, fmt.Errorf("-%s needs a value", name)
			}
			value = args[i]
		}
		switch name {
		case "addr":
			o.addr = value
		case "db":
			o.db = value
		case "as":
			o.as = value
		case "request":
			o.requests = append(o.requests, value)
		}
	}
	switch {
	case o.serve && (len(rest) > 0 || set["as"] || set["request"]):
		return o, nil, errors.New("-serve only goes with -addr and -db")
	case !o.serve && (set["addr"] || set["db"]):
		return o, nil, errors.New("-addr and -db go with -serve")
	case set["as"] && !set["request"]:
		return o, nil, errors.New("-as goes with -request")
	}
	return o, rest, o.known()
}

// known reports a name that -as does not know.
func (o own) known() error {
	if o.as == "" || len(o.login()) > 0 {
		return nil
	}
	var names []string
	for _, a := range site.Accounts() {
		names = append(names, a.Name)
	}
	return fmt.Errorf("-as %s: the accounts are %s", o.as, strings.Join(names, ", "))
}

// login is the request that logs in, none when nobody is to be.
func (o own) login() []string {
	for _, a := range site.Accounts() {
		if a.Name == o.as {
			form := url.Values{"name": {a.Name}, "password": {a.Password}}
			return []string{"POST /accounts/login " + form.Encode()}
		}
	}
	return nil
}

// app is the stage's description: with -request, that of the real application.
func (o own) app(a show.App) show.App {
	if len(o.requests) == 0 {
		return a
	}
	line := strings.Join(o.requests, ", ")
	a.Scenarios = []show.Scenario{{Name: "request", About: line}}
	a.Program = ""
	a.Tape = func(ctx context.Context, _ show.Choice) (show.Tape, error) {
		return lesson.Visit(ctx, "web: "+line, lesson.Application{
			Open: func(w lesson.Watcher) (lesson.Opened, error) {
				return site.Open(ctx, site.Config{Watch: w.Event, Store: w.Store, Rounds: fewRounds, Now: noon, Log: quiet()})
			},
			Source: site.Source,
		}, o.login(), o.requests)
	}
	return a
}

// fewRounds hash the passwords of a run that is over in a moment; it has no secrets.
const fewRounds = 1000

// noon is when everything happens, so that a run is the same each time.
func noon() time.Time { return time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC) }

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
