package lesson

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"underhood/ipc"
)

// halt stops a process, and returns when it has stopped.
func halt(p *ipc.Process) error {
	if err := p.Signal(unix.SIGSTOP); err != nil {
		return err
	}
	for {
		// WNOWAIT: whoever collects the process when it ends is not disturbed.
		err := unix.Waitid(unix.P_PID, p.Pid(), nil, unix.WSTOPPED|unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			return os.NewSyscallError("waitid", err)
		}
	}
}

// resume lets it go on.
func resume(p *ipc.Process) error { return p.Signal(unix.SIGCONT) }
