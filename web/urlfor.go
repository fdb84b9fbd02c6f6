package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// URLFor builds the URL of an endpoint from values, given as pairs of a name and a
// value:
//
//	web.URLFor(ctx, ".note", "id", 7, "page", 2)   // /notes/7?page=2
//
// A leading dot means the blueprint of the request. Values that are no variables
// of the rule become the query, in their order; nil values are left out, slices
// repeated, everything else is written as Python's str does. Four names say more:
//
//	_anchor     what comes behind #
//	_external   true: with scheme and host; so it is outside of a request
//	_scheme     another scheme; the URL is then external
//	_method     of several rules, one with this method
//
// The values go through the functions of [Scaffold.URLDefaults] first, the App's
// before the blueprints'. The error is a [BuildError] if no rule of the endpoint can
// be built from them, a [ValueError] if a value does not fit its variable,
// [ErrArgs], or outside of a request [ErrOutside]. URLFor panics with [ErrNoContext]
// outside of an application context.
func URLFor(ctx context.Context, endpoint string, pairs ...any) (string, error) {
	values, err := NewArgs(pairs...)
	if err != nil {
		return "", err
	}
	anchor, external := values.Delete("_anchor"), values.Delete("_external")
	scheme, method := values.Delete("_scheme"), values.Delete("_method")
	given := external != nil
	if !given {
		external = scheme != nil
	}
	a := Current(ctx)
	c, inRequest := Lookup(ctx)
	var at place
	switch {
	case inRequest:
		at = c.place()
		a = c.app.app
		if strings.HasPrefix(endpoint, ".") {
			endpoint = strings.TrimPrefix(c.Blueprint()+endpoint, ".")
		}
	case a.serverName == "":
		return "", ErrOutside
	default:
		at = place{a.scheme, strings.ToLower(a.serverName), strings.TrimSuffix(a.root, "/")}
		if !given {
			external = true
		}
	}
	if scheme != nil && !truth(external) {
		return "", fmt.Errorf("%w: _scheme is of an external URL", ErrArgs)
	}
	a.addDefaults(ctx, endpoint, values)
	for i := 0; i < len(values.list); {
		if values.list[i].value == nil {
			values.list = slices.Delete(values.list, i, i+1)
		} else {
			i++
		}
	}
	path, err := a.buildPath(c, endpoint, method, values)
	if err != nil {
		failed := new(BuildError)
		if !errors.As(err, &failed) {
			return "", err
		}
		for name, value := range map[string]any{"_anchor": anchor, "_external": external, "_scheme": scheme, "_method": method} {
			values.Set(name, value)
		}
		return a.unbuilt(failed, endpoint, values)
	}
	url := at.script + "/" + strings.TrimLeft(path, "/")
	if truth(external) {
		if scheme != nil {
			at.scheme = webScheme(text(scheme))
		}
		if at.scheme != "" {
			at.scheme += ":"
		}
		url = at.scheme + "//" + at.host + url
	}
	if anchor != nil {
		url += "#" + quotePath.quote(text(anchor))
	}
	return url, nil
}

// webScheme keeps what Werkzeug keeps of a scheme: whether it is a secure one.
func webScheme(scheme string) string {
	switch scheme {
	case "":
		return ""
	case "https", "wss":
		return "https"
	}
	return "http"
}

func (a *App) addDefaults(ctx context.Context, endpoint string, values *Args) {
	for _, h := range a.urlDefaults {
		h.f(ctx, endpoint, values)
	}
	for _, name := range slices.Backward(namesOf(blueprintOf(endpoint))) {
		if s := a.blueprints[name]; s != nil {
			for _, h := range s.urlDefaults {
				h.f(ctx, endpoint, values)
			}
		}
	}
}

func (a *App) buildPath(c *RequestContext, endpoint string, method any, values *Args) (string, error) {
	wanted, anyMethod := "GET", method == nil
	switch {
	case method != nil:
		wanted = text(method)
	case c != nil:
		wanted = c.req.Method
	}
	path, ok, err := a.rules.find(endpoint, wanted, anyMethod, values)
	if err != nil || ok {
		return path, err
	}
	failed := &BuildError{Endpoint: endpoint, Values: values.names()}
	if method != nil {
		failed.Method = wanted
	}
	return "", failed
}

// unbuilt asks the handlers of build errors.
func (a *App) unbuilt(failed *BuildError, endpoint string, values *Args) (string, error) {
	var err error = failed
	for _, h := range a.builders {
		url, next := h(failed, endpoint, values)
		if next == nil {
			return url, nil
		}
		err = next
		if !errors.As(next, &failed) {
			return "", err
		}
	}
	return "", err
}
