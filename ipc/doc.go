// Package ipc lets processes talk: queues, pipes, shared memory, semaphores, locks,
// events, conditions and barriers, within a process over channels, and between processes
// over shared memory, by one API.
//
//	q, err := ipc.CreateQueue[Job](64, nil)                        // in shared memory
//	p, err := ipc.Start(ctx, worker, ipc.Give("jobs", q))          // another process
//	err = q.Put(ctx, job)
//
// (The rest is written when the parts are done.)
package ipc
