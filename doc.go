// Package underhood is the map of this module: Python's runtime ideas, rebuilt
// in Go as packages you can import, watch and trust.
//
// There is nothing to call here. Each idea is a package of its own, with its
// story in the package comment, an example that plays it step by step and back,
// and tests that compare it with the real thing.
//
//	idea                            package     watch it
//	memory: reference counts,       gc          go run ./examples/gc
//	cycles, generations, weak
//	references, finalizers
//	iteration: iterables,           iterators   go run ./examples/iterators
//	iterators, generators, all
//	of itertools
//	processes: queue, pipe,         ipc         go run ./examples/ipc
//	shared memory, semaphore, and
//	what becomes of them when one
//	is killed
//	one instance: the five ways,    singleton   go run ./examples/singleton
//	the naive ones breaking, and
//	a lazy one for production
//	units: process, thread,         concurrency go run ./examples/concurrency
//	goroutine, coroutine, and
//	tasks on an event loop
//	classes made at run time:       metaclass   go run ./examples/metaclass
//	metaclasses, C3, descriptors,
//	super, abstract classes
//	objects and tables: structs     orm         go run ./examples/orm
//	become rows, rows structs, and
//	the SQL between them is seen
//	Flask's way with requests:      web         go doc ./web
//	blueprints, hooks, contexts,
//	sessions
//	attacks and what holds: XSS,    websec      go run ./examples/websec
//	CSRF, SQL injection, floods
//
// Start with the story, then watch it happen:
//
//	go doc ./gc
//	go run ./examples/gc
//	go doc ./iterators
//	go run ./examples/iterators
//	go doc ./ipc
//	go run ./examples/ipc
//	go doc ./singleton
//	go run ./examples/singleton
//	go doc ./metaclass
//	go run ./examples/metaclass
//	go doc ./orm
//	go run ./examples/orm
//	go doc ./websec
//	go run ./examples/websec
//
// # Where things are
//
// A topic is a folder at the root: a library that imports the standard library,
// golang.org/x/sync and golang.org/x/sys, and no other topic. It knows nothing of
// how it is shown; it offers its events through one optional hook, and without a
// hook that costs nothing.
//
// Everything that shows it is inside: internal/show is the stage (log, player,
// scene, renderers), internal/lessons holds the programs that the examples play,
// and internal/conform plays programs for comparison with the real CPython. Data
// flows one way:
//
//	program -> engine -> events -> log -> state -> scene -> renderer
//
// CONTRIBUTING.md tells how to build, test and extend it; the tests beside this
// file keep the rules.
package underhood
