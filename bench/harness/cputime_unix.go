//go:build unix

package harness

import "syscall"

// cpuTime is how long this process has had a processor, on all its threads, in
// nanoseconds; 0 when the system does not say.
func cpuTime() int64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
