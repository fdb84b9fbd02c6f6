// Package nats puts an [ipc.Queue] at a NATS server, for processes on more than one
// machine. The calls are those of the queues in shared memory, and the same laws are
// tested for both.
//
//	conn, err := client.Connect("nats://127.0.0.1:4222")   // github.com/nats-io/nats.go
//	q, err := nats.Open[Job](ctx, conn, "jobs", 64, ipc.Gob[Job](1024))
//	task, err := q.Take(ctx)
//	err = task.Done()
//
// # How it works
//
// A queue is a JetStream stream that keeps what is not done (work-queue retention) and
// refuses what is too much (at most capacity messages, discard new), and one durable
// consumer from which all processes pull one message at a time. Nothing is fetched
// ahead, so a value is never with a process that has not asked for it.
//
//	Put   ->  ipc.NAME.put      the stream ipc-NAME      one pull  ->  Take
//	          with a number of its own                   +ACK      <-  Done
//	          ipc.NAME.room     a bell: something was done; who waits for room looks
//	          ipc.NAME.end      a bell: closed or deleted; who waits for a value looks
//
// Close makes the stream deaf: it listens to another subject from then on, so that the
// server itself refuses what comes later, whoever sends it. What is there can still be
// got. That the queue is closed outlasts every process; so does the queue, until [Delete].
//
// It wants a server from 2.9 on, and is tested with 2.9 and 2.15, one of each and no
// cluster. The account must allow the subjects ipc.>, $JS.API.>, $JS.ACK.> and _INBOX.>.
//
// # What differs from shared memory
//
// At least once. A value that was put may come twice: when its process was silent for
// too long and finishes it nevertheless, or when the answer to an acknowledgement is
// lost. [ipc.Task.Redelivered] is how often the server gave it out before, whether or
// not somebody died. Done then still returns nil: the server does not say that another
// has the task too. A value that was got (Get) is acknowledged, and that confirmed,
// before the call returns; when the confirmation does not come it is returned all the same.
// (TestKilled, TestServerAway)
//
// Put may not know. An error of Put means that the value is not in the queue, except
// [ErrUnconfirmed], when the server was sent it and did not answer. Until its context
// ends Put sends again, under the same number, by which the server keeps it once; after
// [Window] the server has forgotten the number, and Put gives up. Who puts the value
// anew puts it with a new number. (TestAnswerLost, TestWindow)
//
// Death is silence. No kernel tells the server that a process has died. A process says
// three times in each [AckWait] that it is at work on what it holds; one that has not
// been heard for that long loses it. So a death is noticed after AckWait, not within a
// millisecond, and a process that is stopped (SIGSTOP), or cut off, counts as dead,
// which shared memory can tell apart. Detach gives back at once. (TestStopped, TestBusy,
// TestDetach)
//
// Order. First in, first out holds for what is given out the first time. What comes back
// comes when it comes, with newer values perhaps before it.
//
// Capacity is counted by the server, exactly (one server: of clusters that is not
// tested), but it counts what is not done: a task that is taken has its place until
// Done. Len counts what nobody has and is as old as an answer of the server; a task that
// came back counts again when it is given out.
//
// The end comes later. After Close, io.EOF comes when everything is done, not when
// everything is taken: a task may yet come back. Only the tasks that this handle itself
// holds are not waited for. (TestClosedWithTasks)
//
// Every call is a round trip, or several. A call whose context is over does nothing, and
// one whose context ends takes its request back, which may take 100 ms more. Without a
// connection calls wait for it until their context ends, or for [Timeout] when they have
// none, and return [ErrNoAnswer] with the cause; when the connection is closed for good
// they say so at once. (TestServerAway, TestConnectionClosed)
//
// Waiting for room is by bell and by looking: a process may die between Done and the
// bell, so who waits looks again by itself, at first after 1 ms, then ever less often,
// down to once a second. Who waits for a value is served by the server, and looks for
// the end when it hears the bell, when the connection comes back, or every 30 s.
//
// Cost: Put and then Get is three round trips and a write to the server's file, 0.75 ms
// on the machine where shared memory takes 0.2 µs: some 4,000 times as long
// (BenchmarkPutGet).
//
// Nobody attaches by descriptor: [ipc.File] and [ipc.Give] refuse these queues with
// ipc.ErrNotShared. A child connects by itself, and needs the address and the name.
//
// # Sources
//
// NATS ADR-13 (pull requests and their statuses), ADR-15 (subjects and acknowledgements),
// and the JetStream documentation of streams, consumers and de-duplication.
package nats
