// Package lesson is what the gc topic's example, pictures and comparison with
// CPython share: programs, the player that runs them on a [gc.Heap], the story
// its events tell, and the view that draws them.
//
// A program is a JSON array of operations. Each mirrors a line of Python:
//
//	{"op": "bind", "name": "x", "leaf": "1.2"}              x = 1.2
//	{"op": "bind", "name": "y", "to": "x"}                  y = x
//	{"op": "bind", "name": "l", "list": ["x", {"leaf": "1"}]}   l = [x, 1]
//	{"op": "bind", "name": "a", "object": true}             a = Node()
//	{"op": "rebind", …}                                     the same for a name that exists
//	{"op": "del", "name": "y"}                              del y
//	{"op": "call", "func": "foo", "params": ["p"], "args": ["x"]}   foo(x), and into its body
//	{"op": "return", "value": "p", "into": "r"}             return p; r = foo(x)
//	{"op": "append", "list": "l", "item": "x"}              l.append(x)
//	{"op": "remove", "list": "l", "index": 0}               del l[0]
//	{"op": "set", "name": "a", "slot": 0, "to": "b"}        a.s0 = b; without "to" None
//	{"op": "refcount", "name": "x"}                         sys.getrefcount(x) - 1
//
// Objects have eight slots, s0 to s7. The globals can also be worked on from
// anywhere by these, which are the oracle's:
//
//	{"op": "new", "id": "a", "leaf": false}     a = Node(), or an atom
//	{"op": "link", "id": "a", "slot": 0, "to": "b"}   a.s0 = b
//	{"op": "unlink", "id": "a", "slot": 0}      a.s0 = None
//	{"op": "drop", "id": "a"}                   del a
//	{"op": "take", "id": "a", "slot": 0}        the object in a.s0 gets its name back
//	{"op": "refcount", "id": "a"}               also "tracked" and "gen" (its generation)
//	{"op": "alloc", "n": 100, "keep": true}     objects without a name; "release" lets them go
//
// Weak references and finalizers:
//
//	{"op": "weakref", "w": "w", "to": "a", "cb": "log", "in": ["b", 1]}
//	    cb: "log", "raise", {"drop": id}, {"collect": generation} or left out; in: stored in b.s1
//	{"op": "wget", "w": "w"}                    its target; "wdrop" drops it
//	{"op": "fin", "id": "a", "do": ["log", {"resurrect": true}]}
//	    steps: {"resurrect": true} {"save": slot} {"unlink": slot} {"link": [slot, id]}
//	    {"peek": w} {"watch": w} {"collect": generation} {"raise": true}
//	{"op": "forget"}                            drop what finalizers saved
//
// The collector: "collect" (with "gen"), "marksweep", "enable", "disable",
// "threshold" (with "t": [700, 10, 10]), "count", "stats", "freeze", "unfreeze",
// "frozen", "debug" (with "saveall"), "garbage", "ungarbage".
//
// Any operation may have a "note", which is told with it.
package lesson
