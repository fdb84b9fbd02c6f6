// Package ipc lets processes talk: queues, pipes, shared memory, semaphores, locks,
// events, conditions and barriers; between the goroutines of a process over channels, and
// between processes over shared memory, by one API. Any process may be killed anywhere.
//
//	jobs, err := ipc.CreateQueue[Job](64, nil)               // in shared memory
//	child, err := ipc.Start(ctx, worker, ipc.Give("jobs", jobs))
//	err = jobs.Put(ctx, Job{1})
//
// and in the child, which is this program run anew:
//
//	var worker = ipc.Register("worker", func(ctx context.Context, c *ipc.Child) error {
//		jobs, err := ipc.AttachQueue[Job](ctx, c.Given("jobs"), nil)
//		…
//		task, err := jobs.Take(ctx) // if this process dies now, another gets it, marked
//		…
//		return task.Done()
//	})
//
//	func main() {
//		ipc.Init() // a child goes no further than this
//		…
//
// # What there is
//
//	                  one process       processes: make, attach         Python's
//	[Queue]           [NewQueue]        [CreateQueue], [AttachQueue]    Queue, JoinableQueue
//	[Pipe]            [NewPipe]         [CreatePipe], [AttachPipe]      Pipe
//	                                    [OSPipe], [SocketPipe]
//	[SharedMemory]    a slice           [CreateMemory], …               shared_memory
//	[Semaphore]       [NewSemaphore]    [CreateSemaphore], …            BoundedSemaphore
//	[Lock]            [NewLock]         [CreateLock], …                 Lock
//	[Event]           [NewEvent]        [CreateEvent], …                Event
//	[Condition]       [NewCondition]    [CreateCondition], …            Condition
//	[Barrier]         [NewBarrier]      [CreateBarrier], …              Barrier
//
// A thing in shared memory is handed to a child by [Give], or published under a name
// ([Publish]) for any process of the same user ([Named]). The names are of this machine;
// package ipc/nats has the same Queue for several.
//
// # How it works
//
//	process 17                shared memory                  process 23
//	              ┌─────────────────────────────────────┐
//	handle ──────▶│ header   magic, kind, size, type    │◀────── handle
//	              │ roster   17 alive, 23 alive         │
//	guardian ─ ─ ▶│   (a word each, on the kernel's     │◀ ─ ─ ─ guardian
//	              │    robust list of a thread)         │
//	              │ monitor  lock, who waits for what   │
//	              │ state    who holds what             │
//	              └─────────────────────────────────────┘
//
// The memory has no name in any directory: it is a sealed memfd, which is gone with the
// last process that has it. A name is an abstract socket, which is gone with the process
// that listens, and behind which that hands out the descriptor. So nothing is left behind
// by whatever is killed, and nothing has to be cleaned up.
//
// Each process has one thread, the guardian, whose robust list the kernel walks when the
// process dies by whatever cause: it marks the process's word in the roster, and wakes
// who sleeps on it. Whoever wakes gives back what the dead one held: all of that is told
// by words that name their holder. There is no time-out after which somebody is taken for
// dead: a process that was stopped is waited for.
//
// Waiting is first looking, for some microseconds if that has been worth it lately, then
// sleeping in the kernel on several words at once (futex_waitv): on what is waited for,
// on the others' lives, and on a word for the end of the context. Hundreds of goroutines
// sleep on a few threads.
//
// # Invariants
//
//   - A message arrives whole, once, and in order, or not at all, whoever is killed when
//     (TestKillProducer, TestKillSender).
//   - A value that a dead process had taken and not done comes again, in its old place and
//     marked; none is lost (TestKillTaker).
//   - The lock of a dead holder goes to the next, who is told; its permits come back
//     (TestKillHolder, TestWaiterIsTold).
//   - A stopped process is not dead: nobody takes what it holds (TestWaiterIsTold).
//   - A death wakes everybody it concerns, and eats nobody's wake (TestDeathEatsNoSignal,
//     TestDeathBreaksBarrier, TestDeathInLine).
//   - Every form of a thing keeps the same laws (TestQueueLaws and its siblings).
//   - What another process writes into the memory makes nothing here panic, or read
//     outside it (FuzzHostile and FuzzHeader of the internal packages).
//
// # Differences
//
// From Python's multiprocessing: a Queue is bounded and its Put returns when the value is
// in the queue, where Python hands it to a thread that may lose it; a lock's and a
// semaphore's holder may die; a named segment has an end; closing is for everybody. A
// child is started anew, as by Python's spawn, never by fork.
//
// Between a queue within a process and one in shared memory: values are copied by a
// [Codec], so pointers do not travel, and there is a longest message.
//
// A process that is stopped waits for what it waits for; the others do not wait for it
// (TestStoppedWaiter). But who is stopped between being woken and looking keeps that wake
// until it goes on, as with the kernel's own futexes, and who is stopped during the moment
// in which it changes something shared keeps everybody out until it goes on: also the calls
// that otherwise do not wait, TryPut, Release, Unlock, Set and the like. It has not died,
// and nothing can be said about how long it will be.
//
// There are 64 places for handles at one thing. Values without pointers lie in
// memory as this build of the program has them: both ends must be built for the same kind
// of processor, which is checked.
//
// # Systems
//
//	                      Linux (from 5.16)    macOS        Windows
//	in process            yes                  yes          yes
//	[OSPipe]              yes                  yes          no
//	[SocketPipe]          yes                  yes          no
//	[SharedMemory]        yes                  yes          no
//	all else, shared      yes                  no           no
//
// What a system has not returns an error that wraps [errors.ErrUnsupported].
//
// # Sources
//
// C. A. R. Hoare, Monitors (1974), and Lampson and Redell, Experience with Processes and
// Monitors in Mesa (1980), for what guards shared state; Documentation/locking/
// robust-futexes.rst of Linux and futex(2) for how a death is told; POSIX's
// pthread_mutex_consistent for what the next holder has to say; multiprocessing of
// CPython, and its issues 82300, 87971 and 96062, for what people miss. To watch
// processes talk, and to kill them: go run ./examples/ipc.
package ipc
