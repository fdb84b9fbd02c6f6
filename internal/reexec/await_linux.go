package reexec

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// awaitExit returns when a child has ended and can be collected, or when it
// cannot tell. [os.Process.Wait] holds a thread of the operating system for each
// child it waits for; a descriptor of the process is watched by the runtime's
// poller, which holds none.
//
// It opens a description of its own. On the one inside of os.Process the flag
// that the poller wants would make Wait fail instead of wait.
func awaitExit(p *os.Process) {
	fd, err := unix.PidfdOpen(p.Pid, unix.PIDFD_NONBLOCK) // Linux 5.10
	if err != nil {
		return
	}
	f := os.NewFile(uintptr(fd), "pidfd")
	defer func() { _ = f.Close() }()
	raw, err := f.SyscallConn()
	if err != nil {
		return
	}
	// Its error is that the poller does not take such descriptors.
	_ = raw.Read(func(fd uintptr) bool {
		for {
			n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
			if !errors.Is(err, unix.EINTR) {
				return n != 0 // an error is an answer, Wait's
			}
		}
	})
}
