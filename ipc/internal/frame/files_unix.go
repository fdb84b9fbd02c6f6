//go:build unix

package frame

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Files returns duplicates of the files under a connection of [Pipe],
// [Socketpair] or [FromFiles], to be handed to another process, where FromFiles
// makes a connection of them again. The caller closes them, and as a rule this
// connection too: of two who send or receive on one end, each gets pieces.
//
// Errors: [ErrBusy] while a message is under way or has been read ahead;
// [ErrClosed]; [errors.ErrUnsupported] for other streams.
func (c *Conn) Files() ([]*os.File, error) {
	for _, g := range []gate{c.in.gate, c.out.gate} {
		select {
		case g <- struct{}{}:
			defer g.leave()
		default:
			return nil, ErrBusy
		}
	}
	switch {
	case c.closed.Load():
		return nil, ErrClosed
	case c.in.inside || c.in.lo < c.in.hi || len(c.out.rest) > 0:
		return nil, ErrBusy
	}
	var under []*os.File
	switch s := c.stream.(type) {
	case *os.File:
		under = []*os.File{s}
	case *pipes:
		under = []*os.File{s.r, s.w}
	default:
		return nil, fmt.Errorf("ipc: files of a %T: %w", s, errors.ErrUnsupported)
	}
	var dups []*os.File
	for _, f := range under {
		dup, err := duplicate(f)
		if err != nil {
			return nil, errors.Join(err, closeFiles(dups))
		}
		dups = append(dups, dup)
	}
	return dups, nil
}

// FromFiles makes a connection of what Files returned, here or in the process
// that handed them over: one file, a socket, or two, a pipe to read from and one
// to write to. The files then belong to the connection. They are closed if there
// is an error: other files than that, or a maxSize that New refuses.
func FromFiles(files []*os.File, maxSize int) (*Conn, error) {
	stream, err := assemble(files)
	if err == nil {
		var c *Conn
		if c, err = New(stream, maxSize); err == nil {
			return c, nil
		}
	}
	return nil, errors.Join(err, closeFiles(files))
}

func closeFiles(files []*os.File) (err error) {
	for _, f := range files {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
	}
	return err
}

// assemble makes a stream of files.
func assemble(files []*os.File) (Stream, error) {
	switch len(files) {
	case 1:
		return files[0], expect(files[0], unix.S_IFSOCK)
	case 2:
		return &pipes{files[0], files[1]}, errors.Join(expect(files[0], unix.S_IFIFO), expect(files[1], unix.S_IFIFO))
	}
	return nil, fmt.Errorf("ipc: a connection is of 1 or 2 files, not %d", len(files))
}

// expect refuses a file that is not of a kind, or a socket that is no stream.
func expect(f *os.File, kind uint32) (err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return fmt.Errorf("ipc: a connection's file: %w", err)
	}
	e := raw.Control(func(fd uintptr) {
		var st unix.Stat_t
		if err = unix.Fstat(int(fd), &st); err != nil {
			return
		}
		if got := uint32(st.Mode) & unix.S_IFMT; got != kind {
			err = fmt.Errorf("ipc: file %s is of kind %#o, a connection needs %#o", f.Name(), got, kind)
			return
		}
		if kind == unix.S_IFSOCK {
			var is int
			if is, err = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_TYPE); err == nil && is != unix.SOCK_STREAM {
				err = fmt.Errorf("ipc: file %s is a socket of type %d, a connection needs a stream", f.Name(), is)
			}
		}
	})
	return errors.Join(e, err)
}

// duplicate makes another descriptor. It is made from the bare one: os clears
// what lets deadlines work when it is asked for the number of a file that it has
// opened, and does not know that it has opened this one.
func duplicate(f *os.File) (*os.File, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	fd := -1
	e := raw.Control(func(of uintptr) { fd, err = unix.FcntlInt(of, unix.F_DUPFD_CLOEXEC, 0) })
	if err := errors.Join(e, os.NewSyscallError("fcntl", err)); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}
