// Package concurrency measures [underhood/concurrency] and its loop beside the go
// statement, iter.Pull, os/exec, and CPython's generators, asyncio, threading,
// multiprocessing and concurrent.futures; Lua's coroutines too, where lua5.4 is
// installed.
//
// A coroutine is asked behind a call that is not inlined, as it is by a function of
// another package, and in resume_inline in the loop itself. Python and Lua ask in
// the loop in both, as that is their quickest.
//
// The tasks of sleep_1m sleep in virtual time: asyncio gets a selector that sets its
// clock on instead of waiting, and asks the system for nothing. What is told as bytes
// there is memory at the time at which all sleep, in a run before those that are timed:
// of Go its heap, without garbage, and stacks; of Python by how much the process grew.
//
// Two processes that wake each other are run on one processor at first, and moved
// apart by the scheduler some ten milliseconds later. So contestants of warm_task have
// been at it for 30 ms when the clock starts, as in topic ipc. Apart, each is woken on a
// processor that sleeps, which can take several times as long as all the rest, and two
// that only wait for each other may stay together all the same: warm_task has both, by
// chance. In warm_task_1cpu all run on one, and the figures can be compared.
//
// The workers are a program of their own (worker), which is built when a run begins:
// a process is started by running the program anew, and this one sets up the packages
// of all topics first. underhood/large is the same from here.
//
// # Files
//
//	coroutine.go  resume, send and the life of a coroutine
//	loop.go       tasks of an event loop, and goroutines that take turns
//	process.go    a process started and joined
//	warm.go       a task for a process that is there
//	unit.go       a thread, a goroutine started and joined
//	pin_*.go      running on one processor
//	program.go    building the worker
//	twin.py       Python
//	twin.lua      Lua
package concurrency
