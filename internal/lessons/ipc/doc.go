// Package lesson plays processes that share things, and that are killed and stopped, with
// the real things of package ipc and real processes.
//
// A program is a JSON object: what there is, and what is done.
//
//	{"things": [["queue","jobs","3"], ["lock","key"]],
//	 "plan": [["start","w1"], ["take","w1","jobs"], ["put","parent","jobs","a"], ["kill","w1"]]}
//
// A thing is a kind, a name and, for some, a size:
//
//	queue NAME VALUES      memory NAME NUMBERS      lock NAME       event NAME
//	pipe NAME BYTES        semaphore NAME PERMITS   condition NAME  barrier NAME PARTIES
//
// The steps that are done to a process:
//
//	["start", "w1"]            it is started, and attaches to all things
//	["start", "w1", "jobs"]    … to these
//	["kill", "w1"]             SIGKILL
//	["stop", "w1"]             SIGSTOP
//	["continue", "w1"]         SIGCONT
//	["leave", "w1"]            the context of what it waits in ends
//
// and those that a process does, which may be the parent:
//
//	queue      ["put","w1","jobs","a"] get take done join close
//	pipe       ["send","w1","wire","text"] receive close    one child and the parent
//	memory     ["write","w1","page","0","7"] read
//	semaphore  ["acquire","w1","seats","2"] ["release","w1","seats","2"] close
//	lock       ["lock","w1","key"] unlock repaired close
//	event      set clear wait close
//	condition  those of a lock, and wait signal broadcast
//	barrier    wait abort reset
//
// # How a run is shown
//
// A step is over when every process has answered or sleeps. That one sleeps is not
// guessed from the time it takes: it is seen in the shared memory, with [ipc.Look], by
// the word that the sleeper has left there for whoever is to wake it. So the same program
// gives the same list of [Beat], in which processes have names and no numbers, as long
// as no two processes wait for one thing that only one of them can get after a death. A
// [State] is the fold of the first so many beats, and the picture is drawn from it alone.
//
// [Watch] is another thing: a crew that works without end, to be looked at, and killed,
// while it does. What it shows is measured and is never the same twice.
package lesson
