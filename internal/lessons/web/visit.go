package lesson

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"underhood/internal/show"
	"underhood/web"
)

// A Watcher is what an application written in Go is opened with, so that it is seen at
// work.
type Watcher struct {
	Event func(web.Event)           // for [web.Watch]
	Store func(web.Store) web.Store // to be put around the store of sessions
}

// An Application is one written in Go, to be visited.
type Application struct {
	// Open makes it. Close ends it.
	Open func(Watcher) (Opened, error)
	// Source is the text of the file of a package that has its functions, "" if there is
	// none; the packages of views are named as their blueprints are. It may be nil.
	Source func(pkg string) string
}

// Opened is an application at work.
type Opened interface {
	http.Handler
	Close() error
}

// Visit opens an application, sends it requests as one browser would, and returns the
// run, ready to be watched. A request is a line such as "POST /notes/ title=tea": method,
// path, and a form; the method may be missing. Those of before are sent too, unseen.
func Visit(ctx context.Context, title string, of Application, before, lines []string) (_ show.Tape, err error) {
	var requests []*http.Request
	for _, line := range append(append([]string{}, before...), lines...) {
		r, err := readRequest(ctx, line)
		if err != nil {
			return nil, &show.InputError{Err: fmt.Errorf("request %q: %w", line, err)}
		}
		requests = append(requests, r)
	}
	rec := &recorder{source: of.Source}
	app, err := of.Open(Watcher{rec.event, rec.keep})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	var jar jar
	for i, r := range requests {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if i == len(before) {
			rec.beats = nil
		}
		if line := jar.line(); line != "" {
			r.Header.Set("Cookie", line)
		}
		w := httptest.NewRecorder()
		rec.begin(r)
		rec.watch(w)
		if _, err := serve(app, w, r); err != nil { // what escapes is told in the run
			return nil, &show.InputError{Err: fmt.Errorf("request %q: %w", r.Method+" "+r.RequestURI, err)}
		}
		rec.answered(w)
		jar.keep(r.Host, w.Header()["Set-Cookie"], time.Time{})
	}
	rec.add(Beat{Kind: beatEnd})
	return show.NewTape(story(title), rec.beats), nil
}

// readRequest makes a request of a line.
func readRequest(ctx context.Context, line string) (*http.Request, error) {
	method, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	if strings.HasPrefix(method, "/") {
		method, rest = http.MethodGet, strings.TrimSpace(line)
	}
	path, form, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if !strings.HasPrefix(path, "/") {
		return nil, errors.New(`it is a method, a path and perhaps a form, such as "POST /notes/ title=tea"`)
	}
	target, err := url.ParseRequestURI(path)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, strings.ToUpper(method), target.RequestURI(), strings.NewReader(strings.TrimSpace(form)))
	if err != nil {
		return nil, err
	}
	r.Host, r.RequestURI = "localhost", target.RequestURI()
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r, nil
}
