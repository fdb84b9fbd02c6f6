// Package structs makes Go structs classes of a [metaclass.World], and Go methods
// callable by name without reflection.
//
//	type Account struct {
//		Owner   string
//		Balance int `py:"balance,readonly"`
//	}
//
//	func (a *Account) Deposit(n int) (int, error) { … }
//
//	account, err := structs.Register[Account](w,
//		structs.Method1Err((*Account).Deposit))
//	a, err := account.New("Ann")        // by position or by keyword
//	v, err := a.Call("Deposit", 100)    // 100
//	p, err := metaclass.As[*Account](a) // the struct itself
//
// # Why
//
// Every scripting language for Go lets programs call Go methods, and pays for it: it
// looks the method up by name and calls it through package reflect, at half a
// microsecond and several allocations a time. What costs is neither the name nor the
// dynamic type, it is that reflect builds the call anew each time. The compiler can do
// it once: (*Account).Deposit is a plain func value, and Method1Err is compiled for
// just its types. At registration it makes a func from values to values around it, and
// a call by name is a lookup in the class, a comparison of types for each argument, and
// a call.
//
// # Fields
//
// An exported field is a member of the class, in Python's words a descriptor of the
// kind that __slots__ makes. It is read and written where it lies in the struct. A tag
// says more:
//
//	Name string `py:"name"`          // another name
//	ID   int    `py:",readonly"`     // set by __init__ only
//	Note string `py:"id,readonly"`   // both
//	Key  string `py:"-"`             // no member
//
// Values are converted by the kind of the Go type, so that named types are numbers
// and strings too:
//
//	Go                         in the world          accepted when written
//	int…, uint…                int                   int and bool, if in range (OverflowError)
//	float32, float64           float                 float and int
//	string, bool               str, bool             the same
//	any                        what it holds, None   anything
//	pointer, map, chan, func   itself; nil is None   the same type; None
//	slice                      itself                the same type; a list or tuple; None
//	struct of a class          a pointer to it       one of the class, copied
//	other interface, struct    a copy                what Go can assign
//
// The last row and slices but a few go through package reflect; a [Report] says so. A
// struct inside another one is reached in place (u.Home.City = x changes u) if its type
// was registered first.
//
// # Methods
//
// Method0 to Method3 register methods with one result, those with Err methods with a
// result and an error, Proc0 to Proc3 those without results. An error that a method
// returns passes through the program as it is, and [errors.Is] and [errors.As] find it
// at the other end. A panic becomes a [*metaclass.PanicError] with its stack. What the
// method takes is checked before it is called, in the words of CPython's own methods:
// "Account.Deposit() takes exactly one argument (2 given)", "'str' object cannot be
// interpreted as an integer". A method that returns its receiver returns the instance
// it was called on.
//
// [Reflect] takes any signature and pays. Package methodset offers
// all methods of a type at once; it is apart because a program with it in cannot
// be rid of any exported method of any type (the linker keeps what reflect.Type.Method
// could find), which makes binaries larger by megabytes.
//
// # Embedding
//
// A struct that is embedded by value as the first field can be the base, with [Base]:
// then the class is derived from its class, as a C structure that begins with another
// is in CPython. Members and methods are inherited, super reaches them, and [As] finds
// the inner struct. Anything else that is embedded is promoted as Go does it: the
// fields and methods appear as the class's own, and the embedded struct's class is no
// base. A class of the world can derive from at most one of two struct classes that are
// not derived from each other: an instance holds one struct.
//
// # Programs and their classes
//
// A class derived from a struct's class in a program is like any other: its instances
// hold a fresh struct and have a dict besides; it can override Go methods and call them
// by super. A Go method that calls another on its receiver calls Go's, not the
// override: it has the struct, and not the instance. Go code that wants the override
// calls through the instance, with [Call0], [Call1] or [Call2], which put nothing into
// interfaces as long as the method is Go's.
//
// # Invariants
//
//   - A typed method is called without reflection and without allocation, unless its
//     result itself must be put into an interface (TestAllocations).
//   - The typed adapters and reflection give the same results and the same errors, for
//     any signature both can take (methodset, TestBothPathsAgree).
//   - What a field gives can be written back, and then Go finds the same
//     (TestFieldsRoundTrip). A value that is refused has changed nothing (FuzzArguments).
//   - A program that registers by hand does not keep methods that it does not name
//     (TestLinkerDropsUnused).
//   - No value reaches a struct's memory but through its own type or one that embeds it
//     (the comment in pointer.go; TestLayouts, TestGoPointerIsInstance).
//
// # Concurrent use
//
// A registered class is as safe as every class. The struct is not: its fields are plain
// memory, read and written without a lock. Share an instance between goroutines only if
// its methods lock and no program writes its fields.
//
// # Differences from Python
//
//	what                            there                            here
//	struct class as written in C    immutable type                   attributes can be set (TestDifferences)
//	type of a method, of a field    method_descriptor,               function, getset_descriptor (TestDifferences)
//	                                member_descriptor
//	integer too large               "… to convert to C int"          names Go's type (TestMemberRefusals)
//	member of wrong type            words differ from type to type   "attribute 'x' must be str, not int" (TestMemberRefusals)
//
// Sources: CPython 3.11, Objects/methodobject.c, Objects/descrobject.c,
// Python/structmember.c, Python/getargs.c, and Argument Clinic's converters for the
// words; the linker's rule is in cmd/link/internal/ld/deadcode.go.
package structs
