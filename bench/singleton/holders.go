package singleton

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/samber/do/v2"
	"go.uber.org/dig"
	"golang.org/x/sync/singleflight"

	one "underhood/singleton"
)

// thing is the instance.
type thing struct{ n int }

func construct() *thing { return &thing{1} }

func sure() (*thing, error) { return construct(), nil }

// A holder makes an instance, and gets it so many times: in a loop of its own, as
// its user would write it, so that none pays for a call it would not make. byType
// says that it is the type that is asked for.
type holder struct {
	make   func() (gets func(n int) (sum int))
	byType bool
	alone  bool // is not for several goroutines
	slow   bool // makes a fortieth of the gets
	eager  bool // the instance is there before it is asked for: not in first_get
}

// must is for calls that fail only when the benchmark is wrong.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var variable = construct()

// holders are all contestants but Python.
func holders() map[string]holder {
	ctx := context.Background()
	return map[string]holder{
		"underhood": {make: func() func(int) int {
			l := one.New(func(*one.Resolver) (*thing, error) { return sure() }, one.In(one.NewScope()))
			return func(n int) (sum int) {
				for range n {
					v, _ := l.Get(ctx)
					sum += v.n
				}
				return sum
			}
		}},
		"underhood/guard": {make: func() func(int) int {
			g := new(one.Guard[thing])
			return func(n int) (sum int) {
				for range n {
					sum += g.New(construct).n
				}
				return sum
			}
		}},
		"underhood/holder": {make: func() func(int) int {
			h := one.NewHolder(func(int) *thing { return construct() })
			return func(n int) (sum int) {
				for range n {
					sum += h.Call(1).n
				}
				return sum
			}
		}},
		"OnceValues": {make: func() func(int) int {
			get := sync.OnceValues(sure)
			return func(n int) (sum int) {
				for range n {
					v, _ := get()
					sum += v.n
				}
				return sum
			}
		}},
		"OnceValue": {make: func() func(int) int {
			get := sync.OnceValue(construct)
			return func(n int) (sum int) {
				for range n {
					sum += get().n
				}
				return sum
			}
		}},
		"sync.Once": {make: func() func(int) int {
			var once sync.Once
			var v *thing
			return func(n int) (sum int) {
				for range n {
					once.Do(func() { v = construct() })
					sum += v.n
				}
				return sum
			}
		}},
		"package variable": {make: func() func(int) int {
			return func(n int) (sum int) {
				for range n {
					sum += variable.n
				}
				return sum
			}
		}, eager: true},
		"atomic.Pointer": {make: func() func(int) int {
			p := new(atomic.Pointer[thing])
			p.Store(construct())
			return func(n int) (sum int) {
				for range n {
					sum += p.Load().n
				}
				return sum
			}
		}},
		"mutex": {make: func() func(int) int {
			var mu sync.Mutex
			var v *thing
			get := func() *thing {
				mu.Lock()
				defer mu.Unlock()
				if v == nil {
					v = construct()
				}
				return v
			}
			return func(n int) (sum int) {
				for range n {
					sum += get().n
				}
				return sum
			}
		}},
		"RWMutex": {make: func() func(int) int {
			var mu sync.RWMutex
			v := construct()
			get := func() *thing {
				mu.RLock()
				defer mu.RUnlock()
				return v
			}
			return func(n int) (sum int) {
				for range n {
					sum += get().n
				}
				return sum
			}
		}},
		"singleflight": {slow: true, make: func() func(int) int {
			var group singleflight.Group
			v := construct()
			get := func() *thing {
				got, _, _ := group.Do("thing", func() (any, error) { return v, nil })
				t, _ := got.(*thing)
				return t
			}
			return func(n int) (sum int) {
				for range n {
					sum += get().n
				}
				return sum
			}
		}},
		"do": {slow: true, make: func() func(int) int {
			injector := do.New()
			do.Provide(injector, func(do.Injector) (*thing, error) { return sure() })
			return func(n int) (sum int) {
				for range n {
					sum += must(do.Invoke[*thing](injector)).n
				}
				return sum
			}
		}},
		"do/named": {slow: true, make: func() func(int) int {
			injector := do.New()
			do.ProvideNamed(injector, "thing", func(do.Injector) (*thing, error) { return sure() })
			return func(n int) (sum int) {
				for range n {
					sum += must(do.InvokeNamed[*thing](injector, "thing")).n
				}
				return sum
			}
		}},
		"dig": {alone: true, slow: true, make: func() func(int) int {
			c := dig.New()
			if err := c.Provide(construct); err != nil {
				panic(err)
			}
			get := func() (v *thing) {
				if err := c.Invoke(func(t *thing) { v = t }); err != nil {
					panic(err)
				}
				return v
			}
			return func(n int) (sum int) {
				for range n {
					sum += get().n
				}
				return sum
			}
		}},
		"underhood/of": {byType: true, make: func() func(int) int {
			r := new(one.Registry)
			return func(n int) (sum int) {
				for range n {
					sum += one.OfIn(r, construct).n
				}
				return sum
			}
		}},
		"sync.Map": {byType: true, make: func() func(int) int {
			m := new(sync.Map)
			m.Store(reflect.TypeFor[thing](), construct())
			get := func() *thing {
				v, _ := m.Load(reflect.TypeFor[thing]())
				t, _ := v.(*thing)
				return t
			}
			return func(n int) (sum int) {
				for range n {
					sum += get().n
				}
				return sum
			}
		}},
	}
}
