// Package methodset registers all exported methods of a struct at once, for package
// structs.
//
//	account, err := structs.Register[Account](w, methodset.Of[Account]())
//
// Methods of usual signatures lose nothing by it: [reflect.Type.Method] gives the
// method's own func value, which is turned into its real type once. Up to two arguments
// and a result of the types string, int, float64, bool, any, error and *T, and a few
// more, are known here; anything else is called through reflect, and the report of
// [structs.ReportTo] names it. To have such a method called without reflection, give
// it by hand as well: it comes before the one that is offered.
//
// The price is the size of the binary. The linker drops exported methods that nothing
// names, until a program asks a type for its method number i: from then on any could be
// meant, and those of all types stay (cmd/link/internal/ld/deadcode.go). A program of
// 3.9 MB becomes one of 6.4 MB, a third of it adapters. Package structs without this
// one keeps what it names, and nothing else.
//
// Methods that Go promotes from an embedded struct are registered like others, but
// with [structs.Base] they are left to the base's class.
package methodset
