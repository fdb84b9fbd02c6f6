package spin

import "golang.org/x/sys/unix"

// offerProcessor lets another thread have the processor, of whatever process.
func offerProcessor() {
	// Raw: it is over in a fraction of a microsecond, or else the thread has lost its
	// processor as it can at any instruction.
	_, _, _ = unix.RawSyscall(unix.SYS_SCHED_YIELD, 0, 0, 0) // it cannot fail
}
