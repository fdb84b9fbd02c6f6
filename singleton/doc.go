// Package singleton is one instance of a type, every way Python has, with the
// failures of each on view, and one that is good enough for production: [Lazy].
//
//	var DB = singleton.New(openDB, singleton.OnClose((*sql.DB).Close))
//
//	db, err := DB.Get(ctx) // opened by the first who asks, one atomic load for the rest
//
// # When not to
//
// Most singletons should be parameters. A function that calls DB.Get hides what it
// needs: it cannot be read off its signature, a test has to know it, and two of its
// kind cannot live in one program. Make the instance in main, once, and pass it:
//
//	func main() {
//		db, err := openDB()
//		…
//		serve(newHandler(db))
//	}
//
// That is one instance too, and no pattern. What is left are things the process has
// one of by nature (a clock, a random source, a connection pool that libraries
// share), where passing them through twenty layers costs more than it tells, and
// whose construction should wait until somebody wants them.
//
// # The five ways
//
// All do the same three steps: intercept the construction, ask whether there is an
// instance, return it. They differ in where.
//
//	Python                     Go                                      file
//	a module's global          a package variable, [Must]              packagevar.go
//	__new__                    a guard in the constructor, [Guard]     guard.go
//	a metaclass's __call__     a registry by type, [Of]                registry.go
//	a function decorator       a wrapped constructor, [Wrap]           wrap.go
//	a class decorator          a holder, [Holder]                      holder.go
//
// What is wrong with each in Python (TestPythonFacts asks CPython):
//
//	                    threads  arguments  isinstance  a subclass gets         copy.copy
//	__new__             8 of 8   second     True        the parent's object     the same
//	metaclass           8 of 8   first      True        an object of its own    another
//	function decorator  8 of 8   first      TypeError   TypeError               another
//	class decorator     8 of 8   first      TypeError   TypeError               another
//
// The first column: how many objects the forms construct without a lock, as they are
// usually written, when each of 8 threads has looked before one has stored (a barrier
// between the two steps makes sure of it). [Naive] and its relatives are those forms, to be
// watched breaking. The second: whose arguments count when Config("first") is
// followed by Config("second").
//
// What the Go forms do when something goes wrong (TestTable):
//
//	           after an error    after a panic      asks for itself  reset
//	Must       panics            panics             -                no
//	Guard      -                 constructs again   deadlock         no
//	Of         -                 constructs again   deadlock         no
//	Wrap       the same error    panics again       deadlock         no
//	Holder     -                 constructs again   deadlock         yes
//	sync.Once  -                 nil for ever       deadlock         no
//	Lazy       constructs again  constructs again   CycleError       yes
//
// Lazy knows who asks by the [Resolver] it gives to constructors. One that asks past
// it, with a context of another's, deadlocks as in all the others.
//
// # Lazy
//
// [Lazy.Get] constructs at the first call and is one atomic load afterwards. A
// failed construction is an error, never a nil that looks like an instance, and is
// tried again as a [Retry] says. Callers stop waiting when their context ends; the
// construction goes on for the others. Constructors get a [Resolver], through which
// they ask for what they need: a circle is a [CycleError] with the path, also when
// two goroutines close it from different ends.
//
// A [Scope] owns instances. Closing it closes them one at a time, what needs something
// before what it needs. A test forks it ([ForTest]) and puts stand-ins in ([Override])
// without disturbing the tests beside it, since the scope travels in the context.
//
// # Invariants
//
//   - Everybody gets the identical instance, and it was constructed once, when 1,000
//     goroutines ask at the same time (TestLaws).
//   - The naive forms construct once for each who looked first (TestNaive).
//   - A value comes without an error and an error without a value (TestRetry,
//     TestBadEnds).
//   - No order of construction closes anything before what needs it (TestCloseOrder),
//     also when that is still being made (TestCloseHolds).
//   - A circle of constructors is an error with its path, never a wait for ever
//     (TestCycles, TestCrossing).
//
// # Sources
//
// Gamma, Helm, Johnson, Vlissides, Design Patterns (1994), for the pattern; sync
// ([sync.Once], [sync.OnceValues]); issues 22098 (retry), 25312 (context) and 25955
// (reset) of golang/go, for what people miss in them. To watch goroutines race for the
// instance, each way side by side: go run ./examples/singleton.
package singleton
