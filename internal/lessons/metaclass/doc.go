// Package lesson plays programs about classes on [metaclass]: a list of steps, of
// which each makes a class or an object, reads or writes an attribute, or asks a
// question. [Play] renders what happens as the oracle of the conformance tests does:
// the value, the calls of hooks in order, the exception. [Tape] tells it as a story.
//
// A program is a JSON object. The recorder under internal/conform/record plays the same
// programs on CPython.
//
//	{"id": "mine", "steps": [
//	  {"op": "class", "name": "A", "bases": [], "ns": [["x", {"k": "value", "v": 1}]]},
//	  {"op": "new", "as": "a", "cls": {"ref": "A"}, "args": []},
//	  {"op": "get", "obj": {"ref": "a"}, "name": "x"}]}
//
// The steps, by op:
//
//	class       name, as, bases, meta, kw, ns, decorators: a class statement
//	type3       name, as, bases, meta, kw, ns: type(name, bases, ns)
//	new         as, cls, args, kw: an instance
//	let, eval   as, x: a variable; a value
//	get, del    obj, name
//	set         obj, name, and v or entry
//	super       cls, obj, name: super(cls, obj).name
//	hasattr     obj, name
//	isinstance  obj, cls
//	issubclass  sub, cls
//	register    cls, sub: of an abstract class
//	mro, bases, subclasses, abstract   cls
//	type, dict  obj
//	drop        var: del, and a collection of garbage
//
// ns is a list of names with entries, by k: value (v); method, classmethod,
// staticmethod, abstract (body); property (get, set, del, each a body); slots
// (names); descr (has: some of get, set, del, name), a descriptor that logs what it is
// asked. Hooks are methods of their names.
//
// A body is a list of instructions: ["ret", E], ["log", E], ["do", E], ["raise", TYPE,
// TEXT], ["set", E, name, E], ["del", E, name], ["setitem", E, E, E] and ["if", E, E,
// [then], [else]], which compares. An expression is a number, a text, true, false,
// null, a list, or an object with one of these keys:
//
//	ref     a variable, or a predefined name: object, type, int, ABC, getattr …
//	arg     an argument of the function, by its place; args: all from a place; kw
//	tuple   a list of expressions; dict: a list of [key, E]
//	attr    [E, name]
//	item    [E, E]
//	call    [E, [arguments], {keywords}]; {"star": E} and "**" spread
//	cat     a list: the texts of all, joined
//	super   []; super2: its arguments
//	typeof, vars   E
//	entry   an entry, such as a function
//
// # How a run is shown
//
// The engine is the real one, and what is told is what it tells: the events of its hook
// while classes are made, the steps of [metaclass.Linearize], what
// [metaclass.World.Explain] says of an attribute, and [metaclass.World.Graph]. The
// player adds what only it knows: a name bound in a body, a function of the program
// that runs, a line of its log. So the same program gives the same list of [Beat]. A
// [State] is the fold of the first so many, and the picture is drawn from it alone. The
// program is written in Python beside it, for the reader; nothing runs it in this form.
package lesson
