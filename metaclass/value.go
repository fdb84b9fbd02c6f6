package metaclass

import "strings"

// A Value is anything a program can hold. Go's own types stand for Python's:
// the integer kinds for int, bool, float64 for float, string for str. The rest
// are types of this package: [*Object] and [*Class], [Tuple], [*List], [*Dict],
// [*Function] and the other descriptors, [None]. A Go value of any other type is
// an instance of a class made for its type, see [World.TypeOf].
//
// The nil interface is no value. Operations take it for a mistake and panic.
type Value = any

// NoneType is the type of [None].
type NoneType struct{}

// NotImplementedType is the type of [NotImplemented].
type NotImplementedType struct{}

var (
	// None is Python's None, a value of its own: Go's nil is not one.
	None Value = NoneType{}
	// NotImplemented is what a __subclasshook__ or __eq__ answers when it leaves
	// the question to others.
	NotImplemented Value = NotImplementedType{}
)

// A Tuple is Python's tuple. Its items must not be changed.
type Tuple []Value

// A List is Python's list. It is not safe for concurrent use while it changes.
type List struct{ Items []Value }

// NewList makes a list of the items, which it takes over.
func NewList(items ...Value) *List { return &List{items} }

// A FrozenSet is Python's frozenset, kept in order of insertion.
type FrozenSet struct{ dict *Dict }

// NewFrozenSet makes a set of the items. An unhashable one is a [*TypeError].
func NewFrozenSet(items ...Value) (*FrozenSet, error) {
	s := &FrozenSet{NewDict()}
	for _, v := range items {
		if err := s.dict.SetItem(v, None); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Items are the members, in the order they were put in.
func (s *FrozenSet) Items() []Value { return s.dict.Keys() }

// An Iterator is what __iter__ of a built-in container returns.
type Iterator struct {
	class *Class
	items []Value
	at    int
}

// A Kw is one keyword argument.
type Kw struct {
	Name  string
	Value Value
}

// A Cell holds the class that a class body is making, for the functions in it.
// [World.ClassBody] hands one out; type.__new__ fills the one it finds in the
// namespace under __classcell__.
type Cell struct{ class atomicClass }

// Class is the class made, nil while there is none.
func (c *Cell) Class() *Class {
	if c == nil {
		return nil
	}
	return c.class.Load()
}

// Is reports whether a and b are the same object, as Python's `is`: identity for
// what has one, and equality of type and value for Go's plain values.
func Is(a, b Value) bool {
	switch x := a.(type) {
	case Tuple:
		y, ok := b.(Tuple)
		return ok && len(x) == len(y) && (len(x) == 0 || &x[0] == &y[0])
	}
	if _, ok := b.(Tuple); ok || !comparable_(a) || !comparable_(b) {
		return false
	}
	return a == b
}

// isInt gives the integer a Go value stands for; bool is a subclass of int.
func isInt(v Value) (int, bool) {
	switch n := v.(type) {
	case int:
		return n, true
	case bool:
		if n {
			return 1, true
		}
		return 0, true
	case int64:
		return int(n), true
	case int32:
		return int(n), true
	case int16:
		return int(n), true
	case int8:
		return int(n), true
	case uint:
		return int(n), true
	case uint64:
		return int(n), true
	case uint32:
		return int(n), true
	case uint16:
		return int(n), true
	case uint8:
		return int(n), true
	}
	return 0, false
}

// native is what an instance of a subclass of a built-in class holds: the int of
// an int, the dict of a dict. Other values are their own.
func native(v Value) Value {
	if o, ok := v.(*Object); ok && o.ext != nil && o.ext.native != nil {
		return o.ext.native
	}
	return v
}

// isIdentifier is str.isidentifier for the letters a program needs.
func isIdentifier(s string) bool {
	for i, r := range s {
		if r != '_' && !(r >= 'a' && r <= 'z') && !(r >= 'A' && r <= 'Z') && r < 0x80 && !(i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	return s != ""
}

// Mangle is the name a private name has inside a class body: __x in class C
// becomes _C__x (CPython's _Py_Mangle).
func Mangle(class, name string) string {
	if !strings.HasPrefix(name, "__") || strings.HasSuffix(name, "__") || strings.Contains(name, ".") {
		return name
	}
	class = strings.TrimLeft(class, "_")
	if class == "" {
		return name
	}
	return "_" + class + name
}
