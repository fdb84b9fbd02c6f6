package singleton

import (
	"reflect"
	"sync"
)

// Way three: calling the class is caught, for every class at once.

// A Registry has at most one instance of each type: Go's form of a metaclass whose
// __call__ gives what it gave before. [Of] is the one of the process. The zero Registry
// is ready. It is safe for concurrent use and must not be copied.
//
//	class Singleton(type):                     func Conf() *Config {
//	    _all = {}                                  return singleton.Of(newConfig)
//	    def __call__(cls, *args):              }
//	        if cls not in cls._all:
//	            cls._all[cls] = super().__call__(*args)
//	        return cls._all[cls]
//
//	class Config(metaclass=Singleton): ...
//
// It is the same three steps as in __new__, one floor up: intercept, ask whether it
// exists, return it. A class says in its head that it is one of a kind, and the
// subclass of it is one of its own kind. What is wrong with it: the metaclass is
// taken, so no other can be used (an ABC, an enumeration); copy.copy makes a second
// object; and the table is global and keeps everything for ever.
type Registry struct {
	instances sync.Map // reflect.Type to *T
	guards    sync.Map // reflect.Type to *Guard[T], for who finds none
}

var all Registry

// Of is the one *T of the process, made by construct when it is first asked for. A
// named type, or an instance of a generic one, is a type of its own. As with
// [Guard], the first construct wins, one that panics or makes nil leaves nothing, and
// one that asks for its own type deadlocks.
func Of[T any](construct func() *T) *T { return OfIn(&all, construct) }

// OfIn is [Of] in a registry of one's own: for tests, and for those who want to be
// rid of it again.
func OfIn[T any](r *Registry, construct func() *T) *T {
	key := reflect.TypeFor[T]()
	if v, ok := r.instances.Load(key); ok {
		it, _ := v.(*T) // under that key there is nothing else
		return it
	}
	return missing(r, key, construct)
}

// missing makes the instance, if nobody else is about to. It is known to all only
// when it is there: one lookup is all it takes then.
func missing[T any](r *Registry, key reflect.Type, construct func() *T) *T {
	g, ok := r.guards.Load(key)
	if !ok {
		g, _ = r.guards.LoadOrStore(key, new(Guard[T]))
	}
	guard, _ := g.(*Guard[T])
	it := guard.New(construct)
	if it != nil {
		r.instances.Store(key, it)
	}
	return it
}
