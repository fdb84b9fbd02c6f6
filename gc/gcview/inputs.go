package gcview

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// inputError is a mistake in the address.
type inputError struct{ err error }

func (e *inputError) Error() string { return e.err.Error() }
func (e *inputError) Unwrap() error { return e.err }

// inputsOf are the parameters of an address. One that the page does not take, or that
// comes twice, is refused: to ignore it would answer another question.
func inputsOf(r *http.Request, takes ...string) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &inputError{fmt.Errorf("gcview: what follows the ? cannot be read: %w", err)}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch {
		case !slices.Contains(takes, name):
			return nil, &inputError{fmt.Errorf("gcview: %s takes no %q", r.URL.Path, short(name))}
		case len(values[name]) > 1:
			return nil, &inputError{fmt.Errorf("gcview: %q comes twice", name)}
		}
	}
	return values, nil
}

// mostEvery is how many seconds a page may wait before it asks again.
const mostEvery = 3600

// everyOf reads the seconds until the browser asks again; 0 for never.
func everyOf(values url.Values) (int, error) {
	s := values.Get("every")
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > mostEvery {
		return 0, &inputError{fmt.Errorf("gcview: every=%q is no number of seconds from 0 to %d", short(s), mostEvery)}
	}
	return n, nil
}
