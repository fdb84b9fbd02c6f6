package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// An HTTPError is an error that is an answer: werkzeug.exceptions.HTTPException.
// A view returns one, mostly from [Abort], and the error handlers of its code are
// asked; without one it is answered by a page of its own.
type HTTPError struct {
	// Code is the status. An HTTPError with code 0 reaches no handler and is
	// answered with status 200, as the class HTTPException itself is in Flask.
	Code int
	// Description is text, no HTML; "" is what Werkzeug says of the code.
	Description string
	// Header is added to the answer; nil adds nothing.
	Header http.Header
	// Original is the error that became this 500, nil if the 500 was asked for.
	Original error

	location string // of a redirect made by routing
}

// Abort returns an *[HTTPError] of a code, or an error that is [ErrBadCode] if no
// HTTP error has it: 400 to 406, 408 to 418, 422 to 424, 428, 429, 431, 451, 500 to
// 505.
func Abort(code int) error {
	if _, ok := codes[code]; !ok {
		return fmt.Errorf("%w: %d", ErrBadCode, code)
	}
	return &HTTPError{Code: code}
}

// Error is the code, its name and the description.
func (e *HTTPError) Error() string {
	s := "web: " + strconv.Itoa(e.Code) + " " + e.name() + ": " + e.description()
	if e.Original != nil {
		s += ": " + e.Original.Error()
	}
	return s
}

// Unwrap returns Original. The lookup of error handlers does not follow it.
func (e *HTTPError) Unwrap() error { return e.Original }

func (e *HTTPError) name() string {
	if c, ok := codes[e.Code]; ok {
		return c.name
	}
	if name := http.StatusText(e.Code); name != "" {
		return name
	}
	return "Unknown Error"
}

func (e *HTTPError) description() string {
	if e.Description != "" {
		return e.Description
	}
	return codes[e.Code].description
}

// ServeHTTP answers with the page Werkzeug has for the error. The status is 500 if Code
// is none that HTTP has.
func (e *HTTPError) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h["Content-Type"] = htmlType
	for name, values := range e.Header {
		h[name] = slices.Concat(h[name], values)
	}
	if e.location != "" {
		h.Set("Location", e.location)
		w.WriteHeader(e.Code)
		url := escapeHTML.Replace(e.location)
		fmt.Fprintf(w, redirectPage, url, url)
		return
	}
	code, status := strconv.Itoa(e.Code), e.Code
	switch {
	case e.Code == 0:
		code, status = "None", http.StatusOK
	case !validStatus(e.Code):
		status = http.StatusInternalServerError
	}
	name := escapeHTML.Replace(e.name())
	text := strings.ReplaceAll(escapeHTML.Replace(e.description()), "\n", "<br>")
	w.WriteHeader(status)
	fmt.Fprintf(w, errorPage, code, name, name, text)
}

const (
	errorPage = "<!doctype html>\n<html lang=en>\n<title>%s %s</title>\n<h1>%s</h1>\n<p>%s</p>\n"

	redirectPage = "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n" +
		"<p>You should be redirected automatically to the target URL: <a href=\"%s\">%s</a>. If not, click the link.\n"
)
