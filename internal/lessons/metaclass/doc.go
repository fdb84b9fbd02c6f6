// Package lesson plays programs about classes on [metaclass]: a list of steps, of
// which each makes a class or an object, reads or writes an attribute, or asks a
// question. It renders what happens as the oracle of the conformance tests does:
// the value, the calls of hooks in order, the exception.
//
// A program is JSON, {"id": …, "steps": [{"op": "class", "name": "A"}, …]}. The
// recorder under internal/conform/record plays the same programs on CPython; what
// they may contain is written at its top.
package lesson
