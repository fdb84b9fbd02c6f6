package ipc

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"underhood/ipc"
)

// A framed is a pipe as one writes it by hand over anything that carries bytes: a
// length of four bytes, then the message. Reading goes through a buffer, so that many
// short messages cost one call of the system; what is short is written by one.
type framed struct {
	in    *bufio.Reader
	out   io.Writer
	close func() error
	frame []byte
}

// short is up to what length a copy is cheaper than a second call of the system.
const short = 64 << 10

func newFramed(in io.Reader, out io.Writer, end func() error) *framed {
	return &framed{in: bufio.NewReaderSize(in, 64<<10), out: out, close: end}
}

func (f *framed) Send(_ context.Context, message []byte) error {
	f.frame = binary.LittleEndian.AppendUint32(f.frame[:0], uint32(len(message)))
	if len(message) <= short {
		f.frame = append(f.frame, message...)
		_, err := f.out.Write(f.frame)
		return err
	}
	if _, err := f.out.Write(f.frame); err != nil {
		return err
	}
	_, err := f.out.Write(message)
	return err
}

func (f *framed) Receive(_ context.Context, buf []byte) ([]byte, error) {
	head, err := f.in.Peek(4)
	if err != nil {
		return nil, err
	}
	n := int(binary.LittleEndian.Uint32(head))
	if _, err := f.in.Discard(4); err != nil {
		return nil, err
	}
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	_, err = io.ReadFull(f.in, buf[:n])
	return buf[:n], err
}

func (f *framed) Close() error { return f.close() }

// systemPipes is two of os.Pipe.
func systemPipes() transport {
	return transport{
		offer: func(*job) ([]ipc.StartOption, func(context.Context) (ipc.Pipe, error), error) {
			r1, w1, err := os.Pipe()
			if err != nil {
				return nil, nil, err
			}
			r2, w2, err := os.Pipe()
			if err != nil {
				return nil, nil, errors.Join(err, r1.Close(), w1.Close())
			}
			end := func(context.Context) (ipc.Pipe, error) {
				return newFramed(r2, w1, func() error { return errors.Join(r2.Close(), w1.Close()) }), nil
			}
			return []ipc.StartOption{ipc.GiveFile("in", r1), ipc.GiveFile("out", w2)}, end, nil
		},
		attach: func(_ context.Context, c *ipc.Child, _ job) (ipc.Pipe, error) {
			in, err := c.File("in")
			if err != nil {
				return nil, err
			}
			out, err := c.File("out")
			return newFramed(in, out, out.Close), err
		},
	}
}

// patience is for how long a process waits for the other to connect.
const patience = 10 * time.Second

// listen waits at a socket in a folder of its own.
func listen(j *job) (*net.UnixListener, func(), error) {
	folder, err := os.MkdirTemp("", "bench-ipc")
	if err != nil {
		return nil, nil, err
	}
	remove := func() { _ = os.RemoveAll(folder) } // what is left there, nobody misses
	j.Address = filepath.Join(folder, "socket")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: j.Address, Net: "unix"})
	if err == nil {
		err = l.SetDeadline(time.Now().Add(patience))
	}
	if err != nil {
		remove()
		return nil, nil, err
	}
	return l, remove, nil
}

// socket is a unix stream socket.
func socket() transport {
	return transport{
		offer: func(j *job) ([]ipc.StartOption, func(context.Context) (ipc.Pipe, error), error) {
			l, remove, err := listen(j)
			if err != nil {
				return nil, nil, err
			}
			return nil, func(context.Context) (ipc.Pipe, error) {
				defer remove()
				defer func() { _ = l.Close() }()
				conn, err := l.Accept()
				if err != nil {
					return nil, err
				}
				return newFramed(conn, conn, conn.Close), nil
			}, nil
		},
		attach: func(_ context.Context, _ *ipc.Child, j job) (ipc.Pipe, error) {
			conn, err := net.Dial("unix", j.Address)
			if err != nil {
				return nil, err
			}
			return newFramed(conn, conn, conn.Close), nil
		},
	}
}
