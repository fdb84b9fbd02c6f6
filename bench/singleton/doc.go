// Package singleton measures [underhood/singleton] beside the primitives of the
// standard library, two containers for dependencies, and CPython's five ways.
//
// A get is timed in a loop of many, from one goroutine or from eight, of an instance
// that is there already: a pointer to a struct whose number is added up. Each get is
// behind a call that is not inlined, as it is when it is a function of another
// package, except where a row says that it is inlined.
//
// The containers and singleflight take up to a thousand times as long as the rest,
// and with as many gets they would be all that a run does. They make a fortieth of
// them, and their figures are times forty: what the gets take that the row speaks of.
// With fewer gets the collector may not come to its turn, which is in their favour.
//
// first_get makes the holder and gets once, a thousand times over.
package singleton
