// Package ipc measures [underhood/ipc] between two processes, beside the system's
// pipes and sockets, shmipc-go and Python's multiprocessing.
//
// A contestant's worker process starts one more, which does the other half: it sends
// messages back (rtt), gets them all and answers with their sum (oneway, queue), or
// adds up what lies in them (rtt_1MiB_loan). All send the same messages and do the same
// sums with them. Both processes of a contestant are there before the clock runs, and have
// been at it for 30 ms: they sleep while it is another's turn, are woken on one processor,
// and are moved apart by the scheduler some ten milliseconds later. What it is like before
// that, BenchmarkBurst of ipc/internal/ring says.
//
// The processors decide what spinning is worth. Where there are two, a third process
// that is busy makes those wait who spin, and on one nobody spins.
//
// # Files
//
//	traffic.go    the three kinds of traffic, and the sums
//	half.go       starting the process that does the other half
//	underhood.go  the library
//	stream.go     pipes and sockets, with a length before each message
//	shmipc.go     shmipc-go
//	locks.go      semaphores and locks, which another process has too
//	limits.go     what it takes within a process
//	twin.py       Python
package ipc
