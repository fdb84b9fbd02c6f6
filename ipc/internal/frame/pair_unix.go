//go:build unix

package frame

import (
	"errors"
	"os"
	"time"
)

// Pipe returns the two ends of a connection that consists of two pipes.
func Pipe(maxSize int) (a, b *Conn, err error) {
	ar, bw, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	br, aw, err := os.Pipe()
	if err != nil {
		return nil, nil, errors.Join(err, ar.Close(), bw.Close())
	}
	widen(aw)
	widen(bw)
	return pair(&pipes{ar, aw}, &pipes{br, bw}, maxSize)
}

// Socketpair returns the two ends of a connection that is a pair of stream
// sockets without a name.
func Socketpair(maxSize int) (a, b *Conn, err error) {
	fds, err := socketpair()
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	return pair(os.NewFile(uintptr(fds[0]), "socket"), os.NewFile(uintptr(fds[1]), "socket"), maxSize)
}

// pipes are this end of two pipes, one for each direction.
type pipes struct{ r, w *os.File }

func (p *pipes) Read(b []byte) (int, error)         { return p.r.Read(b) }
func (p *pipes) Write(b []byte) (int, error)        { return p.w.Write(b) }
func (p *pipes) Close() error                       { return errors.Join(p.r.Close(), p.w.Close()) }
func (p *pipes) SetReadDeadline(t time.Time) error  { return p.r.SetReadDeadline(t) }
func (p *pipes) SetWriteDeadline(t time.Time) error { return p.w.SetWriteDeadline(t) }

// pair makes connections of the two ends of a stream, or closes both.
func pair(a, b Stream, maxSize int) (*Conn, *Conn, error) {
	ac, err := New(a, maxSize)
	if err == nil {
		var bc *Conn
		if bc, err = New(b, maxSize); err == nil {
			return ac, bc, nil
		}
	}
	return nil, nil, errors.Join(err, a.Close(), b.Close())
}
