//go:build unix && !linux

package frame

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// socketpair cannot say at once what the descriptors shall be, so it keeps others
// from starting programs meanwhile, which would inherit them.
func socketpair() (fds [2]int, err error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if fds, err = unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0); err != nil {
		return fds, err
	}
	for _, fd := range fds {
		unix.CloseOnExec(fd)
		err = errors.Join(err, unix.SetNonblock(fd, true))
	}
	if err != nil {
		err = errors.Join(err, unix.Close(fds[0]), unix.Close(fds[1]))
	}
	return fds, err
}
