package web

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
)

// An ErrorHandler answers for an error: it writes a response, or returns err as it
// is to let an [HTTPError] answer for itself. Any other error it returns has
// escaped, also another HTTPError: that is then a 500, as in Flask.
type ErrorHandler func(w http.ResponseWriter, r *http.Request, err error) error

// errorHandlers are those of one App or blueprint. Flask keeps them by code and by
// class. Here the classes of an error are what its chain says: the error itself is
// the most specific, what it wraps is more general, and any error is the most
// general.
type errorHandlers struct {
	byCode map[int]hook[ErrorHandler]
	byIs   map[error]hook[ErrorHandler]
	byType map[reflect.Type]hook[ErrorHandler]
	faces  []reflect.Type // interfaces of byType, in order
	any    hook[ErrorHandler]
}

func (h *errorHandlers) empty() bool {
	return h.byCode == nil && h.byIs == nil && h.byType == nil && h.any.f == nil
}

func put[K comparable](m *map[K]hook[ErrorHandler], key K, h hook[ErrorHandler]) {
	if *m == nil {
		*m = map[K]hook[ErrorHandler]{}
	}
	(*m)[key] = h
}

func (h *errorHandlers) code(code int, f ErrorHandler) error {
	if _, ok := codes[code]; !ok {
		return fmt.Errorf("%w: %d", ErrBadCode, code)
	}
	put(&h.byCode, code, newHook(f))
	return nil
}

func (h *errorHandlers) is(target error, f ErrorHandler) error {
	if target == nil || !reflect.TypeOf(target).Comparable() {
		return fmt.Errorf("%w: a handler is registered for an error that can be compared", ErrBadOption)
	}
	put(&h.byIs, target, newHook(f))
	return nil
}

var anyError = reflect.TypeFor[error]()

func (h *errorHandlers) as(t reflect.Type, f ErrorHandler) {
	switch {
	case t == anyError:
		h.any = newHook(f)
		return
	case t.Kind() == reflect.Interface:
		if _, known := h.byType[t]; !known {
			h.faces = append(h.faces, t)
		}
	}
	put(&h.byType, t, newHook(f))
}

// find walks the classes of err, most specific first.
func (h *errorHandlers) find(err error) (hook[ErrorHandler], bool) {
	if h.byIs != nil || h.byType != nil {
		if f, ok := h.walk(err); ok {
			return f, true
		}
	}
	return h.any, h.any.f != nil
}

func (h *errorHandlers) walk(err error) (hook[ErrorHandler], bool) {
	for err != nil {
		t := reflect.TypeOf(err)
		if reflect.ValueOf(err).Comparable() {
			if f, ok := h.byIs[err]; ok {
				return f, true
			}
		}
		if f, ok := h.byType[t]; ok {
			return f, true
		}
		for _, face := range h.faces {
			if t.Implements(face) {
				return h.byType[face], true
			}
		}
		if _, stop := err.(*HTTPError); stop {
			break // Original is not what it is
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, err := range many.Unwrap() {
				if f, ok := h.walk(err); ok {
					return f, true
				}
			}
			break
		}
		err = errors.Unwrap(err)
	}
	return hook[ErrorHandler]{}, false
}

// asHTTP returns the HTTPError err is or wraps, nil if there is none.
func asHTTP(err error) *HTTPError {
	if e, ok := err.(*HTTPError); ok { //nolint:errorlint // the common case first
		return e
	}
	e := new(HTTPError)
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// lookup is Flask's _find_error_handler: by code in each scope from the innermost
// out, then by class in each. So a handler of the App for 404 comes before one of
// a blueprint for any HTTPError.
func lookup(scopes []*errorHandlers, err error) (hook[ErrorHandler], bool) {
	if e := asHTTP(err); e != nil && e.Code != 0 {
		for _, s := range scopes {
			if f, ok := s.byCode[e.Code]; ok {
				return f, true
			}
		}
	}
	for _, s := range scopes {
		if f, ok := s.find(err); ok {
			return f, true
		}
	}
	return hook[ErrorHandler]{}, false
}
