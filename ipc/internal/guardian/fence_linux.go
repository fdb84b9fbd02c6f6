package guardian

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// Commands of membarrier(2), from linux/membarrier.h.
const (
	globalExpedited         = 1 << 1
	registerGlobalExpedited = 1 << 2
)

// enlist makes the threads of this process ones that a Fence waits for.
func enlist() error {
	_, _, errno := unix.Syscall(unix.SYS_MEMBARRIER, registerGlobalExpedited, 0, 0)
	switch errno {
	case 0:
		return nil
	case unix.ENOSYS, unix.EINVAL:
		return fmt.Errorf("ipc: recovering from the death of a process needs membarrier(2): %w", errors.ErrUnsupported)
	}
	return fmt.Errorf("ipc: membarrier: %w", errno)
}

// Fence returns when no thread of a dead process can write to shared memory any
// more. A process is dead when a word that it held shows [OwnerDied]; Fence is for
// who has seen that, and before it takes what that process held. It costs some
// microseconds, needs no number of a process and so no common PID namespace, and
// is safe for concurrent use.
//
// The kernel marks the words when the guardian's thread ends. It ends because the
// process does, or execs, and before any thread ends for that, every thread of the
// process has a kill pending (zap_other_threads, complete_signal): it runs no
// instruction of the program once it has entered the kernel. What may still run is
// a thread on another processor whose interrupt is on the way. membarrier
// interrupts every processor that runs a thread of an enlisted process, which a
// process with a guardian is, and waits until they have come out. To wait for the
// whole process instead, by pidfd, would also mean to wait until its memory is
// taken down, which may take seconds, and for ever after an exec.
//
// # Panics
//
// It panics when the system refuses, which it does not do to a process that has
// held a word.
func Fence() {
	if _, _, errno := unix.Syscall(unix.SYS_MEMBARRIER, globalExpedited, 0, 0); errno != 0 {
		panic(fmt.Sprintf("guardian.Fence: membarrier: %v", errno))
	}
}
