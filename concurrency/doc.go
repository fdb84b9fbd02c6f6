// Package concurrency is the units of execution, process, thread, goroutine and
// coroutine, as one thing: the same work runs as each, and what is said of them
// can be measured. It has the two that Go itself lacks: a coroutine with send, throw
// and close, and a pool of warm processes that survive what kills one of them.
//
//	c := concurrency.NewCoroutine(func(y *concurrency.Yielder[int, int]) (string, error) {
//		sum := 0
//		for sum < 10 {
//			n, err := y.Yield(sum)
//			if err != nil {
//				return "", err
//			}
//			sum += n
//		}
//		return "enough", nil
//	})
//	c.Resume() // 0: it runs to its first Yield
//	c.Send(4)  // 4
//	c.Send(7)  // ErrEnded, and Result is "enough"
//
// and, of work that is registered in a package variable,
//
//	var double = concurrency.Register("double", func(_ context.Context, n int) (int, error) {
//		return 2 * n, nil
//	})
//
//	func main() {
//		concurrency.Init() // a child process goes no further than this
//		u, err := concurrency.Start(ctx, concurrency.KindProcess, double, 21)
//		…
//		n, err := u.Join(ctx) // 42
//	}
//
// # What is what
//
//	            who schedules it   memory    a crash in it ends
//	process     the kernel         its own   itself
//	thread      the kernel         shared    its process
//	goroutine   the Go scheduler   shared    its process
//	coroutine   whoever resumes    shared    its process
//
// A process is the unit by which a system hands out resources: memory, descriptors,
// a user. A thread is the unit by which it hands out time, and always part of a
// process: each process has one at least. A goroutine is the unit of Go's
// scheduler, which runs many on few threads, in parallel. A coroutine is a micro-thread:
// it runs when it is resumed, until it suspends itself, and nobody else decides.
//
// # What is said of them, and what holds
//
//   - "A process has its own data space, threads share theirs." A variable changed
//     in a unit is seen by its starter or not: [MeasureSharing] (TestSharing).
//   - "Creating and switching processes costs more." Creating, by a hundred times;
//     switching hardly, as between threads too the system goes from one to the other,
//     and what a new address space adds is little. [MeasureCreation] and
//     [MeasureSwitch] (TestCosts). On the machine this was written on, start and join
//     took 3 ms for a process, 20 to 40 µs for a thread, 0.7 µs for a goroutine and
//     1.6 µs for a coroutine of work; a round trip 5 to 40 µs through two pipes,
//     13 to 100 µs between two threads, 0.3 µs between two goroutines and 0.1 µs by
//     Send.
//   - "A process takes more memory." [MeasureMemory] (TestCosts): some 8 MB of which
//     1.5 MB is not shared with others, 45 KB for a Go thread with what the runtime
//     keeps for it, 3 KB for a goroutine or a coroutine.
//   - "A thread is less stable than a process: a crash in one takes the whole
//     process along." Not quite every crash: a panic stops where it is recovered, and
//     the units here recover those of their work. A panic in another goroutine, a map
//     that two write at once and a stack that overflows can be recovered by nobody,
//     and end the process, and only that: [MeasureCrash] (TestWhoSurvives).
//   - "A coroutine switches in user space, at no cost." In user space, and not at no
//     cost: about a tenth of a microsecond, some hundred times less than between two
//     threads that wait for each other: [MeasureSwitch] (TestCosts).
//   - "Coroutines need no lock." Not for what they touch between two suspensions, if
//     they take turns. Goroutines are not such coroutines: they run in parallel, and a
//     counter loses increments: [MeasureCounter] (TestCounter), which hands over the
//     race detector's report as well.
//
// # Coroutine
//
// [Coroutine] is the protocol of Python's generators (PEP 342, 380, 479) on
// [iter.Pull], which carries values one way and knows no errors: two fields that
// both ends see carry the rest. As one end always waits, they need no lock; one
// atomic state refuses a second asker. It has a stack of its own, so that it
// suspends in any function that is given its [Yielder], where Python needs a
// yield from in each frame (TestDeep). [Delegate] is yield from for a coroutine that
// stands alone.
//
// The runtime ends the program when a coroutine is switched to from a goroutine that
// is locked to a thread and did not begin it. Here that is [ErrLocked]
// (TestLockedThread). A Yield on another goroutine than the body's would hand the
// asker a second body that runs, and is [ErrWrongGoroutine] (TestYieldElsewhere).
//
// # Process and pool
//
// Go cannot fork: a copy of one thread of a program with many is not a program. A
// child is this program run anew as far as [Init], where it finds the registered
// name of what to run. It reads its arguments from a pipe that stays open: when the
// parent dies, by SIGKILL too, the kernel closes the other end, and the child exits;
// a child that is stopped (SIGSTOP) does so when it is continued.
// It is collected when it ends, whether or not anybody joins it.
//
// A [ProcessPool] starts its workers once and hands tasks over through a pipe: some
// 10 to 35 µs instead of a start. Each worker has one goroutine
// here, which writes a task, reads the answer and sees the worker's end.
//
//	Submit ─▶ queue ─▶ slot ── task ──▶ worker
//	                    │ ◀── answer ──   │ killed
//	             Task ◀─┘                 ▼
//	                         *LostError, or Retry in a new one
//
// A worker that dies is replaced at once, unless three in a row die before they have
// done anything (TestPoolReplaces). A task whose context ends while it waits for a
// worker is told at once (TestPoolCancel).
//
// # Invariants
//
//   - The same work gives the same as each kind of unit (TestUnitLaws).
//   - The table of states of a coroutine holds for each ask (TestProtocol), and its
//     answers are those of CPython's generators to random scripts (TestConformLive).
//   - An ask while the body runs disturbs nothing (TestRunning, TestCrowd).
//   - A dropped coroutine is closed by the collector (TestDropped), but for one
//     that was begun in a bubble of testing/synctest, where it must be closed
//     (TestDroppedInBubble).
//   - A resume allocates nothing (TestResumeAllocatesNothing).
//   - Whichever workers are killed when, no task is lost untold, and no process, no
//     zombie, no descriptor and no goroutine is left after Close (TestPoolKills).
//
// # Differences
//
// From Python's generators: Send to a fresh coroutine is an error whatever the value;
// a body that ignores its exit when the handle was dropped is unwound; Delegate
// to a coroutine that has ended gives the zero value, as Python's does.
//
// From Python's concurrent.futures: one dead worker does not break a pool; a task
// that is cancelled while it runs is told.
//
// Between the units: what goes to a process and comes back is JSON, so pointers do
// not travel, a number in an any becomes a float64, and an error is its text; fields
// that are not exported and strings that are not UTF-8 are refused (TestCarry); only a process can be killed, and a suspended
// coroutine be closed. A body that yields while it has locked its goroutine to the thread
// ends the program, as everywhere with iter.Pull, since a look at each Yield
// would make it slower than it may be.
//
// # Systems
//
// All of it works on Linux. macOS has no /proc, so that memory of processes is
// [errors.ErrUnsupported] and [Thread.ID] 0. Windows builds and has not been tried.
//
// # Sources
//
// M. E. Conway, Design of a Separable Transition-Diagram Compiler (1963), for the
// coroutine; A. L. de Moura and R. Ierusalimschy, Revisiting Coroutines (2009), for
// what makes one full; PEP 342, 380 and 479; src/runtime/coro.go of Go for the
// switch; concurrent.futures and multiprocessing.pool of CPython for what people miss
// when a worker dies.
package concurrency
