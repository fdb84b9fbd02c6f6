// Package loop is asyncio's event loop in Go: tasks that run one at a time, each
// until it waits, in an order that can be foretold. Between two waits nothing else
// happens, so what the tasks share needs no lock; time is a clock that can be
// real or turned by hand; and the same program takes the same steps every time.
//
//	_, err := loop.Run(ctx, loop.New(loop.Virtual(start)), func(ctx context.Context) (int, error) {
//		tea := loop.Go(ctx, brew)
//		toast := loop.Go(ctx, roast)
//		_, err := loop.Gather[string](ctx, tea, toast)
//		return 0, err // after three minutes, at once
//	})
//
// # How it works
//
//	           ready queue                          tasks
//	  ┌───────────────────────────┐  turn   ┌────────────────────┐
//	┌▶│ reader, timeout, main, …  │────────▶│ runs until it waits│
//	│ └───────────────────────────┘         └─────────┬──────────┘
//	│     ▲                ▲   woken by              │
//	│     │ due            └──────── its turn ────────┤ suspends: in a
//	│ ┌───┴─────────────────────┐                     │ queue's list, on a
//	└─┤ timers, earliest first  │◀────────────────────┘ future, on a timer
//	  └─────────────────────────┘
//
// The loop takes the first of the ready queue and gives it a turn. A task's turn
// ends where it waits, by a call that takes its context: [Sleep], [Task.Await],
// [Queue.Get] and their like. Whoever ends that wait puts the task at the end of
// the ready queue. When the queue is empty, the loop waits for the next timer, or,
// on a virtual clock, sets the clock to it ([Virtual]).
//
// Turns come in rounds: what is ready when one begins has its turn before anything
// that is made ready meanwhile. So no task starves another, unless it does not wait
// at all: a loop of one's own without a call to [Yield] stops all the others, and so
// does a call that blocks; [InThread] is for those.
//
// A task is a coroutine, a goroutine to which control is handed over and which hands
// it back, without the scheduler (package iter does the same). A task may wait at
// any depth of calls: there are no functions of two colours, only a context that
// says whose turn it is.
//
// # Cancellation
//
// To cancel a task is to ask it. The call where it waits returns [ErrCancelled], and
// the task decides: it returns the error, and counts as cancelled; or it cleans up
// first, and may wait for that; or it swallows the error and goes on. An error of its
// clean-up is joined to the cancellation, or takes its place, and is then what the
// task has failed with (TestErrorsOfCleanUp). A task that
// waits for another passes the request on to that one and learns the outcome
// ([Shield] does not); one that has not begun never runs.
//
// [Timeout] and [Group] cancel as well, and tell their own requests from others' by
// counting them ([Handle.Cancelling]): a time-out becomes [ErrTimeout] only if
// nobody else wants the task to end. [Example_cancel] shows one task in all of these.
//
// # Structure
//
// [Group] ties the life of tasks to a block: when it returns, they have all ended.
// One that fails takes the others along, and the error is all of theirs. [Run] does
// the same for all that is left when main returns. Nothing is left running, also
// where a task will not end: one that swallows its cancellation and waits, be it for
// ever or again and again, is ended by force ([Grace]).
//
// # When nothing can happen
//
// A loop knows all that may wake a task. When no task is ready, no timer is set and
// no work is under way, it says so, and who waits for what ([DeadlockError]):
//
//	concurrency: deadlock: main waits for task b; b waits for lock l, held by main
//
// It does not know who may end a context. While a task waits under one that was derived
// from its own, by [context.WithCancel] or [context.WithTimeout], or [Loop.Hold] was
// called, the loop waits as well, for ever if need be; in reports and traces such a
// wait is "or a context of the outside" (TestWaitUnderContext). [Timeout], whose
// function gets its context unchanged, hides nothing. Nor does the context of [Run]: a
// main that is to wait for its end, and for nothing else, calls Hold.
//
// # Whose context it is
//
// The calls that wait are for the task whose context they get, in the goroutine in
// which it runs. A context of another task, or of one that has ended, is refused, and
// so is a task's own on a goroutine that it has started ([ErrWrongTask],
// TestContextElsewhere). There it is fine for all else: Done, Err and Value may be used
// anywhere.
//
// # What a loop cannot guard against
//
// A task must not wait while it is locked to its thread (TestLockedTaskIsFatal).
//
// # Invariants
//
//   - The order of steps, results and errors is that of CPython 3.11's asyncio
//     (TestConformRecorded, TestConformLive: random programs, played by both).
//   - Timers of equal time come in the order they were set
//     (TestEqualDeadlinesAreFIFO).
//   - The same program gives the same trace on a virtual clock (TestReplay); how to
//     record one and compare it is [Example_replay].
//   - Waiting allocates nothing (TestTurnsAllocateNothing).
//   - No goroutine outlives Run (goleak, TestStubbornTasksAreEndedByForce,
//     TestEndlessTasksAreEndedByForce).
//   - A panic or Goexit ends its task and no other (TestPanic, TestGoexit).
//
// # Differences from asyncio
//
//   - Timers of equal time are first in, first out. asyncio's heap compares times
//     alone, and six equal ones come as 0, 2, 5, 4, 1, 3
//     (TestEqualDeadlinesDiffer).
//   - The tasks of a group, and all tasks at the end, are cancelled in the order in
//     which they were made. asyncio keeps them in sets.
//   - At the end tasks are cancelled again until none is left and, after a hundred
//     rounds of that, none is made; those that wait
//     for ever or go on for ever are ended by force. asyncio.run does one round, in
//     which it may hang, and drops the tasks that were made in it.
//   - A deadlock is an error. asyncio waits.
//   - Tasks that wait for each other in a circle can be cancelled; there it is a
//     RecursionError.
//   - Tasks are kept until they end. asyncio refers to them weakly, and one that
//     nobody else refers to can vanish.
//   - A panic that nobody asked for is an error of Run; other errors are dropped
//     there, where asyncio logs them.
//   - A task that awaits itself gets its error at once, not at its next turn.
//
// What is not here: sockets, pipes, subprocesses and signals (goroutines and
// [Loop.CallSoonThreadsafe] bring in what they do); asyncio.wait and as_completed, for
// which [Gather], [Group] and a [Queue] stand in; Condition and Barrier; a time-out that
// is rescheduled; callbacks at a task's end.
//
// # Cost
//
// A turn takes some 0.1 µs and no memory, a task that is made, awaited and ends
// 0.5 µs; 100,000 that sleep at the same time 4.0 µs and 3.0 KiB each, of which
// 2 KiB are the stack. (asyncio on the same machine: 1.2 µs a turn, 11 µs for one that
// sleeps.) Run the benchmarks of this package, or bench -topic concurrency, for yours.
//
// # Sources
//
// Lib/asyncio of CPython 3.11: base_events.py (rounds, timers), tasks.py (turns,
// cancellation, gather, shield), taskgroups.py, timeouts.py, locks.py, queues.py.
// PEP 3156 (asyncio), PEP 654 (exception groups).
package loop
