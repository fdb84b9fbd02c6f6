//go:build linux || darwin

package frame

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// A vectorWriter writes both pieces in one system call, or in as many as the
// other end makes it wait. It lives in the connection, so that a message needs no
// memory of its own.
type vectorWriter struct {
	raw  syscall.RawConn
	step func(fd uintptr) bool // v.writeSome: made once

	pieces [2][]byte
	todo   [][]byte // of pieces: what is left to write
	n      int
	err    error
}

// newWriter picks the writer for a stream. Only files that are just that are
// written to behind their back: a type around one may mean something by Write.
func newWriter(stream Stream) (writer, error) {
	var f *os.File
	switch s := stream.(type) {
	case *os.File:
		f = s
	case *pipes:
		f = s.w
	default:
		return &plainWriter{to: stream}, nil
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	v := &vectorWriter{raw: raw}
	v.step = v.writeSome
	return v, nil
}

func (v *vectorWriter) write(head, body []byte) (int, error) {
	v.pieces = [2][]byte{head, body}
	v.todo = v.pieces[:]
	if len(body) == 0 {
		v.todo = v.pieces[:1]
	}
	v.n, v.err = 0, nil
	err := v.raw.Write(v.step) // waits between steps, and for a deadline no longer
	if err == nil {
		err = v.err
	}
	v.pieces, v.todo = [2][]byte{}, nil
	return v.n, err
}

// writeSome writes until all is written, there is an error, or the stream is full
// and has to be waited for: then it returns false.
func (v *vectorWriter) writeSome(fd uintptr) bool {
	for len(v.todo) > 0 {
		n, err := unix.Writev(int(fd), v.todo)
		switch {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN):
			return false
		case err != nil:
			v.err = os.NewSyscallError("writev", err)
			return true
		default:
			v.advance(n)
		}
	}
	return true
}

func (v *vectorWriter) advance(n int) {
	v.n += n
	for len(v.todo) > 0 && n >= len(v.todo[0]) {
		n -= len(v.todo[0])
		v.todo = v.todo[1:]
	}
	if n > 0 {
		v.todo[0] = v.todo[0][n:]
	}
}

// isUnixSocket reports whether a stream is a socket between processes of one
// machine. When such a one is closed with bytes in it that nobody has read, its
// other end is told of a reset after the last byte. Nothing is lost then, unlike
// with a reset from a network, so it is an end like others.
func isUnixSocket(stream Stream) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return false
	}
	is := false
	err = raw.Control(func(fd uintptr) {
		addr, err := unix.Getsockname(int(fd))
		_, is = addr.(*unix.SockaddrUnix)
		is = is && err == nil
	})
	return is && err == nil
}
