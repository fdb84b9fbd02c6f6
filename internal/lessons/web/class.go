package lesson

import (
	"errors"
	"fmt"
	"strconv"

	"underhood/web"
)

// A class is a Python class of exceptions. It is an error so that it can stand in
// the chain of the errors raised from it: from the class to its bases.
type class struct {
	name string
	base *class // nil below Exception
	http bool   // HTTPException, or a class below it
}

// Error is the name.
func (c *class) Error() string { return c.name }

// Unwrap is the base.
func (c *class) Unwrap() error {
	if c.base == nil {
		return nil
	}
	return c.base
}

// raised is an exception.
type raised struct {
	class   *class
	message string
	http    *web.HTTPError // what it is as an answer
}

// Error is str(e).
func (r *raised) Error() string {
	if r.http != nil {
		return fmt.Sprintf("None Unknown Error: %s", r.message)
	}
	return r.message
}

// Unwrap is the class, or what answers for it.
func (r *raised) Unwrap() error {
	if r.http != nil {
		return r.http
	}
	return r.class
}

func builtins() map[string]*class {
	m := map[string]*class{}
	for _, name := range []string{"Exception", "HTTPException", "ValueError", "KeyError", "ZeroDivisionError"} {
		m[name] = &class{name: name, http: name == "HTTPException"}
	}
	return m
}

// Errors of Python that a program can run into besides those it raises.
var (
	errKey       = &class{name: "KeyError"}
	errType      = &class{name: "TypeError"}
	errAttribute = &class{name: "AttributeError"}
)

// werkzeug are the class names of HTTP errors.
var werkzeug = map[int]string{
	0: "HTTPException", 308: "RequestRedirect",
	400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed",
	406: "NotAcceptable", 408: "RequestTimeout", 409: "Conflict", 410: "Gone", 411: "LengthRequired",
	412: "PreconditionFailed", 413: "RequestEntityTooLarge", 414: "RequestURITooLarge",
	415: "UnsupportedMediaType", 416: "RequestedRangeNotSatisfiable", 417: "ExpectationFailed",
	418: "ImATeapot", 422: "UnprocessableEntity", 423: "Locked", 424: "FailedDependency",
	428: "PreconditionRequired", 429: "TooManyRequests", 431: "RequestHeaderFieldsTooLarge",
	451: "UnavailableForLegalReasons", 500: "InternalServerError", 501: "NotImplemented", 502: "BadGateway",
	503: "ServiceUnavailable", 504: "GatewayTimeout", 505: "HTTPVersionNotSupported",
}

// names are the classes of errors of the package, first match first.
var names = []struct {
	err  error
	name string
}{
	{web.ErrNoResponse, "TypeError"},
	{web.ErrNoSessions, "RuntimeError"},
	{web.ErrOutside, "RuntimeError"},
	{web.ErrNoContext, "RuntimeError"},
	{web.ErrDuplicateVariable, "SyntaxError"},
	{web.ErrUnknownConverter, "LookupError"},
	{strconv.ErrSyntax, "ValueError"},
	{web.ErrBadConverter, "TypeError"},
	{web.ErrDuplicateEndpoint, "AssertionError"},
	{web.ErrBadRule, "ValueError"},
	{web.ErrBadCode, "ValueError"},
	{web.ErrBadPrefix, "ValueError"},
	{web.ErrBadName, "ValueError"},
	{web.ErrDuplicateName, "ValueError"},
	{web.ErrCycle, "ValueError"},
	{web.ErrArgs, "ValueError"},
	{web.ErrSignatureExpired, "SignatureExpired"},
	{web.ErrBadTimeSignature, "BadTimeSignature"},
	{web.ErrBadSignature, "BadSignature"},
	{web.ErrBadPayload, "BadPayload"},
}

// typeName is type(e).__name__.
func typeName(err error) string {
	if r := new(raised); errors.As(err, &r) {
		return r.class.name
	}
	if c := new(class); errors.As(err, &c) {
		return c.name
	}
	for _, n := range names {
		if errors.Is(err, n.err) {
			return n.name
		}
	}
	if e := new(web.BuildError); errors.As(err, &e) {
		return "BuildError"
	}
	if e := new(web.ValueError); errors.As(err, &e) {
		switch e.Value.(type) {
		case []any, map[string]any: // int([]), and [] in a set
			return "TypeError"
		}
		return "ValueError"
	}
	if e := new(web.HTTPError); errors.As(err, &e) {
		return werkzeug[e.Code]
	}
	return fmt.Sprintf("%T", err)
}
