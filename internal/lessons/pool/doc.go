// Package lesson is what the gc example's scenario about memory pools plays: a
// program, the player that runs it on a [pool.Allocator], and the view that draws
// arenas, pools and blocks.
//
// A program is a JSON array of operations, each with an optional "note":
//
//	{"op": "alloc", "name": "a", "n": 32, "size": 512}   a gets 32 blocks more
//	{"op": "free", "name": "a", "n": 32}                 frees the last 32 of a, last first
//	{"op": "free", "name": "a", "keep": 100}             frees all of a but each 100th
//	{"op": "trim"}                                       gives back the pages of sparse pools
package lesson
