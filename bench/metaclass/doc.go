// Package metaclass measures [underhood/metaclass] beside CPython and four interpreters
// written in Go, whose objects a program in Go would otherwise have.
//
// An operation is timed in a loop of many and gives 3 each time; the answer is the sum.
// What a contestant does for it, where they differ:
//
//	                the loop             the class                      super, hook, property
//	underhood       Go, a Site           World.Class                    as in Python
//	python          Python               class                          super(), __getattr__, property
//	goja            JavaScript           class                          super, Proxy, a getter
//	gopher-lua      Lua                  tables and metatables          the base by name, __index
//	starlark        Starlark             a struct; a type in Go         a type in Go
//	expr            an expression        a struct in Go                 -
//	yaegi           Go, interpreted      a struct                       the embedded one by name
//	…/host          Go                   that interpreter's objects, asked through its API
//
// The turn of a loop takes an interpreter longer than what is measured here, so each of
// their loops does eight operations a turn and adds up one of them; Python saves most by
// it, some 30 ns an operation. In Go a turn costs nothing and is done for each.
//
// The interpreters take up to a thousand times as long as the rest, and with as many
// operations they would be all that a run does. They do a part of them, and their
// figures are multiplied: what the operations take that the row speaks of. With fewer
// the collector may not come to its turn, which is in their favour.
//
// Only what is safe for that is read by two goroutines: of an interpreter in Go each
// would need its own, with its own objects.
package metaclass
