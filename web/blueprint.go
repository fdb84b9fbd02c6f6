package web

import (
	"fmt"
	"slices"
	"strings"
)

// A Blueprint is a part of an application that is not one yet: routes, functions
// around the request and error handlers, recorded under a name and played into an
// [App] when it is registered; as often as one likes, under other names and
// prefixes. Blueprints nest. It is set up by one goroutine; once registered it may
// not be changed.
type Blueprint struct {
	Scaffold
	name       string
	options    registration
	routes     []route
	children   []child
	onApp      Scaffold
	errs       []error
	registered []*App
}

type child struct {
	bp  *Blueprint
	opt registration
}

// A registration is where a blueprint goes.
type registration struct {
	prefix   *string
	name     *string
	defaults *Args
	owns     bool
}

// A BlueprintOption says where a blueprint goes: given to [NewBlueprint], or to a
// registration, which counts more.
type BlueprintOption func(*registration) error

// Prefix is put before the rules of a blueprint, joined by exactly one slash. It
// begins with a slash; prefixes of nested blueprints are joined first.
func Prefix(prefix string) BlueprintOption {
	return func(r *registration) error {
		r.prefix = &prefix
		return nil
	}
}

// Name renames a registration, and with it all endpoints in it.
func Name(name string) BlueprintOption {
	return func(r *registration) error {
		if name == "" {
			return ErrBadName
		}
		r.name = &name
		return nil
	}
}

// PrefixDefaults are defaults of all rules of the blueprint itself, as pairs of a
// name and a value; those of a rule count more.
func PrefixDefaults(pairs ...any) BlueprintOption {
	return func(r *registration) error {
		if r.defaults == nil {
			r.defaults = &Args{}
		}
		return r.defaults.add(pairs)
	}
}

// OwnErrors lets the blueprint answer for what is not found below its prefix, and
// for methods not allowed there: its error handlers and functions are used as if
// the request had reached it. In Flask they never are. Of several prefixes the
// longest counts.
func OwnErrors() BlueprintOption {
	return func(r *registration) error {
		r.owns = true
		return nil
	}
}

// NewBlueprint makes an empty blueprint. What is wrong with its name or options is
// reported when it is registered.
func NewBlueprint(name string, opts ...BlueprintOption) *Blueprint {
	b := &Blueprint{name: name}
	b.owner, b.onApp.owner = b, b
	if name == "" || strings.Contains(name, ".") {
		b.report(fmt.Sprintf("blueprint %q", name), ErrBadName)
	}
	b.options = b.register("blueprint "+name, opts)
	return b
}

// Name returns the name it was made with.
func (b *Blueprint) Name() string { return b.name }

// App is the App this blueprint will be registered with: what is added to it
// counts for all requests. It is played once, however often the blueprint is
// registered. It has no routes.
func (b *Blueprint) App() *Scaffold { return &b.onApp }

// Register nests another blueprint in this one. A blueprint in itself is
// [ErrCycle].
func (b *Blueprint) Register(child_ *Blueprint, opts ...BlueprintOption) {
	if child_ == nil {
		b.report("blueprint "+b.name, ErrNilFunc)
		return
	}
	if !b.open("blueprint " + child_.name) {
		return
	}
	if child_ == b || child_.contains(b) {
		b.report(fmt.Sprintf("blueprint %s in %s", child_.name, b.name), ErrCycle)
		return
	}
	b.children = append(b.children, child{child_, b.register("blueprint "+child_.name, opts)})
}

func (b *Blueprint) contains(other *Blueprint) bool {
	return slices.ContainsFunc(b.children, func(c child) bool { return c.bp == other || c.bp.contains(other) })
}

func (b *Blueprint) register(where string, opts []BlueprintOption) registration {
	r := registration{}
	for _, opt := range opts {
		if opt == nil {
			b.report(where, ErrNilFunc)
			continue
		}
		if err := opt(&r); err != nil {
			b.report(where, err)
		}
	}
	return r
}

func (b *Blueprint) addRule(r route) {
	if strings.Contains(r.endpoint, ".") || r.endpoint == "" {
		b.report(fmt.Sprintf("endpoint %q of blueprint %s", r.endpoint, b.name), ErrBadName)
		return
	}
	b.routes = append(b.routes, r)
}

func (b *Blueprint) report(where string, err error) {
	b.errs = append(b.errs, &SetupError{where, err})
}

// open reports a change that would not be seen any more where it will be.
func (b *Blueprint) open(what string) bool {
	for _, a := range b.registered {
		a.report(what+" of blueprint "+b.name, ErrServing)
	}
	return len(b.registered) == 0
}

// play registers the blueprint with an App under a name prefix: Blueprint.register
// of flask/blueprints.py.
func (b *Blueprint) play(a *App, opt registration, within string) {
	own := b.name
	if opt.name != nil {
		own = *opt.name
	}
	name := strings.TrimLeft(within+"."+own, ".")
	a.errs = append(a.errs, b.errs...)
	b.errs = nil
	if a.blueprints[name] != nil {
		a.report("blueprint "+name, ErrDuplicateName)
		return
	}
	first := !slices.Contains(b.registered, a)
	b.registered = append(b.registered, a)
	scope := &Scaffold{}
	scope.extend(&b.Scaffold)
	a.blueprints[name] = scope

	prefix := opt.prefix
	if prefix == nil {
		prefix = b.options.prefix
	}
	if b.options.owns || opt.owns {
		a.own(prefix, name)
	}
	for _, r := range b.routes {
		b.playRoute(a, r, prefix, name, opt.defaults)
	}
	if first {
		a.extend(&b.onApp)
	}
	for _, c := range b.children {
		o := c.opt
		if o.prefix == nil {
			o.prefix = c.bp.options.prefix
		}
		switch {
		case prefix != nil && o.prefix != nil:
			joined := strings.TrimRight(*prefix, "/") + "/" + strings.TrimLeft(*o.prefix, "/")
			o.prefix = &joined
		case o.prefix == nil:
			o.prefix = prefix
		}
		c.bp.play(a, o, name)
	}
}

func (b *Blueprint) playRoute(a *App, r route, prefix *string, name string, defaults *Args) {
	text := r.rule
	if prefix != nil {
		if *prefix != "" && !strings.HasPrefix(*prefix, "/") {
			a.report(fmt.Sprintf("prefix %q of endpoint %s.%s", *prefix, name, r.endpoint), ErrBadPrefix)
			return
		}
		text = *prefix
		if r.rule != "" {
			text = strings.TrimRight(*prefix, "/") + "/" + strings.TrimLeft(r.rule, "/")
		}
	}
	merged := &Args{}
	for _, from := range []*Args{b.options.defaults, defaults, r.defaults} {
		for key, value := range from.All() {
			merged.Set(key, value)
		}
	}
	a.bind(r, text, name+"."+r.endpoint, merged)
}
