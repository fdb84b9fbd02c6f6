package structs

import (
	"unsafe"

	"underhood/metaclass"
)

// The functions of this file turn a Go function into one of the world. All that can be
// decided is decided when they run, at registration; what is left for a call is to find
// the receiver, convert, and call through a Go func value.

// common is what the forms of one method share. Its methods are not generic, so that
// they are compiled once, and the small ones are inlined.
type common struct {
	*binding
	world *metaclass.World
	name  string
}

// receiver is the *T in an instance that does not hold just a *T.
func (m *common) receiver(self metaclass.Value) (unsafe.Pointer, error) {
	if p := m.pointer(self); p != nil {
		return p, nil
	}
	return nil, m.stranger(m.world, m.name, self)
}

// general is the form for calls that are not as the fixed forms want them. It words what
// is wrong as CPython does for methods written in C (methodobject.c, descrobject.c).
func (m *common) general(arity int, run func(args []metaclass.Value) (metaclass.Value, error)) func(*metaclass.Call) (metaclass.Value, error) {
	return func(c *metaclass.Call) (metaclass.Value, error) {
		if err := m.checkArgs(c, arity); err != nil {
			return nil, err
		}
		return run(c.Args)
	}
}

func (m *common) checkArgs(c *metaclass.Call, arity int) error {
	if len(c.Args) == 0 {
		return metaclass.Raise("TypeError", "unbound method %s.%s() needs an argument", m.binding.name, m.name)
	}
	if m.pointer(c.Args[0]) == nil {
		return m.stranger(m.world, m.name, c.Args[0])
	}
	n := len(c.Args) - 1
	switch {
	case len(c.Kw) > 0:
		return metaclass.Raise("TypeError", "%s.%s() takes no keyword arguments", m.binding.name, m.name)
	case n == arity:
		return nil
	case arity == 0:
		return metaclass.Raise("TypeError", "%s.%s() takes no arguments (%d given)", m.binding.name, m.name, n)
	case arity == 1:
		return metaclass.Raise("TypeError", "%s.%s() takes exactly one argument (%d given)", m.binding.name, m.name, n)
	}
	return metaclass.Raise("TypeError", "%s expected %d arguments, got %d", m.name, arity, n)
}

// typed0 is a method for [Call0].
type typed0[R any] struct {
	*common
	plain func(unsafe.Pointer) R // nil if there is full
	full  func(unsafe.Pointer) (R, error)
}

func (m *typed0[R]) call(p unsafe.Pointer) (R, error) {
	if m.plain != nil {
		return m.plain(p), nil
	}
	return m.full(p)
}

func method0[R any](original any, plain func(unsafe.Pointer) R, full func(unsafe.Pointer) (R, error)) Method {
	return methodOf(original, 0, func(p *plan, name string) (*metaclass.Function, error) {
		m := &common{p.binding, p.world, name}
		out := resultOf[R](p.world)
		f1 := func(self metaclass.Value) (_ metaclass.Value, err error) {
			p := m.direct(self)
			if p == nil {
				if p, err = m.receiver(self); err != nil {
					return nil, err
				}
			}
			var r R
			if plain != nil {
				r = plain(p)
			} else if r, err = full(p); err != nil {
				return nil, err
			}
			if out.how == asIs {
				return r, nil
			}
			return out.value(r, self), nil
		}
		return metaclass.FuncOf(name, metaclass.Forms{
			F1:      f1,
			General: m.general(0, func(args []metaclass.Value) (metaclass.Value, error) { return f1(args[0]) }),
			Typed:   &typed0[R]{m, plain, full},
		}), nil
	})
}

// typed1 is a method for [Call1].
type typed1[A, R any] struct {
	*common
	plain func(unsafe.Pointer, A) R // nil if there is full
	full  func(unsafe.Pointer, A) (R, error)
}

func (m *typed1[A, R]) call(p unsafe.Pointer, a A) (R, error) {
	if m.plain != nil {
		return m.plain(p, a), nil
	}
	return m.full(p, a)
}

func method1[A, R any](original any, plain func(unsafe.Pointer, A) R, full func(unsafe.Pointer, A) (R, error)) Method {
	return methodOf(original, 1, func(p *plan, name string) (*metaclass.Function, error) {
		m := &common{p.binding, p.world, name}
		in, out := paramOf[A](p.world, name, 0), resultOf[R](p.world)
		f2 := func(self, x metaclass.Value) (_ metaclass.Value, err error) {
			p := m.direct(self)
			if p == nil {
				if p, err = m.receiver(self); err != nil {
					return nil, err
				}
			}
			a, ok := x.(A)
			if !ok || in.picky {
				if a, err = in.take(x); err != nil {
					return nil, err
				}
			}
			var r R
			if plain != nil {
				r = plain(p, a)
			} else if r, err = full(p, a); err != nil {
				return nil, err
			}
			if out.how == asIs {
				return r, nil
			}
			return out.value(r, self), nil
		}
		return metaclass.FuncOf(name, metaclass.Forms{
			F2:      f2,
			General: m.general(1, func(args []metaclass.Value) (metaclass.Value, error) { return f2(args[0], args[1]) }),
			Typed:   &typed1[A, R]{m, plain, full},
		}), nil
	})
}

// typed2 is a method for [Call2].
type typed2[A, B, R any] struct {
	*common
	plain func(unsafe.Pointer, A, B) R // nil if there is full
	full  func(unsafe.Pointer, A, B) (R, error)
}

func (m *typed2[A, B, R]) call(p unsafe.Pointer, a A, b B) (R, error) {
	if m.plain != nil {
		return m.plain(p, a, b), nil
	}
	return m.full(p, a, b)
}

func method2[A, B, R any](original any, plain func(unsafe.Pointer, A, B) R, full func(unsafe.Pointer, A, B) (R, error)) Method {
	return methodOf(original, 2, func(p *plan, name string) (*metaclass.Function, error) {
		m := &common{p.binding, p.world, name}
		in1, in2, out := paramOf[A](p.world, name, 1), paramOf[B](p.world, name, 2), resultOf[R](p.world)
		f3 := func(self, x, y metaclass.Value) (_ metaclass.Value, err error) {
			p := m.direct(self)
			if p == nil {
				if p, err = m.receiver(self); err != nil {
					return nil, err
				}
			}
			a, ok := x.(A)
			if !ok || in1.picky {
				if a, err = in1.take(x); err != nil {
					return nil, err
				}
			}
			b, ok := y.(B)
			if !ok || in2.picky {
				if b, err = in2.take(y); err != nil {
					return nil, err
				}
			}
			var r R
			if plain != nil {
				r = plain(p, a, b)
			} else if r, err = full(p, a, b); err != nil {
				return nil, err
			}
			if out.how == asIs {
				return r, nil
			}
			return out.value(r, self), nil
		}
		return metaclass.FuncOf(name, metaclass.Forms{
			F3:      f3,
			General: m.general(2, func(args []metaclass.Value) (metaclass.Value, error) { return f3(args[0], args[1], args[2]) }),
			Typed:   &typed2[A, B, R]{m, plain, full},
		}), nil
	})
}

func method3[A, B, C, R any](original any, plain func(unsafe.Pointer, A, B, C) R, full func(unsafe.Pointer, A, B, C) (R, error)) Method {
	return methodOf(original, 3, func(p *plan, name string) (*metaclass.Function, error) {
		m := &common{p.binding, p.world, name}
		in1, in2, in3 := paramOf[A](p.world, name, 1), paramOf[B](p.world, name, 2), paramOf[C](p.world, name, 3)
		out := resultOf[R](p.world)
		run := func(args []metaclass.Value) (_ metaclass.Value, err error) {
			p, err := m.receiver(args[0])
			if err != nil {
				return nil, err
			}
			a, err := in1.take(args[1])
			if err != nil {
				return nil, err
			}
			b, err := in2.take(args[2])
			if err != nil {
				return nil, err
			}
			c, err := in3.take(args[3])
			if err != nil {
				return nil, err
			}
			var r R
			if plain != nil {
				r = plain(p, a, b, c)
			} else if r, err = full(p, a, b, c); err != nil {
				return nil, err
			}
			return out.value(r, args[0]), nil
		}
		return metaclass.FuncOf(name, metaclass.Forms{General: m.general(3, run)}), nil
	})
}
