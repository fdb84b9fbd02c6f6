package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// A route is a rule as it was asked for; a blueprint can register it many times.
type route struct {
	rule, endpoint string
	view           View
	methods        []string // nil: GET
	defaults       *Args
	strict         *bool
	auto           *bool
}

// A RouteOption says more about a rule.
type RouteOption func(*route) error

// Methods are those the view answers, instead of GET alone; their case does not
// matter. HEAD comes with GET. OPTIONS is answered by the App unless it is here.
func Methods(methods ...string) RouteOption {
	return func(r *route) error {
		r.methods = append([]string{}, methods...)
		return nil
	}
}

// Defaults are values of the rule beside those of its variables, as pairs of a
// name and a value. A rule with defaults that match those of another rule of the
// endpoint, which has them as variables, is the canonical one: the other redirects.
func Defaults(pairs ...any) RouteOption {
	return func(r *route) error {
		if r.defaults == nil {
			r.defaults = &Args{}
		}
		return r.defaults.add(pairs)
	}
}

// StrictSlashes says whether a request that lacks the slash at the end of the rule
// is redirected, as it is without this option, or answered as it is.
func StrictSlashes(strict bool) RouteOption {
	return func(r *route) error {
		r.strict = &strict
		return nil
	}
}

// AutomaticOptions says whether OPTIONS is answered by the App, with the methods
// there are: Flask's provide_automatic_options. When it is true and [Methods] does
// not name OPTIONS, it is not added.
func AutomaticOptions(auto bool) RouteOption {
	return func(r *route) error {
		r.auto = &auto
		return nil
	}
}

// Handle has a view answer for a rule, under the name of an endpoint:
//
//	app.Handle("/notes/<int:id>", "note", showNote, web.Methods("GET", "POST"))
//
// The variables of a rule are <name>, one segment of text, or <converter:name>:
//
//	string   one segment; minlength=, maxlength=, length=
//	int      digits; min=, max=, fixed_digits=, signed=True; an int, or *big.Int
//	float    digits, a dot and digits; min=, max=, signed=True; a float64
//	path     text with slashes
//	uuid     a [UUID]
//	any      one of the items: any(de, en)
//
// A second rule of an endpoint comes with a nil view.
func (s *Scaffold) Handle(rule, endpoint string, view View, opts ...RouteOption) {
	if !s.owner.open(rule) {
		return
	}
	r := route{rule: rule, endpoint: endpoint, view: view}
	for _, opt := range opts {
		if opt == nil {
			s.owner.report(rule, ErrNilFunc)
			continue
		}
		s.check(rule, opt(&r))
	}
	s.owner.addRule(r)
}

// Get is Handle for GET and HEAD.
func (s *Scaffold) Get(rule, endpoint string, view View, opts ...RouteOption) {
	s.Handle(rule, endpoint, view, append(opts, Methods(http.MethodGet))...)
}

// Post is Handle for POST.
func (s *Scaffold) Post(rule, endpoint string, view View, opts ...RouteOption) {
	s.Handle(rule, endpoint, view, append(opts, Methods(http.MethodPost))...)
}

// HandleHTTP is Handle for a handler of net/http. It finds the variables by
// [http.Request.PathValue] also. One that writes nothing has answered 200.
func (s *Scaffold) HandleHTTP(rule, endpoint string, h http.Handler, opts ...RouteOption) {
	if h == nil {
		s.owner.report(rule, ErrNilFunc)
		return
	}
	s.Handle(rule, endpoint, HTTP(h), opts...)
}

// HTTP makes a View of a handler of net/http.
func HTTP(h http.Handler) View {
	return func(w http.ResponseWriter, r *http.Request) error {
		c := From(r.Context())
		for name, value := range c.Args().All() {
			r.SetPathValue(name, text(value))
		}
		h.ServeHTTP(w, r)
		if !c.res.written() {
			c.res.WriteHeader(http.StatusOK)
		}
		return nil
	}
}

// bind makes the rule of a route in its place.
func (r route) bind(rule_, endpoint string, defaults *Args) (*rule, error) {
	u := &rule{text: rule_, endpoint: endpoint, defaults: defaults, strict: r.strict == nil || *r.strict}
	methods := r.methods
	if methods == nil {
		methods = []string{http.MethodGet}
	}
	for _, m := range methods {
		m = strings.ToUpper(m)
		if m == "" || strings.ContainsAny(m, " \t\r\n") {
			return nil, fmt.Errorf("%w: no method is %q", ErrBadOption, m)
		}
		u.methods = append(u.methods, m)
	}
	switch {
	case r.auto != nil:
		u.auto = *r.auto
	case !slices.Contains(u.methods, http.MethodOptions):
		u.auto = true
		u.methods = append(u.methods, http.MethodOptions)
	}
	if slices.Contains(u.methods, http.MethodGet) {
		u.methods = append(u.methods, http.MethodHead)
	}
	slices.Sort(u.methods)
	u.methods = slices.Compact(u.methods)
	return u, u.compile()
}
