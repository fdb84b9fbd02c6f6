package metaclass

import (
	"slices"
	"strconv"
	"strings"
)

// makeNumbers makes int, bool and float.
func (w *World) makeNumbers() {
	arith := func(name string, ints func(a, b int) Value, floats func(a, b float64) Value) *Builtin {
		return slotOf(name, func(_ *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly(name, 1, args, kw); err != nil {
				return nil, err
			}
			a, b := native(args[0]), native(args[1])
			x, ok := isInt(a)
			y, ok2 := isInt(b)
			if ok && ok2 {
				return ints(x, y), nil
			}
			f, isFloat := a.(float64)
			g, isFloat2 := b.(float64)
			switch {
			case isFloat && isFloat2:
				return floats(f, g), nil
			case isFloat && ok2:
				return floats(f, float64(y)), nil
			}
			return NotImplemented, nil
		})
	}
	numeric := func() []Value {
		return []Value{
			arith("__add__", func(a, b int) Value { return a + b }, func(a, b float64) Value { return a + b }),
			arith("__sub__", func(a, b int) Value { return a - b }, func(a, b float64) Value { return a - b }),
			arith("__mul__", func(a, b int) Value { return a * b }, func(a, b float64) Value { return a * b }),
			arith("__lt__", func(a, b int) Value { return a < b }, func(a, b float64) Value { return a < b }),
			arith("__le__", func(a, b int) Value { return a <= b }, func(a, b float64) Value { return a <= b }),
			arith("__gt__", func(a, b int) Value { return a > b }, func(a, b float64) Value { return a > b }),
			arith("__ge__", func(a, b int) Value { return a >= b }, func(a, b float64) Value { return a >= b }),
			slotOf("__hash__", func(_ *World, args []Value, _ []Kw) (Value, error) {
				if f, ok := native(args[0]).(float64); ok {
					return int(f), nil
				}
				n, _ := isInt(native(args[0]))
				return n, nil
			}),
			slotOf("__bool__", func(_ *World, args []Value, _ []Kw) (Value, error) {
				if f, ok := native(args[0]).(float64); ok {
					return f != 0, nil
				}
				n, _ := isInt(native(args[0]))
				return n != 0, nil
			}),
		}
	}
	w.int_ = w.builtin("int", w.object, &layout{size: 24, item: 4}, false, slices.Concat(common(), numeric(), []Value{
		plainNew("int", func(w *World) *Class { return w.int_ }, makeInt),
	})...)
	w.bool_ = w.builtin("bool", w.int_, &layout{size: 32, item: 4}, true,
		plainNew("bool", func(w *World) *Class { return w.bool_ }, func(w *World, args []Value, kw []Kw) (Value, error) {
			if len(args) == 0 {
				return false, nil
			}
			if len(args) > 1 || len(kw) > 0 {
				return nil, typeErrorf("bool expected at most 1 argument, got %d", len(args))
			}
			b, err := w.Truth(args[0])
			return b, err
		}))
	w.float_ = w.builtin("float", w.object, &layout{size: 24}, false, slices.Concat(common(), numeric(), []Value{
		plainNew("float", func(w *World) *Class { return w.float_ }, makeFloat),
	})...)
}

// makeInt is int(x) and int(text, base).
func makeInt(w *World, args []Value, kw []Kw) (Value, error) {
	if len(args) > 2 || len(kw) > 0 {
		return nil, typeErrorf("int() takes at most 2 arguments (%d given)", len(args))
	}
	if len(args) == 0 {
		return 0, nil
	}
	if n, ok := isInt(native(args[0])); ok && len(args) == 1 {
		return n, nil
	}
	base := 10
	if len(args) == 2 {
		var ok bool
		if base, ok = isInt(native(args[1])); !ok {
			return nil, typeErrorf("'%s' object cannot be interpreted as an integer", w.TypeOf(args[1]).Name())
		}
	}
	switch x := native(args[0]).(type) {
	case string:
		n, err := strconv.ParseInt(strings.TrimSpace(x), base, 0)
		if err != nil {
			return nil, Raise("ValueError", "invalid literal for int() with base %d: %s", base, quote(x))
		}
		return int(n), nil
	case float64:
		if len(args) == 1 {
			return int(x), nil
		}
	}
	if len(args) == 2 {
		return nil, typeErrorf("int() can't convert non-string with explicit base")
	}
	if m, ok, err := w.special(args[0], "__int__"); err != nil {
		return nil, err
	} else if ok {
		return m.call(w, nil, nil)
	}
	return nil, typeErrorf("int() argument must be a string, a bytes-like object or a real number, not '%s'", w.TypeOf(args[0]).Name())
}

// makeFloat is float(x).
func makeFloat(w *World, args []Value, _ []Kw) (Value, error) {
	if len(args) == 0 {
		return 0.0, nil
	}
	switch x := native(args[0]).(type) {
	case float64:
		return x, nil
	case string:
		f, err := strconv.ParseFloat(strings.TrimSpace(x), 64)
		if err != nil {
			return nil, Raise("ValueError", "could not convert string to float: %s", quote(x))
		}
		return f, nil
	}
	if n, ok := isInt(native(args[0])); ok {
		return float64(n), nil
	}
	return nil, typeErrorf("float() argument must be a string or a real number, not '%s'", w.TypeOf(args[0]).Name())
}
