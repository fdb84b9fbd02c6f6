// Package lesson plays the topic concurrency: tasks on a loop with a virtual clock,
// told by the loop's own trace, units that are measured, and units that crash, really, in child processes.
//
// A program is a JSON object. With "kind": "crash" or "kind": "table" it has nothing
// else; the table is the units, measured. With "kind": "loop" it has "tasks", each with a "name" and what to "do", one after the
// other, and "group": true if one failure shall cancel the others:
//
//	["sleep", "2s"]           wait by the clock
//	["timeout", "2s", "5s"]   sleep 5s, and be stopped after 2s
//	["lock", "k"], ["unlock", "k"]
//	["put", "q"], ["get", "q"]
//	["cancel", "task"]        ask a task to end
//	["fail", "text"]          end with an error
package lesson
