package lesson

import (
	"context"

	"underhood/singleton"
)

// A form is one way to have one instance, as a race plays it: the real one of
// package singleton.
type form struct {
	name   string // in package singleton
	python string // Python's way
	start  func(r *race, retry singleton.Retry) instance

	eager bool // there is one before anybody asks
	waits bool // who asks while one constructs waits for it
	fails bool // its constructor may return an error
	own   bool // it constructs in a goroutine of its own
	again bool // after a panic, one who waited constructs
}

// An instance is a form at work.
type instance struct {
	get   func(*racer) (*object, error)
	reset func() // nil when there is none
	close func()
}

// sureGet is get of a form that knows no errors.
func sureGet(get func(*racer) *object) instance {
	return instance{get: func(who *racer) (*object, error) { return get(who), nil }}
}

// forms are the naive ones first, then the right ones in the same order.
var forms = []*form{
	{name: "Naive", python: "__new__", start: func(r *race, _ singleton.Retry) instance {
		n := new(singleton.Naive[object])
		return sureGet(func(who *racer) *object { return n.New(func() *object { return r.sure(who) }) })
	}},
	{name: "NaiveOf", python: "metaclass", start: func(r *race, _ singleton.Retry) instance {
		all := new(singleton.NaiveRegistry)
		return sureGet(func(who *racer) *object { return singleton.NaiveOf(all, func() *object { return r.sure(who) }) })
	}},
	{name: "NaiveWrap", python: "function decorator", start: func(r *race, _ singleton.Retry) instance {
		get := singleton.NaiveWrap(func() *object { return r.sure(r.asking) })
		return sureGet(func(*racer) *object { return get() })
	}},
	{name: "NaiveHolder", python: "class decorator", start: func(r *race, _ singleton.Retry) instance {
		h := &singleton.NaiveHolder[*racer, object]{Construct: r.sure}
		return sureGet(h.Call)
	}},
	{name: "Must", python: "module", eager: true, start: func(r *race, _ singleton.Retry) instance {
		it := singleton.Must(&object{n: int(r.objects.Add(1))}, nil)
		return sureGet(func(*racer) *object { return it })
	}},
	{name: "Guard", python: "__new__", waits: true, again: true, start: func(r *race, _ singleton.Retry) instance {
		g := new(singleton.Guard[object])
		return sureGet(func(who *racer) *object { return g.New(func() *object { return r.sure(who) }) })
	}},
	{name: "Of", python: "metaclass", waits: true, again: true, start: func(r *race, _ singleton.Retry) instance {
		all := new(singleton.Registry) // not the process's, in which the last run's object would be
		return sureGet(func(who *racer) *object { return singleton.OfIn(all, func() *object { return r.sure(who) }) })
	}},
	{name: "Wrap", python: "function decorator", waits: true, fails: true, start: func(r *race, _ singleton.Retry) instance {
		get := singleton.Wrap(func() (*object, error) { return r.construct(r.asking) })
		return instance{get: func(*racer) (*object, error) { return get() }}
	}},
	{name: "Holder", python: "class decorator", waits: true, again: true, start: func(r *race, _ singleton.Retry) instance {
		h := singleton.NewHolder(r.sure)
		it := sureGet(h.Call)
		it.reset = h.Reset
		return it
	}},
	{name: "Lazy", python: "-", waits: true, fails: true, own: true, start: func(r *race, retry singleton.Retry) instance {
		home := singleton.NewScope()
		l := singleton.New(func(*singleton.Resolver) (*object, error) { return r.construct(r.asking) },
			singleton.In(home), singleton.Named("it"), singleton.Retrying(retry))
		return instance{
			get:   func(who *racer) (*object, error) { return l.Get(who.ctx) },
			reset: l.Reset,
			close: func() { _ = home.Close(context.Background()) }, // nothing in it has a closer
		}
	}},
}

// formOf finds a form by its name.
func formOf(name string) *form {
	for _, f := range forms {
		if f.name == name {
			return f
		}
	}
	return nil
}
