package structs

import (
	"math"
	"reflect"
	"time"
	"unsafe"

	"underhood/metaclass"
)

// A codec moves values of one Go type between the world and memory. It is made once,
// at registration.
type codec struct {
	word    string // Python's name of the type, for messages; empty for Go's other types
	typ     reflect.Type
	load    func(p unsafe.Pointer) metaclass.Value
	store   func(p unsafe.Pointer, v metaclass.Value) verdict
	reflect bool // load and store go through package reflect
	nilable bool
}

// verdict is what became of a store. Nothing is written unless it is stored.
type verdict uint8

const (
	stored verdict = iota
	wrongType
	outOfRange
)

// codecOf makes the codec of a type. Numbers, strings and booleans go by their kind;
// what is not listed crosses as the Go value it is.
func codecOf(w *metaclass.World, t reflect.Type) codec {
	c := scalarCodec(t)
	if c.load == nil {
		c = wholeCodec(w, t)
	}
	c.typ = t
	return c
}

func scalarCodec(t reflect.Type) codec {
	switch t.Kind() {
	case reflect.Int:
		return integer[int](t)
	case reflect.Int8:
		return integer[int8](t)
	case reflect.Int16:
		return integer[int16](t)
	case reflect.Int32:
		return integer[int32](t)
	case reflect.Int64:
		return integer[int64](t)
	case reflect.Uint:
		return integer[uint](t)
	case reflect.Uint8:
		return integer[uint8](t)
	case reflect.Uint16:
		return integer[uint16](t)
	case reflect.Uint32:
		return integer[uint32](t)
	case reflect.Uint64:
		return integer[uint64](t)
	case reflect.Uintptr:
		return integer[uintptr](t)
	case reflect.Float32:
		return floating[float32](t)
	case reflect.Float64:
		return floating[float64](t)
	case reflect.String:
		return scalar("str", t, func(v metaclass.Value) (string, bool) { s, ok := v.(string); return s, ok })
	case reflect.Bool:
		return scalar("bool", t, func(v metaclass.Value) (bool, bool) { b, ok := v.(bool); return b, ok })
	}
	return codec{}
}

// plain is the Go value behind an instance: the int of a subclass of int.
func plain(v metaclass.Value) metaclass.Value {
	if o, ok := v.(*metaclass.Object); ok {
		if n := o.Native(); n != nil {
			return n
		}
	}
	return v
}

// named reads a value of the named type itself, which the world holds as a Go value.
func named[F any](v metaclass.Value, t reflect.Type) (f F, ok bool) {
	if r := reflect.ValueOf(v); r.IsValid() && r.Type() == t {
		reflect.NewAt(t, unsafe.Pointer(&f)).Elem().Set(r)
		return f, true
	}
	return f, false
}

func scalar[F any](word string, t reflect.Type, take func(metaclass.Value) (F, bool)) codec {
	return codec{
		word: word,
		load: func(p unsafe.Pointer) metaclass.Value { return *(*F)(p) },
		store: func(p unsafe.Pointer, v metaclass.Value) verdict {
			v = plain(v)
			f, ok := take(v)
			if !ok {
				if f, ok = named[F](v, t); !ok {
					return wrongType
				}
			}
			*(*F)(p) = f
			return stored
		},
	}
}

type integers interface {
	int | int8 | int16 | int32 | int64 | uint | uint8 | uint16 | uint32 | uint64 | uintptr
}

// integer is the codec of the integer kinds. Python has one integer; here it is int, and
// what does not fit keeps a type that holds it.
func integer[I integers](t reflect.Type) codec {
	return codec{
		word: "int",
		load: func(p unsafe.Pointer) metaclass.Value {
			n := *(*I)(p)
			if i := int(n); I(i) == n && (i < 0) == (n < 0) {
				return i
			}
			if n < 0 {
				return int64(n)
			}
			return uint64(n)
		},
		store: func(p unsafe.Pointer, v metaclass.Value) verdict {
			v = plain(v)
			n, big, ok := wide(v)
			if !ok {
				f, exact := named[I](v, t)
				if !exact {
					return wrongType
				}
				*(*I)(p) = f
				return stored
			}
			i := I(n)
			if big && (uint64(i) != uint64(n) || i < 0) || !big && (int64(i) != n || (i < 0) != (n < 0)) {
				return outOfRange
			}
			*(*I)(p) = i
			return stored
		},
	}
}

// wide is the integer a value stands for. big tells that it is one of 64 bits without a
// sign, beyond int64.
func wide(v metaclass.Value) (n int64, big, ok bool) {
	switch n := v.(type) {
	case int:
		return int64(n), false, true
	case bool:
		if n {
			return 1, false, true
		}
		return 0, false, true
	case int64:
		return n, false, true
	case int32:
		return int64(n), false, true
	case int16:
		return int64(n), false, true
	case int8:
		return int64(n), false, true
	case uint:
		return int64(n), uint64(n) > math.MaxInt64, true
	case uint64:
		return int64(n), n > math.MaxInt64, true
	case uint32:
		return int64(n), false, true
	case uint16:
		return int64(n), false, true
	case uint8:
		return int64(n), false, true
	}
	return 0, false, false
}

func floating[F float32 | float64](t reflect.Type) codec {
	c := scalar("float", t, func(v metaclass.Value) (F, bool) {
		switch f := v.(type) {
		case float64:
			return F(f), true
		case float32:
			return F(f), true
		}
		n, big, ok := wide(v)
		if big {
			return F(uint64(n)), ok
		}
		return F(n), ok
	})
	c.load = func(p unsafe.Pointer) metaclass.Value { return float64(*(*F)(p)) }
	if t.Kind() == reflect.Float32 {
		c.store = narrow(c.store)
	}
	return c
}

// narrow refuses what is finite and would not be as a float32.
func narrow(store func(unsafe.Pointer, metaclass.Value) verdict) func(unsafe.Pointer, metaclass.Value) verdict {
	return func(p unsafe.Pointer, v metaclass.Value) verdict {
		if f, ok := plain(v).(float64); ok && !math.IsInf(f, 0) && math.IsInf(float64(float32(f)), 0) {
			return outOfRange
		}
		return store(p, v)
	}
}

// wholeCodec is for all that is no number, string or boolean.
func wholeCodec(w *metaclass.World, t reflect.Type) codec {
	switch t {
	case reflect.TypeFor[any]():
		return anyCodec()
	case reflect.TypeFor[time.Time]():
		return whole[time.Time]()
	case reflect.TypeFor[[]byte]():
		return whole[[]byte]()
	case reflect.TypeFor[[]string]():
		return listed(w, t, whole[[]string]())
	case reflect.TypeFor[[]int]():
		return listed(w, t, whole[[]int]())
	case reflect.TypeFor[[]float64]():
		return listed(w, t, whole[[]float64]())
	case reflect.TypeFor[metaclass.Tuple]():
		return whole[metaclass.Tuple]()
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return pointerCodec(w, t)
	case reflect.Struct:
		if b := bindingOf(w, t); b != nil {
			return insideCodec(b, t)
		}
	case reflect.Slice:
		return listed(w, t, reflectCodec(t))
	}
	return reflectCodec(t)
}

func anyCodec() codec {
	return codec{
		word: "object", nilable: true,
		load: func(p unsafe.Pointer) metaclass.Value {
			if v := *(*any)(p); v != nil {
				return v
			}
			return metaclass.None
		},
		store: func(p unsafe.Pointer, v metaclass.Value) verdict {
			if v == metaclass.None {
				v = nil
			}
			*(*any)(p) = v
			return stored
		},
	}
}

func whole[F any]() codec {
	return codec{
		load: func(p unsafe.Pointer) metaclass.Value { return *(*F)(p) },
		store: func(p unsafe.Pointer, v metaclass.Value) verdict {
			f, ok := plain(v).(F)
			if !ok {
				return wrongType
			}
			*(*F)(p) = f
			return stored
		},
	}
}

// pointerCodec is for what is one machine word: the interface needs no allocation.
func pointerCodec(w *metaclass.World, t reflect.Type) codec {
	typ := word(reflect.Zero(t).Interface())
	return codec{
		nilable: true,
		load: func(p unsafe.Pointer) metaclass.Value {
			if q := *(*unsafe.Pointer)(p); q != nil {
				return fromWords(typ, q)
			}
			return metaclass.None
		},
		store: func(p unsafe.Pointer, v metaclass.Value) verdict {
			if v == metaclass.None {
				*(*unsafe.Pointer)(p) = nil
				return stored
			}
			if word(v) != typ {
				v = plain(v)
			}
			q := data(v)
			if word(v) != typ {
				if q = structBehind(w, t, v); q == nil {
					return wrongType
				}
			}
			*(*unsafe.Pointer)(p) = q
			return stored
		},
	}
}

// structBehind is the pointer of type t in a value of a derived struct, nil if there is
// none. The type may have been registered after its codec was made.
func structBehind(w *metaclass.World, t reflect.Type, v metaclass.Value) unsafe.Pointer {
	if t.Kind() == reflect.Pointer {
		if b := bindingOf(w, t.Elem()); b != nil {
			return b.pointer(v)
		}
	}
	return nil
}

// insideCodec is for a struct of a registered type inside another: it is read as a
// pointer to where it is, so that u.Address.City = x changes u, and written by copying.
func insideCodec(b *binding, t reflect.Type) codec {
	return codec{
		load: func(p unsafe.Pointer) metaclass.Value { return fromWords(b.ptr, p) },
		store: func(p unsafe.Pointer, v metaclass.Value) verdict {
			q := b.pointer(v)
			if q == nil {
				return wrongType
			}
			reflect.NewAt(t, p).Elem().Set(reflect.NewAt(t, q).Elem())
			return stored
		},
		reflect: true,
	}
}

func reflectCodec(t reflect.Type) codec {
	nilable := t.Kind() == reflect.Interface || t.Kind() == reflect.Slice
	return codec{
		reflect: true, nilable: nilable,
		load: func(p unsafe.Pointer) metaclass.Value {
			v := reflect.NewAt(t, p).Elem()
			if t.Kind() == reflect.Interface && v.IsNil() {
				return metaclass.None
			}
			return v.Interface()
		},
		store: func(p unsafe.Pointer, v metaclass.Value) verdict {
			to := reflect.NewAt(t, p).Elem()
			if v == metaclass.None && nilable {
				to.SetZero()
				return stored
			}
			from := reflect.ValueOf(v)
			if !from.Type().AssignableTo(t) {
				if from = reflect.ValueOf(plain(v)); !from.Type().AssignableTo(t) {
					return wrongType
				}
			}
			to.Set(from)
			return stored
		},
	}
}

// listed lets a slice be stored from a list or a tuple as well, item by item.
func listed(w *metaclass.World, t reflect.Type, c codec) codec {
	whole := c.store
	c.store = func(p unsafe.Pointer, v metaclass.Value) verdict {
		if whole(p, v) == stored {
			return stored
		}
		var items []metaclass.Value
		switch v := plain(v).(type) {
		case *metaclass.List:
			items = v.Items
		case metaclass.Tuple:
			items = v
		default:
			return wrongType
		}
		item := codecOf(w, t.Elem())
		made := reflect.MakeSlice(t, len(items), len(items))
		for i, v := range items {
			if verdict := item.store(made.Index(i).Addr().UnsafePointer(), v); verdict != stored {
				return verdict
			}
		}
		reflect.NewAt(t, p).Elem().Set(made)
		return stored
	}
	c.nilable = true
	return c
}
