//go:build unix

package reexec

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// inherit adds a duplicate of a file to those that a child will have. The caller
// closes it once the child has started. The number is the child's.
//
// The duplicate is made from the bare descriptor: os.StartProcess makes a file
// wait in the kernel if os itself had made it not wait, and of this one os does
// not know that.
func inherit(attr *os.ProcAttr, f *os.File) (dup io.Closer, number uintptr, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, 0, err
	}
	fd := -1
	if e := raw.Control(func(of uintptr) { fd, err = unix.FcntlInt(of, unix.F_DUPFD_CLOEXEC, 0) }); e != nil {
		return nil, 0, e
	}
	if err != nil {
		return nil, 0, os.NewSyscallError("fcntl", err)
	}
	file := os.NewFile(uintptr(fd), f.Name())
	attr.Files = append(attr.Files, file)
	return file, uintptr(len(attr.Files) - 1), nil
}

// receive is inherit's other half: it makes a file of a number. A pipe or socket
// that no other process uses is made fit for deadlines.
func receive(number uintptr, name string, ours bool) (*os.File, error) {
	fd := int(number)
	if _, err := unix.FcntlInt(number, unix.F_SETFD, unix.FD_CLOEXEC); err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return nil, os.NewSyscallError("fstat", err)
	}
	if kind := st.Mode & unix.S_IFMT; ours && (kind == unix.S_IFIFO || kind == unix.S_IFSOCK) {
		if err := unix.SetNonblock(fd, true); err != nil {
			return nil, os.NewSyscallError("fcntl", err)
		}
	}
	return os.NewFile(number, name), nil
}

// awaitWrites makes writing to a descriptor wait in the kernel.
func awaitWrites(number uintptr) error {
	return os.NewSyscallError("fcntl", unix.SetNonblock(int(number), false))
}

// readNow reads what is there and does not wait for more.
func readNow(f *os.File, b []byte) (n int, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return 0, err
	}
	if e := raw.Control(func(fd uintptr) {
		for n, err = unix.Read(int(fd), b); errors.Is(err, unix.EINTR); n, err = unix.Read(int(fd), b) {
		}
	}); e != nil {
		return 0, e
	}
	if n <= 0 && err == nil {
		err = io.EOF
	}
	return max(n, 0), err
}
