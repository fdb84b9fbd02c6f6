//go:build linux || darwin

package segment

import (
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// watched makes a file of a descriptor whose readiness the runtime's poller tells,
// or closes it.
func watched(fd int, name string) (*os.File, error) {
	if err := startPoller(); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	f := os.NewFile(uintptr(fd), name)
	if err := f.SetReadDeadline(time.Time{}); err != nil { // it may have as many as it can watch
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

var poller struct {
	sync.Mutex
	runs bool
}

// startPoller makes sure that the runtime's network poller runs. It starts with
// the first descriptor that needs it and takes two of its own; where there are
// none left, the runtime ends the process. So those two are kept free here
// until a third has set it off.
func startPoller() error {
	poller.Lock()
	defer poller.Unlock()
	if poller.runs {
		return nil
	}
	// No child may inherit what is open for a moment.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	var room, trigger [2]int
	if err := unix.Pipe(room[:]); err != nil {
		return err
	}
	err := unix.Pipe(trigger[:])
	_, _ = unix.Close(room[0]), unix.Close(room[1])
	if err != nil {
		return err
	}
	_ = unix.Close(trigger[1])
	if err := unix.SetNonblock(trigger[0], true); err != nil {
		_ = unix.Close(trigger[0])
		return err
	}
	poller.runs = true
	return os.NewFile(uintptr(trigger[0]), "trigger").Close()
}
