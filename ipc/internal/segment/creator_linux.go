package segment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"underhood/ipc/internal/futex"
)

// errGone says that a creator is not there any more.
var errGone = errors.New("ipc: creator is gone")

// thisProcess is what the headers say of us.
var thisProcess = sync.OnceValue(func() process {
	pid := os.Getpid()
	return process{pid: int32(pid), start: startTime(pid), namespace: pidNamespace()}
})

// awaitChange sleeps until the word may have changed. It returns errGone when
// the creator is, which a descriptor of that process tells without being asked
// again and again. A creator in another pid namespace cannot be watched; then
// ctx is the only end of the wait.
func awaitChange(ctx context.Context, word *uint32, creator process) error {
	if creator.namespace != thisProcess().namespace {
		return futex.Wait(ctx, futex.Cond{Addr: word, Value: making})
	}
	life, err := openProcess(creator)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	var watcher sync.WaitGroup
	watcher.Go(func() {
		if ended(life) {
			cancel(errGone)
		}
	})
	err = futex.Wait(ctx, futex.Cond{Addr: word, Value: making})
	_ = life.SetReadDeadline(time.Unix(1, 0)) // ends the watcher
	watcher.Wait()
	_ = life.Close()
	cancel(nil)
	return err
}

// openProcess returns a descriptor that is readable once the process has ended.
// The start time is compared after the descriptor exists: from then on the pid
// cannot pass to another process without the descriptor telling.
func openProcess(p process) (*os.File, error) {
	fd, err := unix.PidfdOpen(int(p.pid), unix.PIDFD_NONBLOCK)
	switch err {
	case nil:
	case unix.ESRCH, unix.EINVAL, unix.ENOENT: // nobody, or not the first thread of a process
		return nil, errGone
	default:
		return nil, fmt.Errorf("watching process %d: %w", p.pid, err)
	}
	if start := startTime(int(p.pid)); start != 0 && p.start != 0 && start != p.start {
		_ = unix.Close(fd)
		return nil, errGone
	}
	f, err := watched(fd, "process")
	if err != nil {
		return nil, fmt.Errorf("watching process %d: %w", p.pid, err)
	}
	return f, nil
}

// ended waits for the end of a process; false if the wait was ended first.
func ended(life *os.File) bool {
	conn, err := life.SyscallConn()
	if err != nil {
		return false
	}
	err = conn.Read(func(fd uintptr) bool {
		poll := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(poll, 0)
		return n > 0 && err == nil
	})
	return err == nil
}

// startTime returns when a process began, in clock ticks since the machine did:
// field 22 of proc(5). It is 0 if that cannot be read.
func startTime(pid int) uint64 {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	// The program's name is in parentheses and may hold anything, these too.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	const starttime = 22 - 3
	if len(fields) <= starttime {
		return 0
	}
	n, _ := number(fields[starttime], nil)
	return n
}

// pidNamespace returns the inode of the namespace in which our pid counts.
func pidNamespace() uint64 {
	info, err := os.Stat("/proc/self/ns/pid")
	if err != nil {
		return 0
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ino
	}
	return 0
}
