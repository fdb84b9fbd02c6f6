package structs

import (
	"reflect"
	"runtime/debug"
	"unsafe"

	"underhood/metaclass"
)

// Call0 is obj.name() with its result as a Go type. Where the name comes down to a
// registered Go method of just these types, nothing is put into an interface and so
// nothing allocated; where a program has overridden it, the result is converted. For a
// method without a result R is [metaclass.NoneType].
func Call0[R any](site *metaclass.Site, obj metaclass.Value) (r R, err error) {
	if o, ok := obj.(*metaclass.Object); ok {
		if f := site.FindMethod(o); f != nil {
			if m, ok := f.Typed().(*typed0[R]); ok {
				p := m.held(o)
				if p == nil {
					p = m.pointer(obj)
				}
				if p != nil && !m.world.StackFull() {
					done := false
					defer func() {
						if !done {
							err = panicked(recover())
						}
					}()
					r, err = m.call(p)
					done = true
					return r, err
				}
			}
		}
	}
	v, err := site.Call0(obj)
	return into[R](site, v, err)
}

// Call1 is obj.name(a), see [Call0].
func Call1[R, A any](site *metaclass.Site, obj metaclass.Value, a A) (r R, err error) {
	if o, ok := obj.(*metaclass.Object); ok {
		if f := site.FindMethod(o); f != nil {
			if m, ok := f.Typed().(*typed1[A, R]); ok {
				p := m.held(o)
				if p == nil {
					p = m.pointer(obj)
				}
				if p != nil && !m.world.StackFull() {
					done := false
					defer func() {
						if !done {
							err = panicked(recover())
						}
					}()
					r, err = m.call(p, a)
					done = true
					return r, err
				}
			}
		}
	}
	v, err := site.Call1(obj, outward(a))
	return into[R](site, v, err)
}

// Call2 is obj.name(a, b), see [Call0].
func Call2[R, A, B any](site *metaclass.Site, obj metaclass.Value, a A, b B) (r R, err error) {
	if o, ok := obj.(*metaclass.Object); ok {
		if f := site.FindMethod(o); f != nil {
			if m, ok := f.Typed().(*typed2[A, B, R]); ok {
				p := m.held(o)
				if p == nil {
					p = m.pointer(obj)
				}
				if p != nil && !m.world.StackFull() {
					done := false
					defer func() {
						if !done {
							err = panicked(recover())
						}
					}()
					r, err = m.call(p, a, b)
					done = true
					return r, err
				}
			}
		}
	}
	v, err := site.Call2(obj, outward(a), outward(b))
	return into[R](site, v, err)
}

// panicked is what a panic of a method becomes, as in the world. The flag before it is
// looked at more quickly than recover is asked after every call.
func panicked(p any) error { return &metaclass.PanicError{Value: p, Stack: debug.Stack()} }

// outward is a Go value as one of the world.
func outward[A any](a A) metaclass.Value {
	c := scalarCodec(reflect.TypeFor[A]())
	if c.load != nil {
		return c.load(unsafe.Pointer(&a))
	}
	v := any(a)
	if v == nil {
		return metaclass.None
	}
	switch reflect.TypeFor[A]().Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func:
		if data(v) == nil {
			return metaclass.None
		}
	}
	return v
}

// into is the result of a call in the world as an R.
func into[R any](site *metaclass.Site, v metaclass.Value, err error) (r R, _ error) {
	if err != nil {
		return r, err
	}
	if r, err := metaclass.As[R](v); err == nil {
		return r, nil
	}
	if c := scalarCodec(reflect.TypeFor[R]()); c.load != nil && c.store(unsafe.Pointer(&r), v) == stored {
		return r, nil
	}
	return r, metaclass.Raise("TypeError", "%s() returned a value of another type: %T, not %s", site.Name(), v, reflect.TypeFor[R]())
}
