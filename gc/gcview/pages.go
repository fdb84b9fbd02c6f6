package gcview

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"underhood/gc"
)

//go:embed page
var files embed.FS

// page is what every template gets.
type page struct {
	Title, Here string
	Nonce       string
	Every       int // seconds until the browser asks again; 0 for never
	Data        any
}

// ServeHTTP answers GET and HEAD of "/", "/object", "/retained", "/events", each with
// ".json" after its name ("/overview.json") too, and "/stream". "/object" takes a ref,
// "/stream" the number of an event to begin from, a page the seconds after which it asks
// again (every); any other parameter is a 400, as is a value that is none. Mount it where you
// like with [http.StripPrefix]: its links are relative, so the address must end in "/".
func (v *View) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	v.pages.ServeHTTP(w, r)
}

func (v *View) routes() http.Handler {
	mux := http.NewServeMux()
	pair := func(name, address string, takes []string, get func(context.Context, url.Values) (any, error)) {
		ofPage := append(slices.Clip(takes), "every")
		mux.HandleFunc("GET "+address, func(w http.ResponseWriter, r *http.Request) {
			v.html(w, name, func() (int, any, error) {
				values, err := inputsOf(r, ofPage...)
				if err != nil {
					return 0, nil, err
				}
				every, err := everyOf(values)
				if err != nil {
					return 0, nil, err
				}
				data, err := get(r.Context(), values)
				return every, data, err
			})
		})
		mux.HandleFunc("GET /"+name+".json", func(w http.ResponseWriter, r *http.Request) {
			v.json(w, func() (any, error) {
				values, err := inputsOf(r, takes...)
				if err != nil {
					return nil, err
				}
				return get(r.Context(), values)
			})
		})
	}
	pair("overview", "/{$}", nil, func(ctx context.Context, _ url.Values) (any, error) {
		return ask(ctx, v, "overview", look)
	})
	pair("object", "/object", []string{"ref"}, func(ctx context.Context, values url.Values) (any, error) {
		x, err := refOf(values.Get("ref"))
		if err != nil {
			return nil, &inputError{err}
		}
		return ask(ctx, v, "object "+x.String(), func(h *gc.Heap) (*neighbourhood, error) { return around(h, x) })
	})
	pair("retained", "/retained", nil, func(ctx context.Context, _ url.Values) (any, error) {
		return ask(ctx, v, "retained", heaviest)
	})
	pair("events", "/events", nil, func(context.Context, url.Values) (any, error) {
		if v.isClosed() {
			return nil, ErrClosed
		}
		return v.events.since(0), nil
	})
	mux.HandleFunc("GET /stream", v.stream)
	return mux
}

// status is the HTTP status of an error.
func status(err error) int {
	var input *inputError
	switch {
	case errors.As(err, &input):
		return http.StatusBadRequest
	case errors.Is(err, gc.ErrStale):
		return http.StatusNotFound
	case errors.Is(err, gc.ErrClosed), errors.Is(err, gc.ErrAbandoned):
		return http.StatusGone
	case errors.Is(err, ErrSilent), errors.Is(err, ErrCrowded), errors.Is(err, ErrDetached), errors.Is(err, ErrClosed),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func (v *View) html(w http.ResponseWriter, name string, get func() (every int, data any, err error)) {
	every, data, err := get()
	p := page{Here: name, Title: name, Nonce: v.nonce(), Every: every}
	code := http.StatusOK
	if err != nil {
		p.Title, name, data, code = "no answer", "error", problem{err, status(err)}, status(err)
	}
	if n, ok := data.(*neighbourhood); ok {
		svg, err := n.picture(p.Nonce)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		p.Title, data = n.Object.title(), struct {
			*neighbourhood
			SVG template.HTML
		}{n, svg}
	}
	p.Data = data
	var b bytes.Buffer
	if err := templates[name].Execute(&b, p); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'nonce-"+p.Nonce+"'; script-src 'nonce-"+p.Nonce+
		"'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	write(w, code, b.Bytes())
}

func (v *View) json(w http.ResponseWriter, get func() (any, error)) {
	data, err := get()
	code := http.StatusOK
	if err != nil {
		data, code = map[string]string{"error": err.Error()}, status(err)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	if err := enc.Encode(data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	write(w, code, b.Bytes())
}

func write(w http.ResponseWriter, code int, body []byte) {
	if code == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	_, _ = w.Write(body) // a browser that has gone needs no answer
}

// problem is an error for the error page.
type problem struct {
	Err    error
	Status int
}

// Advice is what to do about it.
func (p problem) Advice() string {
	switch {
	case errors.Is(p.Err, ErrSilent):
		return "Only the goroutine that owns the heap may look at it. It answers when a collection ends, at View.Poll or in View.Stay. " +
			"It is busy, blocked or at its end, or it looked a moment ago and rests. Try again; if that does not help, have it call Poll more often."
	case errors.Is(p.Err, ErrDetached):
		return "The program has not called View.Attach yet."
	case errors.Is(p.Err, ErrCrowded):
		return "The owner of the heap is slower than those who ask. Try again."
	case errors.Is(p.Err, gc.ErrStale):
		return "The object is no longer there. The overview has names that lead to those that are."
	case errors.Is(p.Err, gc.ErrClosed), errors.Is(p.Err, gc.ErrAbandoned), errors.Is(p.Err, ErrClosed):
		return "There is nothing to look at any more."
	}
	return ""
}

// templates are the pages, each within the frame.
var templates = func() map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, name := range []string{"overview", "object", "retained", "events", "error"} {
		t := template.New("frame.html").Funcs(template.FuncMap{
			"part":  part,
			"bytes": inBytes,
			"num":   grouped,
			"dur":   inTime,
			"style": func() (template.CSS, error) { s, err := files.ReadFile("page/style.css"); return template.CSS(s), err },
		})
		all[name] = template.Must(t.ParseFS(files, "page/frame.html", "page/"+name+".html"))
	}
	return all
}()
