//go:build linux || darwin

package segment

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// File returns a new descriptor of a kept segment, to be handed to a child by
// [os/exec.Cmd.ExtraFiles] or sent over a socket. The caller closes it. It is
// close-on-exec, as every descriptor here is from its first moment: a child gets
// it only where it is named. Starting a child clears O_NONBLOCK on the
// description that both then share, which means nothing for memory.
//
// It returns [ErrNoFile] if none was kept and [ErrClosed] after Close.
func (s *Segment) File() (*os.File, error) {
	s.prepareHanding()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed() {
		return nil, ErrClosed
	}
	if s.file == nil {
		return nil, ErrNoFile
	}
	return duplicate(s.file)
}

// An identity tells segments apart. A segment exists once, however many names
// and descriptors lead to it.
type identity struct{ device, inode uint64 }

func identify(f *os.File) (id identity, err error) {
	var st unix.Stat_t
	if st, err = status(f); err == nil {
		id = identity{device: uint64(st.Dev), inode: st.Ino}
	}
	return id, err
}

func status(f *os.File) (st unix.Stat_t, err error) {
	err = control(f, func(fd int) error { return unix.Fstat(fd, &st) })
	if err != nil {
		return st, fmt.Errorf("ipc: looking at a segment: %w", err)
	}
	return st, nil
}

// duplicate returns another descriptor for the same file.
func duplicate(f *os.File) (*os.File, error) {
	var dup int
	err := control(f, func(fd int) (err error) {
		dup, err = unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ipc: another descriptor for a segment: %w", err)
	}
	return os.NewFile(uintptr(dup), f.Name()), nil
}

// control lends the descriptor of a file, which stays open meanwhile. Unlike
// [os.File.Fd] it leaves the file's mode alone.
func control(f *os.File, use func(fd int) error) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if conn.Control(func(fd uintptr) { inner = use(int(fd)) }) != nil {
		return os.ErrClosed // which is its only reason, under another name
	}
	return inner
}
