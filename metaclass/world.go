package metaclass

import (
	"reflect"
	"sync"
	"sync/atomic"
)

// A World owns type, object and the other built-in classes, and all classes made
// from them. Worlds share nothing: a class of one is a stranger to another. A World is
// safe for concurrent use: reads take no lock, writers publish finished snapshots
// one at a time, and no code of a program runs while a lock is held.
//
// A write to a class gives that class and each class below it its new state in
// turn, bases first. While it is under way, a reader may find a base changed and a
// subclass not yet; each class alone is always whole, and when the write returns
// everybody sees all of it.
type World struct {
	mu         sync.Mutex // publishing and subclass lists
	stackLimit uintptr
	root       *shape
	foreign    sync.Map // reflect.Type to *Class
	stats      counters
	hook       func(Event)

	typ, object                                                   *Class
	int_, bool_, float_, str, none, notImplemented                *Class
	tuple, list, dict, frozenset, mappingProxy                    *Class
	iterators                                                     map[string]*Class
	function, method, builtinFunc, wrapperDescriptor              *Class
	methodWrapper, methodDescriptor, classMethodDescriptor        *Class
	getsetDescriptor, memberDescriptor, cell                      *Class
	property, classMethod, staticMethod, super                    *Class
	abcMeta, abc, abcImpl, alias                                  *Class
	objectNew, objectInit, objectInitSubclass, objectGetattribute *Builtin
	objectSubclasshook, typeNew, typeInit, typeInstancecheck      *Builtin
	typeSubclasses                                                *Builtin
	builtins                                                      map[string]Value
	abcInvalidations                                              atomic.Uint64
}

// An Option configures a [World].
type Option func(*World)

// defaultStack is how much of a goroutine's stack calls may use. Go itself ends the
// program at 1 GB, on 32-bit systems at 250 MB.
const defaultStack = 64 << 20

// WithStackLimit sets how many bytes of a goroutine's stack may be in use when a
// function is called; beyond it the call is a [*RecursionError]. The default is
// 64 MiB. Go ends a program whose stack passes 1 GB, or what debug.SetMaxStack
// says. A class can be made while a sixteenth of the limit is in use, or 4 MiB if that is
// more: that ends a class statement that makes classes without end, after some 1,600. On other
// machines than amd64 and arm64 the stack cannot be measured: frames are
// counted now and then, and 50,000 of them are the most. Panics if n is not positive.
func WithStackLimit(n int) Option {
	if n <= 0 {
		panic("metaclass: WithStackLimit needs a positive number of bytes")
	}
	return func(w *World) { w.stackLimit = uintptr(n) }
}

// leastClassStack is how much stack may be in use for making a class at least.
const leastClassStack = 4 << 20

// classStack is how many bytes may be in use when type.__new__ runs. It is less than for a
// call, because an endless chain of classes, each derived from the last, costs the square of
// its length.
func (w *World) classStack() uintptr {
	return min(w.stackLimit, max(w.stackLimit/16, leastClassStack))
}

// New makes a World. Panics if an option is nil.
func New(opts ...Option) *World {
	w := &World{stackLimit: defaultStack, root: newShape(nil)}
	for _, o := range opts {
		if o == nil {
			panic("metaclass: New with a nil option")
		}
		o(w)
	}
	w.bootstrap()
	return w
}

// Type is type, the class of classes and its own instance.
func (w *World) Type() *Class { return w.typ }

// Object is object, the base of all classes.
func (w *World) Object() *Class { return w.object }

// Builtin is a predefined name of a program: a class such as "int", "property" or
// "ABCMeta", or a function such as "isinstance".
func (w *World) Builtin(name string) (Value, bool) {
	v, ok := w.builtins[name]
	return v, ok
}

// BuiltinClass is a predefined class. Panics if there is none of the name.
func (w *World) BuiltinClass(name string) *Class {
	if c, ok := w.builtins[name].(*Class); ok {
		return c
	}
	panic("metaclass: no built-in class " + name)
}

// member refuses what cannot be a part of this world's hierarchy: nil, and the classes of
// other worlds. what is the part it should play.
func (w *World) member(v Value, what string) error {
	if v == nil {
		return typeErrorf("%s is nil", what)
	}
	if c, ok := v.(*Class); ok {
		if c == nil {
			return typeErrorf("%s is a nil class", what)
		}
		if c.world != w {
			return typeErrorf("%s is a class of another world", c.Name())
		}
	}
	return nil
}

// TypeOf is type(v). A Go value that stands for nothing of Python's is an instance of a
// class made for its Go type, see [World.Adopt].
func (w *World) TypeOf(v Value) *Class {
	switch v := v.(type) {
	case *Object:
		return v.class.Load()
	case *Class:
		return v.meta.Load()
	case string:
		return w.str
	case int, int64, int32, int16, int8, uint, uint64, uint32, uint16, uint8:
		return w.int_
	case bool:
		return w.bool_
	case float64, float32:
		return w.float_
	case NoneType:
		return w.none
	case NotImplementedType:
		return w.notImplemented
	case Tuple:
		return w.tuple
	case *List:
		return w.list
	case *Dict:
		return w.dict
	case *FrozenSet:
		return w.frozenset
	case *MappingProxy:
		return w.mappingProxy
	case *Iterator:
		return v.class
	case *Function:
		return w.function
	case *BoundMethod:
		return w.method
	case *Builtin:
		switch {
		case v.kind == builtinFunction:
			return w.builtinFunc
		case v.kind == builtinClassMethod:
			return w.classMethodDescriptor
		case v.wrapper:
			return w.wrapperDescriptor
		}
		return w.methodDescriptor
	case *BoundBuiltin:
		if v.of.wrapper {
			return w.methodWrapper
		}
		return w.builtinFunc
	case *GetSet:
		if v.member {
			return w.memberDescriptor
		}
		return w.getsetDescriptor
	case *Member:
		return w.memberDescriptor
	case *Cell:
		return w.cell
	case *Property:
		return w.property
	case *ClassMethod:
		return w.classMethod
	case *StaticMethod:
		return w.staticMethod
	case *Super:
		return w.super
	case *GenericAlias:
		return w.alias
	case *abcData:
		return w.abcImpl
	case nil:
		panic("metaclass: nil is no value; None is")
	}
	return w.foreignClass(v)
}

// foreignClass is the class of a Go value of any other type.
func (w *World) foreignClass(v Value) *Class {
	t := reflect.TypeOf(v)
	if c, ok := w.foreign.Load(t); ok {
		return c.(*Class) //nolint:errcheck // nothing else is stored
	}
	name := t.Name()
	if t.Kind() == reflect.Pointer {
		name = t.Elem().Name()
	}
	if name == "" {
		name = t.String()
	}
	c, _ := w.foreign.LoadOrStore(t, w.builtin(name, w.object, &layout{size: 16}, true))
	return c.(*Class) //nolint:errcheck // nothing else is stored
}

// Adopt makes the Go values of sample's type instances of c: its methods are theirs.
// They have no attributes of their own. Only types that stand for nothing else can
// be adopted, and only before a value of theirs has been met; the result says whether
// it was so.
func (w *World) Adopt(sample any, c *Class) bool {
	_, loaded := w.foreign.LoadOrStore(reflect.TypeOf(sample), c)
	return !loaded
}
