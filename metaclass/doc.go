// Package metaclass is Python's object model as a Go library: classes made at run
// time, metaclasses, C3, descriptors, super, abstract classes, and a change to any of
// them at any moment, by CPython 3.11's rules.
//
// # The idea
//
// A class is an object. It is made while the program runs, by calling another
// class, its metaclass, as an instance is made by calling a class. The metaclass of
// most is type, and type is an instance of itself. Every attribute access is a search
// along an order of classes, the MRO, and what is found may be a descriptor, which
// takes part in the answer. Methods, properties, class methods and slots are all
// just descriptors. With these few rules classes can be checked, registered, completed
// or replaced as they come into being.
//
// # The picture
//
//	         instance of          instance of           instance of
//	a  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄►  A  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄►  type ┄┄┄┄┄┄┄┐
//	                       │ derived from           │  ▲      ┊
//	                       ▼                        │  └┄┄┄┄┄┄┘
//	                     object  ◄──────────────────┘
//	                       ┊  derived from            (and object is an
//	                       └┄┄┄┄┄┄┄┄► type             instance of type)
//
// # Use it
//
// A [World] has its own type and object. A = type('A', (), {}) and a = A() are
//
//	v, err := w.Call(w.Type(), "A", metaclass.Tuple{}, metaclass.NewDict())
//	a := v.(*metaclass.Class)
//	o, err := a.New()
//
// and a class statement is [World.Class], with bases, metaclass, attributes and
// methods as options. See the package example.
//
// # How it works: what A = type('A', (), {}) does
//
// Calling type runs the __call__ of type's own class, which is type: it calls
// type.__new__, then type.__init__. type.__new__ takes these steps ([World.Call],
// create.go), and each can fail before anything else is changed.
//
// The metaclass is chosen: the most derived of the one called and those of all
// bases. Two that are not derived from each other are a conflict. No bases stand for
// (object,).
//
// The best base is found, whose layout the instances extend: a name of __slots__ or
// the value of an int has its place in the instance, and two bases that each add
// something at the same place cannot be joined (layout.go). __slots__ is read; without
// it, instances get a dict.
//
// The namespace is copied. __new__ becomes a static method, __init_subclass__ and
// __class_getitem__ become class methods, and the cell that super() needs is filled.
//
// The MRO is worked out by C3 (mro.go, [Linearize]): merge the orders of the bases and
// the list of bases, always taking the first head that is in no list's tail. A
// metaclass with an mro() of its own may decide otherwise. From here on the class is
// in the weak lists of its bases' subclasses.
//
// Each value of the namespace whose type has __set_name__ is told its name, in order.
// Then the parent is told, by super(A, A).__init_subclass__.
//
// A class statement does more around it (statement.go, [World.Execute]): bases that
// are no classes are replaced by what their __mro_entries__ says, the metaclass's
// __prepare__ gives the namespace, the body fills it, then the metaclass is called.
//
// # How it works: what a.x does
//
// The class's MRO is searched for x. If what is found is a data descriptor (its own
// type has __set__ or __delete__), its __get__ answers. Otherwise the object's own dict
// answers, if it has x. Otherwise what was found: by __get__ if it has one, so that a
// function becomes a bound method. Otherwise __getattr__ is asked, and without that it
// is an [*AttributeError]. For a class, the same happens one floor up, and in place of
// its own dict stands its own MRO. [World.Explain] tells all this for a given name.
//
// # How it is fast
//
// A class's state is one immutable snapshot with a version that no other state ever
// has. A write makes new ones for the class and all below it; a lookup remembers in the
// snapshot what it found. Instances that got the same names in the same order share
// a shape, so that their values lie in a row. A [Site], one for each place in a program, remembers
// a version, a shape and a place: an access compares two numbers. A call by a site, or
// by [Object.Call], makes no bound method, and functions of fixed arity ([Func1])
// are called without any allocation. Versions have 64 bits: a class is never too often
// changed to be remembered.
//
// # Concurrency
//
// Everything but [List] may be used by several goroutines. Reads take no lock, but for
// instances with more than 64 attributes or names nobody shares. Writers of classes publish
// one at a time, per world, and no code of a program runs under a lock. Each class changes in one
// moment; a change to a hierarchy reaches it class by class, bases first, and is complete
// when the write returns (TestReadersAndWriters, TestWriteIsSeenByAll).
//
// # Errors
//
// Exceptions are Go errors, a type for each kind, to be found by errors.As; [Kind] gives
// Python's name. Texts are put together when they are read. A [*AttributeError], also a
// wrapped one, is what makes __getattr__ run; other errors pass. A panic in a function or
// descriptor becomes a [*PanicError]. Endless recursion, such as a __getattr__ that
// asks for a missing name, is a [*RecursionError] before Go's stack runs out
// ([WithStackLimit]).
//
// # Invariants
//
//   - Every access equals a search by the rules without any cache (TestPropertyModel,
//     FuzzModel).
//   - A site answers what an access by name does, whatever has changed since
//     (TestPropertyModel, TestSiteSees).
//   - A failed assignment to __bases__ leaves every class as it was
//     (TestPropertyModel, TestConformRecorded "mro() fails below").
//   - No cache, site or list keeps a class alive (TestNothingPins).
//
// # Cost
//
// An attribute by a site is a few nanoseconds, a method call or a property by one about
// as much as a call through two interfaces, at any depth of inheritance; by name two to
// three times that. None of them allocates, but a write makes a box of 16 bytes and takes
// the object's lock, some 100 to 180 ns, and a bound method is made when one is asked for. A
// class is about 2 KB. A write to a class costs a copy of its namespace, so that n
// names set one by one are some n²/2 entries copied, and a new snapshot for each class below it.
//
// # Differences from CPython
//
// Values, the order of hooks, kinds of exceptions and their causes equal 3.11's on random
// programs played by both (TestConformLive), and so do the messages programs read.
// The differences known are these; each row names the test that pins it.
//
//   - A class whose own mro() has a stranger in it, a class it is not derived from, sees
//     what is set on the stranger. CPython goes on giving the value it has in its cache.
//     (TestDifferences/stranger)
//   - Integers have 64 bits. (TestDifferences/integers)
//   - A [Dict] takes an instance for itself alone as a key, also when its class defines
//     __eq__ and __hash__. (TestDifferences/keys)
//   - A key of a namespace that is no string is left out of the class; CPython keeps it in
//     the class's dict. (TestDifferences/namespace-keys)
//   - Recursion is bounded in bytes of the stack, not in frames: sys.setrecursionlimit
//     becomes [WithStackLimit]. (TestDifferences/recursion)
//   - Classes die when Go's collector has run, not when their last cycle has been
//     collected; __del__ is never called, and __weakref__ is always None.
//     (TestDifferences/weakref)
//   - Functions are Go: no __code__ and no __defaults__. A function of fixed arity takes
//     no keywords. (TestDifferences/functions)
//   - Exceptions are no classes that a program can refer to. Of the built-in classes there
//     are those the model needs, with their common methods: no set, bytes, complex or
//     slice, and no int | str. Of their methods there are the common ones: no
//     list.index, remove or sort, no int.bit_length, no dict.popitem. (TestDifferences/built-ins)
//   - hash() of an object, and the address in its repr, are other numbers.
//     (TestDifferences/addresses)
//   - ABCMeta asks a new class for the names its bases have left abstract in one order
//     here; CPython's is that of a frozenset, another in each run. (TestConformLive)
//   - A super object without arguments takes its class from the cell that its function
//     was tied to, [Function.In]; other functions have none. (TestDifferences/super)
//
// # Sources
//
// CPython 3.11: Objects/typeobject.c, Objects/descrobject.c, Objects/object.c,
// Objects/abstract.c, Python/bltinmodule.c (__build_class__), Modules/_abc.c. PEP 253
// (subtyping built-in types), PEP 487 (__init_subclass__ and __set_name__), PEP 560
// (__mro_entries__, __class_getitem__), PEP 3115 (metaclasses), PEP 3119 (abstract base
// classes), PEP 3135 (super). K. Barrett and others, "A monotonic superclass linearization
// for Dylan" (OOPSLA 1996). L. P. Deutsch and A. M. Schiffman, "Efficient implementation of
// the Smalltalk-80 system" (POPL 1984). C. Chambers, D. Ungar and E. Lee, "An efficient
// implementation of SELF" (OOPSLA 1989). P. Cointe, "Metaclasses are first class: the ObjVlisp
// model" (OOPSLA 1987).
package metaclass
