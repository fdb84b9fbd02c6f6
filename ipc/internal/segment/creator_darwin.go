package segment

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// errGone says that a creator is not there any more.
var errGone = errors.New("ipc: creator is gone")

// thisProcess is what the headers say of us.
var thisProcess = sync.OnceValue(func() process {
	pid := os.Getpid()
	return process{pid: int32(pid), start: startTime(pid)}
})

// awaitChange looks at the word and at its creator now and then: this system's
// wait on an address is not for other processes before 14.4, and not reached
// without cgo after.
func awaitChange(ctx context.Context, word *uint32, creator process) error {
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for atomic.LoadUint32(word) == making {
		if err := unix.Kill(int(creator.pid), 0); err == unix.ESRCH {
			return errGone
		}
		if start := startTime(int(creator.pid)); start != 0 && creator.start != 0 && start != creator.start {
			return errGone
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticker.C:
		}
	}
	return nil
}

// startTime returns when a process began, in microseconds since 1970, or 0.
func startTime(pid int) uint64 {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return 0
	}
	began := info.Proc.P_starttime
	return uint64(began.Sec)*1_000_000 + uint64(began.Usec)
}
