// Package lesson plays the topic concurrency: tasks on a loop with a virtual clock, told by
// the loop's own trace; a coroutine and who asks it; a counter without a lock; a pool whose
// worker is killed; units that crash, really, in child processes; and the units measured.
//
// A program is a JSON object. With "kind": "counter", "crash" or "table" it has nothing else.
//
// With "kind": "loop" it has "tasks", each with a "name" and what to "do", one after the
// other, and "group": true if one failure shall cancel the others:
//
//	["sleep", "2s"]           wait by the clock
//	["timeout", "2s", "5s"]   sleep 5s, and be stopped after 2s
//	["lock", "k"], ["unlock", "k"]
//	["put", "q"], ["get", "q"]
//	["cancel", "task"]        ask a task to end
//	["fail", "text"]          end with an error
//
// The tasks are made in the order of the program, and by any seed but 1 in another.
//
// With "kind": "coroutine" it has "asks", of a coroutine whose body is always the same (it
// remembers what it is sent, and ends at "bye"):
//
//	["resume"], ["send", "word"], ["close"], ["result"]
//	["throw", "errBusy"]      which the body handles
//	["throw", "errBoom"]      which it does not
//
// With "kind": "pool" it has the number of "workers", the names of "tasks", and how often to
// "retry" a task that was lost with its worker. The seed chooses the task whose worker is
// killed.
package lesson
